// SPDX-License-Identifier: Apache-2.0
// GLX's windows and pbuffers. `glx-windows answers` prints what GL tells of the framebuffer that the window system made, each thing twice;
// `glx-windows gone COUNT SIDE` makes one window after the other, draws into it, destroys it with nothing but X's own call, and waits until
// nothing of it is left; `glx-windows apart NAME` draws into windows of two X servers that have one number, and looks what is in them. The declarations are Xlib's, GLX's and GL's, so that no headers are needed.
#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

typedef unsigned int E;
typedef unsigned long Id;
typedef struct { void *visual; Id id; int screen, depth; } VisualInfo;
typedef struct { Id background, background_pixel, border, border_pixel; int bits, window, backing; unsigned long planes, pixel; int under; long events, ignored;
    int override_redirect; Id colormap, cursor; } Attributes;

void *XOpenDisplay(const char *);
Id XDefaultRootWindow(void *);
int XDefaultScreen(void *);
Id XCreateColormap(void *, Id, void *visual, int);
Id XCreateWindow(void *, Id parent, int x, int y, unsigned width, unsigned height, unsigned border, int depth, unsigned kind, void *visual, unsigned long mask, Attributes *);
int XMapWindow(void *, Id);
int XDestroyWindow(void *, Id);
int XSync(void *, int);
void *XGetImage(void *, Id, int x, int y, unsigned width, unsigned height, unsigned long planes, int format);
unsigned long XGetPixel(void *, int x, int y);
int XResizeWindow(void *, Id, unsigned width, unsigned height);
void glXQueryDrawable(void *, Id, int attribute, unsigned *value);
void **glXChooseFBConfig(void *, int screen, const int *, int *count);
VisualInfo *glXGetVisualFromFBConfig(void *, void *config);
void *glXCreateNewContext(void *, void *config, int type, void *share, int direct);
Id glXCreatePbuffer(void *, void *config, const int *);
int glXMakeContextCurrent(void *, Id draw, Id read, void *context);
void glXSwapBuffers(void *, Id);
void glClear(E);
void glClearColor(float, float, float, float);
E glGetError(void);
void *glXGetProcAddress(const char *);

static void *display;
static void (*GetAttachment)(E target, E attachment, E pname, int *value);
static void (*BindFramebuffer)(E target, E name);
static void (*GenFramebuffers)(int count, E *names);
static void (*Begin)(E);
static void (*End)(void);

/* Waits until a window shows a colour. */
static void shows(void *where, Id window, int at, unsigned long color)
{
    unsigned long pixel = 0;
    for (int look = 0; look < 3000; look++) {
        pixel = XGetPixel(XGetImage(where, window, at, at, 1, 1, ~0UL, 2), 0, 0) & 0xffffff;
        if (pixel == color)
            return;
        poll(NULL, 0, 10);
    }
    printf("%06lx in place of %06lx\n", pixel, color);
    exit(7);
}

static void draw(void *context, Id window, float red, float blue)
{
    if (!glXMakeContextCurrent(display, window, window, context))
        exit(5);
    glClearColor(red, 0, blue, 1);
    glClear(0x4000);
    glXSwapBuffers(display, window);
}

static void *config_of(int has_two_buffers, int depth)
{
    const int wanted[] = { 0x8010, 5, 5, has_two_buffers, 8, 8, 9, 8, 10, 8, 12, depth, 13, depth ? 8 : 0, 0 };
    int count = 0;
    void **all = glXChooseFBConfig(display, XDefaultScreen(display), wanted, &count);
    if (all == NULL || count == 0)
        exit(3);
    return all[0];
}

static Id window_of(void *config, unsigned side)
{
    VisualInfo *visual = glXGetVisualFromFBConfig(display, config);
    Attributes attributes = { 0 };
    if (visual == NULL)
        exit(4);
    attributes.colormap = XCreateColormap(display, XDefaultRootWindow(display), visual->visual, 0);
    Id window = XCreateWindow(display, XDefaultRootWindow(display), 0, 0, side, side, 0, visual->depth, 1, visual->visual, 1 << 13 | 1 << 3, &attributes);
    XMapWindow(display, window);
    return window;
}

static void ask(const char *what, E target)
{
    static const E attachments[] = { 0x400, 0x401, 0x402, 0x403, 0x404, 0x405, 0x409, 0x1801, 0x1802, 0x821a, 0x8ce0, 0x1234 };
    static const E pnames[] = { 0x8cd0, 0x8cd1, 0x8cd2, 0x8cd3, 0x8210, 0x8211, 0x8212, 0x8213, 0x8214, 0x8215, 0x8216, 0x8217, 0x8da7, 0x1234 };
    for (unsigned at = 0; at < sizeof attachments / sizeof attachments[0]; at++) {
        printf("%s %x %x:", what, target, attachments[at]);
        for (unsigned of = 0; of < sizeof pnames / sizeof pnames[0]; of++) {
            int value = -7;
            GetAttachment(target, attachments[at], pnames[of], &value);
            E error = glGetError();
            error ? printf(" !%x", error) : printf(" %x", value);
        }
        printf("\n");
    }
}

