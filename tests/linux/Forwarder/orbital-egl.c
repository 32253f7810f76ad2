// SPDX-License-Identifier: Apache-2.0
// An OpenGL ES program with an EGL surface of an Orbital window: frames, another size of the window, and frames of which only a part is said to
// differ. With an argument it draws the same into a pbuffer, without EGL's help for the window: Mesa on Linux has no windows of Orbital.
// The picture of the last frame stays until standard input ends.
#include "orbital.h"

// EGL and OpenGL ES as far as this program goes, so that their headers need not be installed.
typedef void *EGLDisplay, *EGLConfig, *EGLContext, *EGLSurface;
EGLDisplay eglGetDisplay(void *), eglGetPlatformDisplay(unsigned, void *, const long *);
unsigned eglInitialize(EGLDisplay, int *, int *), eglBindAPI(unsigned), eglSwapBuffers(EGLDisplay, EGLSurface);
unsigned eglChooseConfig(EGLDisplay, const int *, EGLConfig *, int, int *), eglQuerySurface(EGLDisplay, EGLSurface, int, int *);
EGLContext eglCreateContext(EGLDisplay, EGLConfig, EGLContext, const int *);
EGLSurface eglCreateWindowSurface(EGLDisplay, EGLConfig, void *, const int *), eglCreatePbufferSurface(EGLDisplay, EGLConfig, const int *);
unsigned eglMakeCurrent(EGLDisplay, EGLSurface, EGLSurface, EGLContext), eglGetError(void);
void *eglGetProcAddress(const char *);
enum { EGL_OPENGL_ES_API = 0x30a0, EGL_ALPHA_SIZE = 0x3021, EGL_RED_SIZE = 0x3024, EGL_SURFACE_TYPE = 0x3033, EGL_NONE = 0x3038,
    EGL_RENDERABLE_TYPE = 0x3040, EGL_HEIGHT = 0x3056, EGL_WIDTH = 0x3057, EGL_CONTEXT_CLIENT_VERSION = 0x3098, EGL_PLATFORM_SURFACELESS_MESA = 0x31dd,
    EGL_PBUFFER_BIT = 1, EGL_WINDOW_BIT = 4, EGL_OPENGL_ES2_BIT = 4 };
unsigned glCreateShader(unsigned), glCreateProgram(void), glGetError(void);
void glShaderSource(unsigned, int, const char *const *, const int *), glCompileShader(unsigned), glAttachShader(unsigned, unsigned);
void glLinkProgram(unsigned), glUseProgram(unsigned), glBindAttribLocation(unsigned, unsigned, const char *), glViewport(int, int, int, int);
void glVertexAttribPointer(unsigned, int, unsigned, unsigned char, int, const void *), glEnableVertexAttribArray(unsigned);
void glDrawArrays(unsigned, int, int), glClearColor(float, float, float, float), glClear(unsigned), glGetIntegerv(unsigned, int *);
int glGetUniformLocation(unsigned, const char *);
void glUniform1f(int, float), glUniform3f(int, float, float, float), glReadPixels(int, int, int, int, unsigned, unsigned, void *);
enum { GL_TRIANGLES = 4, GL_UNSIGNED_BYTE = 0x1401, GL_FLOAT = 0x1406, GL_RGBA = 0x1908, GL_COLOR_BUFFER_BIT = 0x4000, GL_FRAGMENT_SHADER = 0x8b30,
    GL_VERTEX_SHADER = 0x8b31, GL_CURRENT_PROGRAM = 0x8b8d };

static int is_pbuffer, width = 300, height = 200;
static void *window;
static EGLDisplay display;
static EGLConfig config;
static EGLContext context;
static EGLSurface surface;
static unsigned (*swap_with_damage)(EGLDisplay, EGLSurface, const int *, int);

static void expect(int holds, const char *what)
{
    if (!holds)
        fprintf(stderr, "%s: EGL %04x\n", what, eglGetError()), exit(4);
}

static void make_surface(void)
{
    const int size[] = { EGL_WIDTH, width, EGL_HEIGHT, height, EGL_NONE };
    surface = is_pbuffer ? eglCreatePbufferSurface(display, config, size) : eglCreateWindowSurface(display, config, window, NULL);
    expect(surface != NULL && eglMakeCurrent(display, surface, surface, context), "surface");
    glViewport(0, 0, width, height);
}

static unsigned shader(unsigned kind, const char *source)
{
    unsigned name = glCreateShader(kind);
    glShaderSource(name, 1, &source, NULL);
    glCompileShader(name);
    return name;
}

