// SPDX-License-Identifier: Apache-2.0
// Windows on Wayland by EGL, and nothing that a clock or a random number could change: started with our libraries or with the system's it
// must show the same. wayland-window TITLE plain|resize|damage|alpha, or: wayland-window TITLE many COUNT. When a picture is finished, "done"
// goes in front of the title.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-client.h>
#include <wayland-egl.h>
#include "xdg-shell.h"

// EGL and OpenGL ES as far as this program goes, so that their headers need not be installed.
typedef void *EGLDisplay, *EGLConfig, *EGLContext, *EGLSurface;
EGLDisplay eglGetDisplay(void *);
unsigned eglInitialize(EGLDisplay, int *, int *), eglBindAPI(unsigned), eglSwapBuffers(EGLDisplay, EGLSurface), eglTerminate(EGLDisplay);
unsigned eglChooseConfig(EGLDisplay, const int *, EGLConfig *, int, int *), eglDestroySurface(EGLDisplay, EGLSurface), eglSwapInterval(EGLDisplay, int);
EGLContext eglCreateContext(EGLDisplay, EGLConfig, EGLContext, const int *);
EGLSurface eglCreateWindowSurface(EGLDisplay, EGLConfig, void *, const int *);
unsigned eglMakeCurrent(EGLDisplay, EGLSurface, EGLSurface, EGLContext), eglQuerySurface(EGLDisplay, EGLSurface, int, int *);
void *eglGetProcAddress(const char *);
unsigned glCreateShader(unsigned), glCreateProgram(void), glGetError(void);
void glShaderSource(unsigned, int, const char *const *, const int *), glCompileShader(unsigned), glAttachShader(unsigned, unsigned);
void glLinkProgram(unsigned), glUseProgram(unsigned), glBindAttribLocation(unsigned, unsigned, const char *), glViewport(int, int, int, int);
void glVertexAttribPointer(unsigned, int, unsigned, unsigned char, int, const void *), glEnableVertexAttribArray(unsigned);
void glDrawArrays(unsigned, int, int), glClearColor(float, float, float, float), glClear(unsigned), glEnable(unsigned), glDisable(unsigned);
void glScissor(int, int, int, int);

static struct wl_compositor *compositor;
static struct xdg_wm_base *shell;
static int configured;

static void ping(void *d, struct xdg_wm_base *base, uint32_t serial) { xdg_wm_base_pong(base, serial); }
static const struct xdg_wm_base_listener shell_listener = {ping};

static void global(void *d, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version) {
    if (!strcmp(interface, "wl_compositor")) compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 4);
    if (!strcmp(interface, "xdg_wm_base")) {
        shell = wl_registry_bind(registry, name, &xdg_wm_base_interface, 1);
        xdg_wm_base_add_listener(shell, &shell_listener, 0);
    }
}
static void removed(void *d, struct wl_registry *registry, uint32_t name) {}
static const struct wl_registry_listener registry_listener = {global, removed};

static void surface_configure(void *d, struct xdg_surface *surface, uint32_t serial) { xdg_surface_ack_configure(surface, serial); configured = 1; }
static const struct xdg_surface_listener surface_listener = {surface_configure};
static void toplevel_configure(void *d, struct xdg_toplevel *t, int32_t w, int32_t h, struct wl_array *states) {}
static void toplevel_close(void *d, struct xdg_toplevel *t) { exit(0); }
static const struct xdg_toplevel_listener toplevel_listener = {toplevel_configure, toplevel_close};

struct window { struct wl_surface *surface; struct xdg_surface *xdg; struct xdg_toplevel *toplevel; struct wl_egl_window *native; EGLSurface egl; };

static void fail(const char *what) { fprintf(stderr, "wayland-window: %s\n", what); exit(1); }

static struct window open_window(struct wl_display *display, EGLDisplay egl, EGLConfig config, const char *title, int width, int height) {
    struct window w;
    configured = 0;
    w.surface = wl_compositor_create_surface(compositor);
    w.xdg = xdg_wm_base_get_xdg_surface(shell, w.surface);
    xdg_surface_add_listener(w.xdg, &surface_listener, 0);
    w.toplevel = xdg_surface_get_toplevel(w.xdg);
    xdg_toplevel_add_listener(w.toplevel, &toplevel_listener, 0);
    xdg_toplevel_set_title(w.toplevel, title);
    wl_surface_commit(w.surface);
    while (!configured) if (wl_display_dispatch(display) < 0) fail("the compositor is gone");
    w.native = wl_egl_window_create(w.surface, width, height);
    w.egl = eglCreateWindowSurface(egl, config, w.native, 0);
    if (!w.egl) fail("no window surface");
    return w;
}

static void close_window(EGLDisplay egl, struct window *w) {
    eglMakeCurrent(egl, 0, 0, 0);
    eglDestroySurface(egl, w->egl);
    wl_egl_window_destroy(w->native);
    xdg_toplevel_destroy(w->toplevel);
    xdg_surface_destroy(w->xdg);
    wl_surface_destroy(w->surface);
}

static unsigned shader(unsigned kind, const char *source) {
    unsigned one = glCreateShader(kind);
    glShaderSource(one, 1, &source, 0);
    glCompileShader(one);
    return one;
}