static void ask_twice(const char *what)
{
    static const E targets[] = { 0x8d40, 0x8ca8, 0x8ca9, 0x1234 };
    E name;
    int value = -7;
    for (int time = 0; time < 2; time++)
        for (unsigned at = 0; at < sizeof targets / sizeof targets[0]; at++)
            ask(what, targets[at]);
    GenFramebuffers(1, &name);
    BindFramebuffer(0x8ca9, name);
    printf("another one to draw to\n");
    ask(what, 0x8d40);
    ask(what, 0x8ca8);
    BindFramebuffer(0x1234, 0);
    printf("no such target: %x\n", glGetError());
    ask(what, 0x8d40);
    BindFramebuffer(0x8d40, 0);
    ask(what, 0x8d40);
    Begin(4);
    GetAttachment(0x8d40, 0x405, 0x8cd0, &value);
    End();
    printf("between glBegin and glEnd: %d %x\n", value, glGetError());
}

static void answers(void)
{
    const int size[] = { 0x8041, 64, 0x8040, 64, 0 };
    for (int has_two = 0; has_two < 2; has_two++) {
        void *config = config_of(has_two, 24), *context = glXCreateNewContext(display, config, 0x8014, NULL, 1);
        Id window = window_of(config, 64), pbuffer = glXCreatePbuffer(display, config, size);
        if (!glXMakeContextCurrent(display, window, window, context))
            exit(5);
        ask_twice(has_two ? "two buffers" : "one buffer");
        if (has_two) {
            glXMakeContextCurrent(display, pbuffer, window, context);
            ask_twice("a pbuffer");
            glXMakeContextCurrent(display, window, pbuffer, context);
            ask_twice("the window again");
        }
        glXMakeContextCurrent(display, 0, 0, NULL);
    }
}

static int threads(void)
{
    int count = 0;
    DIR *all = opendir("/proc/self/task");
    while (all != NULL && readdir(all) != NULL)
        count++;
    closedir(all);
    return count;
}

static void gone(int windows, unsigned side)
{
    void *config = config_of(1, 24), *context = glXCreateNewContext(display, config, 0x8014, NULL, 1);
    /* One more hears of windows' ends. */
    int most = threads() + 1;
    for (int at = 0; at < windows; at++) {
        Id window = window_of(config, side);
        if (!glXMakeContextCurrent(display, window, window, context)) {
            printf("no window %d\n", at);
            exit(5);
        }
        glClearColor(0, 0.5f, 0, 1);
        glClear(0x4100);
        glXSwapBuffers(display, window);
        glXMakeContextCurrent(display, 0, 0, NULL);
        XDestroyWindow(display, window);
        XSync(display, 0);
        for (int look = 0; threads() > most; look++) {
            if (look == 3000) {
                printf("%d threads after window %d\n", threads(), at);
                exit(6);
            }
            poll(NULL, 0, 10);
        }
    }
}

static void apart(const char *name)
{
    void *displays[] = { display, XOpenDisplay(name) }, *contexts[2];
    Id windows[2];
    unsigned width = 0;
    if (displays[1] == NULL)
        exit(2);
    for (int at = 0; at < 2; at++) {
        display = displays[at];
        void *config = config_of(1, 24);
        contexts[at] = glXCreateNewContext(display, config, 0x8014, NULL, 1);
        windows[at] = window_of(config, at ? 96 : 64);
        XSync(display, 0);
    }
    printf("one number: %d\n", windows[0] == windows[1]);
    for (int frame = 0; frame < 4; frame++)
        for (int at = 0; at < 2; at++) {
            display = displays[at];
            draw(contexts[at], windows[at], at ? 0 : 1, frame % 2);
            shows(display, windows[at], at ? 95 : 63, (at ? 0 : 0xff0000) | (frame % 2 ? 0xff : 0));
        }
    glXQueryDrawable(display, windows[1], 0x801d, &width);
    printf("both show what is drawn, the second one is %u wide\n", width);
    XDestroyWindow(displays[0], windows[0]);
    XSync(displays[0], 0);
    XResizeWindow(display, windows[1], 128, 128);
    for (int frame = 0; frame < 3; frame++) {
        draw(contexts[1], windows[1], 1, 1);
        shows(display, windows[1], 63, 0xff00ff);
        draw(contexts[1], windows[1], 0, 1);
        shows(display, windows[1], 63, 0x0000ff);
    }
    shows(display, windows[1], 127, 0x0000ff);
    printf("the second one goes on alone\n");
}

int main(int count, char **words)
{
    display = XOpenDisplay(NULL);
    if (display == NULL || count < 2)
        return 2;
    GetAttachment = glXGetProcAddress("glGetFramebufferAttachmentParameteriv");
    BindFramebuffer = glXGetProcAddress("glBindFramebuffer");
    GenFramebuffers = glXGetProcAddress("glGenFramebuffers");
    Begin = glXGetProcAddress("glBegin");
    End = glXGetProcAddress("glEnd");
    count == 3 ? apart(words[2]) : count == 4 ? gone(atoi(words[2]), (unsigned)atoi(words[3])) : answers();
    return 0;
}
