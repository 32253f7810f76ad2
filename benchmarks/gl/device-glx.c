// SPDX-License-Identifier: Apache-2.0
// libGL.so.1 for programs that are to be measured on a GPU without a screen: as much of GLX as they use, made of EGL's device platform. Their
// windows are X's, what they draw stays on the GPU in a pbuffer of the window's size, and nothing but EGL's own driver stands beneath the
// program. The commands of GL are those of libOpenGL.so.0, which this is linked to. Xlib is declared here, so that no headers of it are needed.
#define _GNU_SOURCE
#define EGL_EGLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long Id;
typedef struct { void *visual; Id id; int screen, depth, class; Id red, green, blue; int entries, bits; } VisualInfo;
enum { DRAWABLES = 1024, DEVICES = 16, ATTRIBUTES = 16, CONFIGS = 3 };

void *XDefaultVisual(void *, int screen);
Id XVisualIDFromVisual(void *);
VisualInfo *XGetVisualInfo(void *, long mask, VisualInfo *, int *count);
int XGetGeometry(void *, Id, Id *root, int *x, int *y, unsigned *width, unsigned *height, unsigned *border, unsigned *depth);

// A config without samples, one with four, and one without depth; handles are their numbers from one on.
static const struct { int depth, stencil, samples; } kinds[CONFIGS] = { { 24, 8, 0 }, { 24, 8, 4 }, { 0, 0, 0 } };
// X's numbers are below these.
#define PBUFFERS (1UL << 40)

static EGLDisplay device;
static EGLConfig configs[CONFIGS];
static struct { Id id; EGLSurface surface; } drawables[DRAWABLES];
static __thread void *shown;
static __thread Id drawn;

// A command of GL's that whoever records the program does not take for one of its own.
static void (*own(const char *name))(void) { return (void (*)(void))eglGetProcAddress(name); }

static void fail(const char *what)
{
    fprintf(stderr, "device-glx: %s (EGL error 0x%x)\n", what, eglGetError());
    exit(1);
}

// The first device that opens; one that draws in software only where there is no other.
static void open_device(void)
{
    PFNEGLQUERYDEVICESEXTPROC devices = (PFNEGLQUERYDEVICESEXTPROC)eglGetProcAddress("eglQueryDevicesEXT");
    PFNEGLQUERYDEVICESTRINGEXTPROC text = (PFNEGLQUERYDEVICESTRINGEXTPROC)eglGetProcAddress("eglQueryDeviceStringEXT");
    EGLDeviceEXT all[DEVICES];
    EGLint count = 0, found;
    if (device)
        return;
    if (!devices || !text || !devices(DEVICES, all, &count))
        fail("EGL knows no devices");
    for (int software = 0; software < 2 && !device; software++) {
        for (int at = 0; at < count && !device; at++) {
            const char *extensions = text(all[at], EGL_EXTENSIONS);
            if (software != (extensions && strstr(extensions, "EGL_MESA_device_software")))
                continue;
            EGLDisplay one = eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, all[at], NULL);
            device = one && eglInitialize(one, NULL, NULL) ? one : NULL;
        }
    }
    if (!device)
        fail("no device of EGL's opens");
    for (int at = 0; at < CONFIGS; at++) {
        const EGLint wanted[] = { EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_RED_SIZE, 8, EGL_GREEN_SIZE, 8, EGL_BLUE_SIZE, 8,
            EGL_ALPHA_SIZE, 8, EGL_DEPTH_SIZE, kinds[at].depth, EGL_STENCIL_SIZE, kinds[at].stencil, EGL_SAMPLES, kinds[at].samples, EGL_NONE };
        EGLConfig many[256];
        if (!eglChooseConfig(device, wanted, many, 256, &found) || found < 1)
            fail("there is no config for OpenGL");
        // Deeper colours and depths come first.
        configs[at] = many[0];
        for (int each = found - 1; each >= 0; each--) {
            EGLint red = 0, depth = 0;
            eglGetConfigAttrib(device, many[each], EGL_RED_SIZE, &red);
            eglGetConfigAttrib(device, many[each], EGL_DEPTH_SIZE, &depth);
            if (red == 8 && depth == kinds[at].depth)
                configs[at] = many[each];
        }
    }
}

static int number(void *config) { return (int)(size_t)config - 1; }

// --- configs

int glXQueryExtension(void *x, int *error, int *event) { (void)x; if (error) *error = 0; if (event) *event = 0; return 1; }
int glXQueryVersion(void *x, int *major, int *minor) { (void)x; *major = 1; *minor = 4; return 1; }
const char *glXQueryExtensionsString(void *x, int screen) { (void)x; (void)screen; return "GLX_ARB_create_context GLX_ARB_create_context_profile GLX_ARB_get_proc_address GLX_ARB_multisample GLX_EXT_swap_control"; }
const char *glXQueryServerString(void *x, int screen, int name) { return name == 3 ? glXQueryExtensionsString(x, screen) : name == 2 ? "1.4" : "EGL"; }
const char *glXGetClientString(void *x, int name) { return glXQueryServerString(x, 0, name); }

