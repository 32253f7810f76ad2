// SPDX-License-Identifier: Apache-2.0
// An EGL surface of an X11 window at 50, 40 of 300x200: three frames that are red, and one that is green everywhere and said to differ in a part
// only. The declarations are Xlib's, EGL's and GL's, so that no headers are needed. The window stays until somebody ends the program.
#include <stdio.h>
#include <unistd.h>

typedef void *EGLDisplay, *EGLConfig, *EGLContext, *EGLSurface;
void *XOpenDisplay(const char *);
unsigned long XDefaultRootWindow(void *);
unsigned long XCreateSimpleWindow(void *, unsigned long parent, int x, int y, unsigned width, unsigned height, unsigned border, unsigned long, unsigned long);
int XMapWindow(void *, unsigned long), XSync(void *, int);
EGLDisplay eglGetDisplay(void *);
unsigned eglInitialize(EGLDisplay, int *, int *), eglBindAPI(unsigned), eglSwapBuffers(EGLDisplay, EGLSurface);
unsigned eglChooseConfig(EGLDisplay, const int *, EGLConfig *, int, int *);
EGLContext eglCreateContext(EGLDisplay, EGLConfig, EGLContext, const int *);
EGLSurface eglCreateWindowSurface(EGLDisplay, EGLConfig, unsigned long, const int *);
unsigned eglMakeCurrent(EGLDisplay, EGLSurface, EGLSurface, EGLContext);
void *eglGetProcAddress(const char *);
void glClearColor(float, float, float, float), glClear(unsigned);
enum { EGL_OPENGL_ES_API = 0x30a0, EGL_CONTEXT_CLIENT_VERSION = 0x3098, EGL_NONE = 0x3038, GL_COLOR_BUFFER_BIT = 0x4000 };

int main(void)
{
    void *x = XOpenDisplay(NULL);
    unsigned long window = XCreateSimpleWindow(x, XDefaultRootWindow(x), 50, 40, 300, 200, 0, 0, 0);
    XMapWindow(x, window);
    XSync(x, 0);
    EGLDisplay display = eglGetDisplay(x);
    EGLConfig config;
    int found = 0;
    const int wanted[] = { EGL_NONE }, version[] = { EGL_CONTEXT_CLIENT_VERSION, 2, EGL_NONE };
    if (!eglInitialize(display, NULL, NULL) || !eglBindAPI(EGL_OPENGL_ES_API) || !eglChooseConfig(display, wanted, &config, 1, &found) || found != 1)
        return 2;
    EGLSurface surface = eglCreateWindowSurface(display, config, window, NULL);
    if (!eglMakeCurrent(display, surface, surface, eglCreateContext(display, config, NULL, version)))
        return 3;
    unsigned (*swap_with_damage)(EGLDisplay, EGLSurface, const int *, int) = eglGetProcAddress("eglSwapBuffersWithDamageKHR");
    glClearColor(1, 0, 0, 1);
    for (int frame = 0; frame < 3; frame++) {
        glClear(GL_COLOR_BUFFER_BIT);
        eglSwapBuffers(display, surface);
    }
    const int part[] = { 30, 20, 200, 90 }, outside[] = { 300, 200, 10, 10 };
    glClearColor(0, 1, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    if (!swap_with_damage(display, surface, part, 1) || !swap_with_damage(display, surface, outside, 1))
        return 4;
    printf("drawn\n");
    fflush(stdout);
    for (;;)
        pause();
}
