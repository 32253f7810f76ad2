// SPDX-License-Identifier: Apache-2.0
// Accumulation buffers of a window of X11 with two buffers. The declarations are Xlib's and GLX's.
#define BUFFER 0x405
#include "gl-accumulation.h"

typedef struct { void *visual; Id id; int screen, depth; } VisualInfo;
typedef struct { Id background, background_pixel, border, border_pixel; int bits, window, backing; unsigned long planes, pixel; int under; long events, ignored;
    int override_redirect; Id colormap, cursor; } Attributes;
void *XOpenDisplay(const char *);
Id XDefaultRootWindow(void *);
int XDefaultScreen(void *);
Id XCreateColormap(void *, Id, void *visual, int);
Id XCreateWindow(void *, Id parent, int x, int y, unsigned width, unsigned height, unsigned border, int depth, unsigned kind, void *visual, unsigned long mask, Attributes *);
int XMapWindow(void *, Id);
VisualInfo *glXChooseVisual(void *, int screen, int *);
void **glXChooseFBConfig(void *, int screen, const int *, int *count);
int glXGetConfig(void *, VisualInfo *, int attribute, int *);
int glXGetFBConfigAttrib(void *, void *config, int attribute, int *);
VisualInfo *glXGetVisualFromFBConfig(void *, void *config);
void *glXCreateNewContext(void *, void *config, int type, void *share, int direct);
int glXMakeCurrent(void *, Id, void *context);
void glXSwapBuffers(void *, Id);
void *glXGetProcAddress(const char *);

/* Without sRGB, which natively the first one may have: Mesa then accumulates light, not the numbers of the colours. */
static void *config_of(void *display)
{
    const int wanted[] = { 0x8010, 1, 5, 1, 8, 8, 9, 8, 10, 8, 11, 8, 12, 16, 14, 8, 15, 8, 16, 8, 17, 8, 0x20b2, 0, 0 };
    const int sampled[] = { 0x8010, 1, 14, 1, 100000, 1, 100001, 4, 0 };
    int count = 0, value = -1;
    printf("with samples: %d\n", glXChooseFBConfig(display, XDefaultScreen(display), sampled, &count) != NULL && count > 0);
    void **all = glXChooseFBConfig(display, XDefaultScreen(display), wanted, &count);
    if (all == NULL || count == 0)
        exit(3);
    for (int attribute = 14; attribute <= 17; attribute++) {
        glXGetFBConfigAttrib(display, all[0], attribute, &value);
        printf("the config's %d: %d\n", attribute, value);
    }
    return all[0];
}

int main(int count, char **words)
{
    int wanted[] = { 4, 5, 8, 8, 12, 16, 14, 8, 15, 8, 16, 8, 0 }, value = -1;
    void *display = XOpenDisplay(NULL);
    VisualInfo *visual = display == NULL ? NULL : glXChooseVisual(display, XDefaultScreen(display), wanted);
    Attributes attributes = { 0 };
    getter = (Getter)glXGetProcAddress;
    pictures = count < 2 ? NULL : fopen(words[1], "wb");
    if (pictures == NULL || visual == NULL)
        return 1;
    for (int attribute = 14; attribute <= 16; attribute++) {
        glXGetConfig(display, visual, attribute, &value);
        printf("the visual's %d: %d\n", attribute, value);
    }
    void *config = config_of(display);
    visual = glXGetVisualFromFBConfig(display, config);
    attributes.colormap = XCreateColormap(display, XDefaultRootWindow(display), visual->visual, 0);
    Id window = XCreateWindow(display, XDefaultRootWindow(display), 0, 0, WIDTH, HEIGHT, 0, visual->depth, 1, visual->visual, 1 << 13 | 1 << 3, &attributes);
    XMapWindow(display, window);
    if (!glXMakeCurrent(display, window, glXCreateNewContext(display, config, 0x8014, NULL, 1)))
        return 2;
    everything();
    motion_blur();
    glXSwapBuffers(display, window);
    return fclose(pictures);
}