int glXGetFBConfigAttrib(void *x, void *config, int attribute, int *value)
{
    int at = number(config);
    switch (attribute) {
    case 1: case 4: case 5: case 0x8012: *value = 1; break; // USE_GL, RGBA, DOUBLEBUFFER, X_RENDERABLE
    case 2: *value = 32; break;
    case 8: case 9: case 10: case 11: *value = 8; break;
    case 12: *value = kinds[at].depth; break;
    case 13: *value = kinds[at].stencil; break;
    case 100000: *value = kinds[at].samples > 0; break;
    case 100001: *value = kinds[at].samples; break;
    case 0x20: case 0x23: *value = 0x8000; break; // no caveat, not transparent
    case 0x22: *value = 0x8002; break;
    case 0x800b: *value = (int)XVisualIDFromVisual(XDefaultVisual(x, 0)); break;
    case 0x8010: *value = 1 | 4; break;
    case 0x8011: *value = 1; break;
    case 0x8013: *value = at + 1; break;
    case 0x8016: case 0x8017: *value = 16384; break;
    default: *value = 0;
    }
    return 0;
}

void **glXChooseFBConfig(void *x, int screen, const int *wanted, int *count)
{
    (void)screen;
    void **found = calloc(CONFIGS, sizeof *found);
    *count = 0;
    for (size_t at = 0; at < CONFIGS && found; at++) {
        int fits = 1;
        for (const int *one = wanted; one && *one; one += 2) {
            int value = 0;
            glXGetFBConfigAttrib(x, (void *)(at + 1), *one, &value);
            fits &= one[1] == -1 || (*one != 2 && (*one < 7 || *one > 17) && *one < 100000) || value >= one[1];
        }
        if (fits)
            found[(*count)++] = (void *)(at + 1);
    }
    return *count ? found : (free(found), NULL);
}

void **glXGetFBConfigs(void *x, int screen, int *count) { return glXChooseFBConfig(x, screen, NULL, count); }
int glXGetConfig(void *x, VisualInfo *visual, int attribute, int *value) { (void)visual; return glXGetFBConfigAttrib(x, (void *)1, attribute, value); }

VisualInfo *glXGetVisualFromFBConfig(void *x, void *config)
{
    VisualInfo wanted = { .id = XVisualIDFromVisual(XDefaultVisual(x, 0)) };
    int count;
    (void)config;
    return XGetVisualInfo(x, 1, &wanted, &count);
}

VisualInfo *glXChooseVisual(void *x, int screen, int *wanted) { (void)screen; (void)wanted; return glXGetVisualFromFBConfig(x, (void *)1); }

// --- contexts

void *glXCreateContextAttribsARB(void *x, void *config, void *share, int direct, const int *wanted)
{
    EGLint attributes[ATTRIBUTES], used = 0;
    int is_es = 0;
    (void)x;
    (void)direct;
    open_device();
    for (const int *one = wanted; one && *one && used < ATTRIBUTES - 2; one += 2) {
        is_es |= *one == 0x9126 && (one[1] & 4);
        int name = *one == 0x2091 ? 0x3098 : *one == 0x2092 ? 0x30fb : *one == 0x9126 && !(one[1] & 4) ? 0x30fd : 0;
        if (name) {
            attributes[used++] = name;
            attributes[used++] = one[1];
        }
    }
    attributes[used] = EGL_NONE;
    eglBindAPI(is_es ? EGL_OPENGL_ES_API : EGL_OPENGL_API);
    EGLContext context = eglCreateContext(device, configs[number(config)], share, attributes);
    return context == EGL_NO_CONTEXT ? NULL : context;
}

void *glXCreateNewContext(void *x, void *config, int kind, void *share, int direct) { (void)kind; return glXCreateContextAttribsARB(x, config, share, direct, NULL); }
void *glXCreateContext(void *x, VisualInfo *visual, void *share, int direct) { (void)visual; return glXCreateContextAttribsARB(x, (void *)1, share, direct, NULL); }
void glXDestroyContext(void *x, void *context) { (void)x; eglDestroyContext(device, context); }
void *glXGetCurrentContext(void) { return eglGetCurrentContext(); }
void *glXGetCurrentDisplay(void) { return shown; }
Id glXGetCurrentDrawable(void) { return drawn; }
Id glXGetCurrentReadDrawable(void) { return drawn; }
int glXIsDirect(void *x, void *context) { (void)x; (void)context; return 1; }
int glXQueryContext(void *x, void *context, int attribute, int *value) { (void)x; (void)context; *value = attribute == 0x8013; return 0; }

// --- drawables

