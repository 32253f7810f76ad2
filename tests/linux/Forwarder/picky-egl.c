// SPDX-License-Identifier: Apache-2.0
// An EGL that is Mesa's with the manners of NVIDIA's, in front of the one in PICKY_EGL: a device that does not open comes first, configs are for
// OpenGL ES 1 unless told otherwise (and it has none), none has a depth of 32 bits, a context that was made current without a surface draws to no buffer, a pbuffer has
// a front buffer beside the back buffer that is read, OpenGL ES gives no BGRA, commands that a context has not answer nonsense, and four gigabytes
// of addresses are taken at the start.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef void *Handle;
enum { NONE = 0, FRONT = 0x404, BACK = 0x405, DOUBLEBUFFER = 0xc32, DRAW_BUFFER = 0xc01, READ_BUFFER = 0xc02, BGRA = 0x80e1, MAJOR_VERSION = 0x821b, NO_ENUM = 0x7777, CONTEXTS = 64 };

static Handle dead = &dead, bare[CONTEXTS];
static __thread int is_es;
static unsigned drawn = BACK, read = BACK;

static void *real(const char *name)
{
    static Handle library;
    if (!library && !(library = dlopen(getenv("PICKY_EGL"), RTLD_NOW | RTLD_LOCAL))) {
        fprintf(stderr, "picky-egl: %s\n", dlerror());
        abort();
    }
    return dlsym(library, name);
}

#define REAL(result, name, ...) ((result (*)(__VA_ARGS__))real(#name))

static void *address(const char *name)
{
    return REAL(void *, eglGetProcAddress, const char *)(name);
}

#define GL(result, name, ...) ((result (*)(__VA_ARGS__))address(#name))

static void refuse(void)
{
    GL(void, glHint, unsigned, unsigned)(NO_ENUM, 0);
}

// --- OpenGL

// The front buffer is there, and nobody sees it.
static unsigned only(unsigned buffer)
{
    return buffer == BACK || buffer == 0x402 ? FRONT : buffer == FRONT || buffer == 0x400 ? NONE : buffer;
}

static void glDrawBuffer(unsigned buffer)
{
    drawn = buffer;
    GL(void, glDrawBuffer, unsigned)(only(buffer));
}

static void glReadBuffer(unsigned buffer)
{
    read = buffer;
    GL(void, glReadBuffer, unsigned)(is_es ? buffer : only(buffer));
}

static void glGetBooleanv(unsigned name, unsigned char *value)
{
    GL(void, glGetBooleanv, unsigned, unsigned char *)(name, value);
    if (name == DOUBLEBUFFER)
        *value = 1;
}

static void glGetIntegerv(unsigned name, int *value)
{
    GL(void, glGetIntegerv, unsigned, int *)(name, value);
    if (name == DRAW_BUFFER && !is_es && *value == FRONT)
        *value = (int)drawn;
    if (name == READ_BUFFER && !is_es && *value == FRONT)
        *value = (int)read;
}

static void glReadPixels(int x, int y, int width, int height, unsigned format, unsigned type, void *pixels)
{
    if (is_es && format == BGRA)
        refuse();
    else
        GL(void, glReadPixels, int, int, int, int, unsigned, unsigned, void *)(x, y, width, height, format, type, pixels);
}

static unsigned glGetGraphicsResetStatusARB(void)
{
    return is_es ? 0x502 : GL(unsigned, glGetGraphicsResetStatusARB, void)();
}

// --- EGL

unsigned eglQueryDevicesEXT(int most, Handle *devices, int *count)
{
    devices[0] = dead;
    unsigned good = ((unsigned (*)(int, Handle *, int *))address("eglQueryDevicesEXT"))(most - 1, devices + 1, count);
    ++*count;
    return good;
}

const char *eglQueryDeviceStringEXT(Handle device, int name)
{
    return device == dead ? "EGL_NV_device_cuda EGL_EXT_device_drm" : ((const char *(*)(Handle, int))address("eglQueryDeviceStringEXT"))(device, name);
}