static void use_program(void)
{
    unsigned program = glCreateProgram();
    glAttachShader(program, shader(GL_VERTEX_SHADER, "attribute vec2 at; varying vec2 place; uniform float turn;"
        "void main() { place = at; gl_Position = vec4(mat2(cos(turn), -sin(turn), sin(turn), cos(turn)) * at * 0.8, 0.0, 1.0); }"));
    glAttachShader(program, shader(GL_FRAGMENT_SHADER, "precision mediump float; varying vec2 place; uniform vec3 tint;"
        "void main() { gl_FragColor = vec4(tint.rg * (place.x * 0.5 + 0.5), place.y * 0.5 + tint.b, 1.0); }"));
    glBindAttribLocation(program, 0, "at");
    glLinkProgram(program);
    glUseProgram(program);
    static const float corners[] = { -1, -1, 1, -1, 0, 1 };
    glVertexAttribPointer(0, 2, GL_FLOAT, 0, 0, corners);
    glEnableVertexAttribArray(0);
    glUniform3f(glGetUniformLocation(program, "tint"), 1, 0.5, 0.25);
}

static void draw(int frame)
{
    int program;
    glGetIntegerv(GL_CURRENT_PROGRAM, &program);
    glClearColor(0.1, 0.2, 0.02 * frame, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glUniform1f(glGetUniformLocation(program, "turn"), 0.1 * frame);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

/* What EGL does with a window: the part's pixels from the lowest row up, into the window's from the highest row down. */
static void bring(const int part[4])
{
    uint8_t *pixels = malloc(part[2] * part[3] * 4);
    glReadPixels(part[0], part[1], part[2], part[3], GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    for (int y = 0; y < part[3]; y++)
        for (int x = 0; x < part[2]; x++) {
            const uint8_t *from = pixels + (y * part[2] + x) * 4;
            orb_window_data(window)[(height - 1 - part[1] - y) * width + part[0] + x] = (uint32_t)from[3] << 24 | from[0] << 16 | from[1] << 8 | from[2];
        }
    free(pixels);
    orb_window_sync(window);
}

static void swap(int part[4])
{
    int all[4] = { 0, 0, width, height };
    if (is_pbuffer)
        bring(part != NULL ? part : all);
    else
        expect(part != NULL ? swap_with_damage(display, surface, part, 1) : eglSwapBuffers(display, surface), "swap");
}

int main(int count, char **arguments __attribute__((unused)))
{
    is_pbuffer = count > 1;
    window = orb_window_new(200, 100, width, height, "OpenGL");
    if (window == NULL)
        return 1;
    display = is_pbuffer ? eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, NULL, NULL) : eglGetDisplay(NULL);
    swap_with_damage = eglGetProcAddress("eglSwapBuffersWithDamageKHR");
    const int wanted[] = { EGL_SURFACE_TYPE, is_pbuffer ? EGL_PBUFFER_BIT : EGL_WINDOW_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_ES2_BIT,
        EGL_RED_SIZE, 8, EGL_ALPHA_SIZE, 8, EGL_NONE };
    const int version[] = { EGL_CONTEXT_CLIENT_VERSION, 2, EGL_NONE };
    int found = 0;
    expect(eglInitialize(display, NULL, NULL) && eglBindAPI(EGL_OPENGL_ES_API) && eglChooseConfig(display, wanted, &config, 1, &found) && found == 1, "config");
    context = eglCreateContext(display, config, NULL, version);
    expect(context != NULL, "context");
    make_surface();
    use_program();
    for (int frame = 0; frame < 10; frame++) {
        draw(frame);
        swap(NULL);
    }
    orb_window_set_size(window, width = 420, height = 260);
    if (is_pbuffer)
        make_surface();
    else {
        /* The frame that was begun has the old size; the next one the new. */
        draw(10);
        swap(NULL);
        int now[2];
        expect(eglQuerySurface(display, surface, EGL_WIDTH, &now[0]) && eglQuerySurface(display, surface, EGL_HEIGHT, &now[1]) && now[0] == width && now[1] == height, "size");
        glViewport(0, 0, width, height);
    }
    for (int frame = 11; frame < 20; frame++) {
        draw(frame);
        swap(NULL);
    }
    /* Drawn anew everywhere, and said to differ in a part of the lower left, which is not all of the window's. */
    int part[4] = { 30, 20, 200, 90 };
    draw(35);
    swap(part);
    expect(glGetError() == 0, "end");
    printf("drawn\n");
    fflush(stdout);
    while (getchar() != EOF) {
    }
    return 0;
}