static EGLSurface *place(Id id)
{
    for (int at = 0; at < DRAWABLES; at++) {
        if (drawables[at].id == id || !drawables[at].id) {
            drawables[at].id = id;
            return &drawables[at].surface;
        }
    }
    fail("the program has too many drawables");
    return NULL;
}

static EGLSurface made(void *config, unsigned width, unsigned height)
{
    const EGLint size[] = { EGL_WIDTH, (EGLint)width, EGL_HEIGHT, (EGLint)height, EGL_NONE };
    EGLSurface surface = eglCreatePbufferSurface(device, configs[number(config)], size);
    if (!surface)
        fail("there is no pbuffer");
    return surface;
}

// The number of the context's config.
static void *config_of(void *context)
{
    EGLint number = 0, each;
    size_t at = 0;
    eglQueryContext(device, context, EGL_CONFIG_ID, &number);
    while (at < CONFIGS - 1 && !(eglGetConfigAttrib(device, configs[at], EGL_CONFIG_ID, &each) && each == number))
        at++;
    return (void *)(at + 1);
}

// A window's pbuffer has the window's size when it is made current, and when the program waits for X. Each frame it is not looked at: native GLX
// does not ask X either.
static EGLSurface of(void *x, Id id, void *context)
{
    Id root;
    int left, top;
    unsigned width = 1, height = 1, border, depth;
    EGLint old_width = 0, old_height = 0;
    EGLSurface *surface = place(id), old = *surface;
    if (id >= PBUFFERS)
        return old;
    XGetGeometry(x, id, &root, &left, &top, &width, &height, &border, &depth);
    if (old) {
        eglQuerySurface(device, old, EGL_WIDTH, &old_width);
        eglQuerySurface(device, old, EGL_HEIGHT, &old_height);
    }
    if (!old || old_width != (EGLint)width || old_height != (EGLint)height) {
        *surface = made(config_of(context), width, height);
        // EGL keeps the old one as long as it is current.
        if (old)
            eglDestroySurface(device, old);
    }
    return *surface;
}

int glXMakeContextCurrent(void *x, Id draw, Id read, void *context)
{
    open_device();
    EGLSurface to = draw ? of(x, draw, context) : EGL_NO_SURFACE, from = read == draw ? to : read ? of(x, read, context) : EGL_NO_SURFACE;
    if (!eglMakeCurrent(device, to, from, context))
        return 0;
    shown = x;
    drawn = draw;
    return 1;
}

int glXMakeCurrent(void *x, Id drawable, void *context) { return glXMakeContextCurrent(x, drawable, drawable, context); }
void glXSwapBuffers(void *x, Id drawable) { (void)x; eglSwapBuffers(device, *place(drawable)); own("glFlush")(); }
void glXWaitGL(void) { own("glFinish")(); }

void glXWaitX(void)
{
    if (shown && drawn)
        glXMakeContextCurrent(shown, drawn, drawn, eglGetCurrentContext());
}

Id glXCreatePbuffer(void *x, void *config, const int *wanted)
{
    static Id next = PBUFFERS;
    unsigned width = 1, height = 1;
    (void)x;
    open_device();
    for (const int *one = wanted; one && *one; one += 2) {
        width = *one == 0x8041 ? (unsigned)one[1] : width;
        height = *one == 0x8040 ? (unsigned)one[1] : height;
    }
    *place(++next) = made(config, width, height);
    return next;
}

void glXDestroyPbuffer(void *x, Id id) { (void)x; EGLSurface *surface = place(id); eglDestroySurface(device, *surface); *surface = NULL; }
Id glXCreateWindow(void *x, void *config, Id window, const int *wanted) { (void)x; (void)config; (void)wanted; return window; }
void glXDestroyWindow(void *x, Id window) { (void)x; (void)window; }
void glXSelectEvent(void *x, Id drawable, unsigned long mask) { (void)x; (void)drawable; (void)mask; }
void glXSwapIntervalEXT(void *x, Id drawable, int frames) { (void)x; (void)drawable; (void)frames; }

void glXQueryDrawable(void *x, Id drawable, int attribute, unsigned *value)
{
    EGLint size = 0;
    (void)x;
    if (attribute == 0x801d || attribute == 0x801e)
        eglQuerySurface(device, *place(drawable), attribute == 0x801d ? EGL_WIDTH : EGL_HEIGHT, &size);
    *value = (unsigned)size;
}

void (*glXGetProcAddress(const char *name))(void)
{
    static void *this;
    Dl_info where;
    if (strncmp(name, "glX", 3))
        return (void (*)(void))eglGetProcAddress(name);
    if (!this && dladdr(&device, &where))
        this = dlopen(where.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    return this ? (void (*)(void))dlsym(this, name) : NULL;
}

void (*glXGetProcAddressARB(const char *name))(void) { return glXGetProcAddress(name); }