void *eglGetProcAddress(const char *name)
{
    static char own[64];
    static const struct {
        const char *name;
        void *function;
    } ours[] = {
#define OURS(name) { #name, name }
        OURS(glDrawBuffer), OURS(glReadBuffer), OURS(glGetBooleanv), OURS(glGetIntegerv), OURS(glReadPixels), OURS(glGetGraphicsResetStatusARB),
        OURS(eglQueryDevicesEXT), OURS(eglQueryDeviceStringEXT),
    };
    for (size_t at = 0; at < sizeof ours / sizeof *ours; at++) {
        if (!strcmp(name, ours[at].name))
            return ours[at].function;
    }
    // Mesa has these under another name.
    if (!strncmp(name, "glGetn", 6) && strlen(name) > 3 && strcmp(name + strlen(name) - 3, "ARB") && snprintf(own, sizeof own, "%sARB", name) < (int)sizeof own)
        name = own;
    return address(name);
}

Handle eglGetPlatformDisplay(int platform, Handle native, const intptr_t *attributes)
{
    return native == dead ? dead : REAL(Handle, eglGetPlatformDisplay, int, Handle, const intptr_t *)(platform, native, attributes);
}

// It takes a range for itself, of which it uses nothing.
unsigned eglInitialize(Handle display, int *major, int *minor)
{
    return display != dead && REAL(unsigned, eglInitialize, Handle, int *, int *)(display, major, minor)
        && mmap(NULL, (size_t)4 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED;
}

const char *eglQueryString(Handle display, int name)
{
    return name == 0x3053 ? "NVIDIA" : REAL(const char *, eglQueryString, Handle, int)(display, name);
}

unsigned eglBindAPI(unsigned api)
{
    is_es = api == 0x30a0;
    return REAL(unsigned, eglBindAPI, unsigned)(api);
}

unsigned eglChooseConfig(Handle display, const int *attributes, Handle *configs, int size, int *count)
{
    int is_told = 0, is_deep = 0;
    for (int at = 0; attributes[at] != 0x3038; at += 2) {
        is_told |= attributes[at] == 0x3040;
        is_deep |= attributes[at] == 0x3025 && attributes[at + 1] > 24;
    }
    *count = 0;
    return !is_told || is_deep || REAL(unsigned, eglChooseConfig, Handle, const int *, Handle *, int, int *)(display, attributes, configs, size, count);
}

// OpenGL keeps what the first surface, or none, has made of its buffers.
unsigned eglMakeCurrent(Handle display, Handle draw, Handle from, Handle context)
{
    unsigned good = REAL(unsigned, eglMakeCurrent, Handle, Handle, Handle, Handle)(display, draw, from, context);
    for (int at = 0; good && context && at < CONTEXTS; at++) {
        if (bare[at] != context && bare[at])
            continue;
        if (!draw) {
            bare[at] = context;
        } else if (bare[at]) {
            unsigned none = NONE;
            int version = 0;
            bare[at] = (Handle)1;
            glGetIntegerv(MAJOR_VERSION, &version);
            if (!is_es)
                glDrawBuffer(NONE);
            else if (version >= 3)
                GL(void, glDrawBuffers, int, const unsigned *)(1, &none);
            if (!is_es || version >= 3)
                glReadBuffer(NONE);
            GL(unsigned, glGetError, void)();
        }
        break;
    }
    return good;
}

#define PASS(result, name, parameters, ...) result name parameters { return ((result (*) parameters)real(#name))(__VA_ARGS__); }
PASS(Handle, eglGetDisplay, (Handle native), native)
PASS(unsigned, eglGetConfigAttrib, (Handle display, Handle config, int attribute, int *value), display, config, attribute, value)
PASS(Handle, eglCreateContext, (Handle display, Handle config, Handle share, const int *attributes), display, config, share, attributes)
PASS(unsigned, eglDestroyContext, (Handle display, Handle context), display, context)
PASS(Handle, eglCreatePbufferSurface, (Handle display, Handle config, const int *attributes), display, config, attributes)
PASS(unsigned, eglDestroySurface, (Handle display, Handle surface), display, surface)
PASS(int, eglGetError, (void))
PASS(Handle, eglCreateSync, (Handle display, int kind, const intptr_t *attributes), display, kind, attributes)
PASS(int, eglClientWaitSync, (Handle display, Handle sync, int flags, uint64_t time), display, sync, flags, time)
PASS(unsigned, eglDestroySync, (Handle display, Handle sync), display, sync)