static void program(void) {
    unsigned p = glCreateProgram();
    glAttachShader(p, shader(0x8b31, "attribute vec4 at; attribute vec4 color; varying vec4 v; void main() { gl_Position = at; v = color; }"));
    glAttachShader(p, shader(0x8b30, "precision mediump float; varying vec4 v; void main() { gl_FragColor = v; }"));
    glBindAttribLocation(p, 0, "at");
    glBindAttribLocation(p, 1, "color");
    glLinkProgram(p);
    glUseProgram(p);
}

// A triangle on a ground, both in colours of the frame; lower left in GL is lower left on the screen.
static void draw(int frame, int width, int height, float alpha) {
    static float at[] = {-0.9f, -0.8f, 0.9f, -0.8f, -0.2f, 0.9f};
    float c = frame * 0.125f, color[] = {1, c, 0, 1, 0, 1, c, 1, c, 0, 1, 1};
    glViewport(0, 0, width, height);
    glClearColor(0.2f * alpha, c * 0.5f * alpha, 0.4f * alpha, alpha);
    glClear(0x4000);
    glVertexAttribPointer(0, 2, 0x1406, 0, 0, at);
    glVertexAttribPointer(1, 4, 0x1406, 0, 0, color);
    glEnableVertexAttribArray(0);
    glEnableVertexAttribArray(1);
    glDrawArrays(4, 0, 3);
}

// Only a part of each frame is drawn and told of, where the contents of the frame before are there.
static void damaged_frames(EGLDisplay egl, EGLSurface surface, int width, int height) {
    unsigned (*swap)(EGLDisplay, EGLSurface, const int *, int) = eglGetProcAddress("eglSwapBuffersWithDamageKHR");
    if (!swap) fail("no eglSwapBuffersWithDamageKHR");
    for (int frame = 1; frame < 8; frame++) {
        int age = 0, all[8][4];
        eglQuerySurface(egl, surface, 0x313d, &age);
        glEnable(0x0c11);
        for (int f = 0; f <= frame; f++) {
            int rect[4] = {20 * f, 12 * f, f ? 40 : width, f ? 30 : height};
            memcpy(all[f], rect, sizeof rect);
            if (age < 1 || f > frame - age) {
                glScissor(rect[0], rect[1], rect[2], rect[3]);
                draw(f, width, height, 1);
            }
        }
        glDisable(0x0c11);
        swap(egl, surface, all[frame], 1);
    }
}

static int descriptors(void) {
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder)) count++;
    closedir(folder);
    return count;
}

static void many(struct wl_display *display, EGLDisplay egl, EGLConfig config, EGLContext context, int count) {
    int before = 0;
    for (int n = 0; n < count; n++) {
        struct window w = open_window(display, egl, config, "one of many", 60 + n, 40 + n);
        eglMakeCurrent(egl, w.egl, w.egl, context);
        for (int frame = 0; frame < 3; frame++) {
            draw(frame, 60 + n, 40 + n, 1);
            if (!eglSwapBuffers(egl, w.egl)) fail("a frame is not shown");
        }
        close_window(egl, &w);
        if (wl_display_roundtrip(display) < 0) fail("the compositor is gone");
        if (n == 2) before = descriptors();
    }
    printf("%d windows, %d descriptors more\n", count, descriptors() - before);
}

int main(int count, char **words) {
    if (count < 3) fail("wayland-window TITLE plain|resize|damage|alpha|many [COUNT]");
    const char *title = words[1], *mode = words[2];
    struct wl_display *display = wl_display_connect(0);
    if (!display) fail("no compositor");
    struct wl_registry *registry = wl_display_get_registry(display);
    wl_registry_add_listener(registry, &registry_listener, 0);
    wl_display_roundtrip(display);
    EGLDisplay egl = eglGetDisplay(display);
    int is_alpha = !strcmp(mode, "alpha"), found;
    int attributes[] = {0x3033, 4, 0x3040, 4, 0x3024, 8, 0x3023, 8, 0x3022, 8, 0x3021, is_alpha ? 8 : 0, 0x3038};
    int version[] = {0x3098, 2, 0x3038};
    EGLConfig config;
    if (!compositor || !shell || !eglInitialize(egl, 0, 0)) fail("no EGL");
    eglBindAPI(0x30a0);
    if (!eglChooseConfig(egl, attributes, &config, 1, &found) || !found) fail("no config");
    EGLContext context = eglCreateContext(egl, config, 0, version);
    if (!context) fail("no context");
    if (!strcmp(mode, "many")) {
        eglMakeCurrent(egl, 0, 0, context);
        program();
        many(display, egl, config, context, atoi(words[3]));
        eglTerminate(egl);
        wl_display_disconnect(display);
        return 0;
    }
    int width = 300, height = 200;
    struct window w = open_window(display, egl, config, title, width, height);
    eglMakeCurrent(egl, w.egl, w.egl, context);
    program();
    draw(0, width, height, is_alpha ? 0.5f : 1);
    eglSwapBuffers(egl, w.egl);
    if (!strcmp(mode, "resize")) {
        eglSwapInterval(egl, 0);
        for (int step = 1; step <= 20; step++) {
            wl_egl_window_resize(w.native, width += 7, height += 3, 0, 0);
            draw(step, width, height, 1);
            eglSwapBuffers(egl, w.egl);
        }
    } else if (!strcmp(mode, "damage")) damaged_frames(egl, w.egl, width, height);
    if (glGetError()) fail("an error of GL's");
    char done[100];
    snprintf(done, sizeof done, "done %s", title);
    xdg_toplevel_set_title(w.toplevel, done);
    wl_surface_commit(w.surface);
    while (wl_display_dispatch(display) >= 0) {}
    return 0;
}
