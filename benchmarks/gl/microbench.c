// SPDX-License-Identifier: Apache-2.0
// What single OpenGL calls cost: microbench [--device] SECONDS NAME runs one of the measurements below on a context without a surface and
// prints "NAME VALUE UNIT"; NAME "driver" prints the driver. --device takes the first GPU of EGL's device platform that starts, as NVIDIA has it.
#define GL_GLEXT_PROTOTYPES
#define EGL_EGLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GL/gl.h>
#include <GL/glext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DRAWS = 10000, ARRAY_DRAWS = 1000, ARRAY_VERTICES = 300, QUADS = 10000, MIB = 1 << 20, SIDE = 1024, WIDE = 1920, HIGH = 1080 };

static unsigned char data[4 * MIB], frame[WIDE * HIGH * 4];
static float vertices[ARRAY_VERTICES * 2];
static unsigned short indices[ARRAY_VERTICES];
static GLuint triangle, scratch, plain, textured, textures[2], large, pack[2], query;
static GLint plain_offset, plain_color, textured_offset, textured_color;
static unsigned serial;

static void fail(const char *what)
{
    fprintf(stderr, "microbench: %s\n", what);
    exit(1);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

// --- the scene that everything is measured on

static GLuint shader(GLenum kind, const char *source)
{
    GLuint one = glCreateShader(kind);
    GLint good = 0;
    glShaderSource(one, 1, &source, NULL);
    glCompileShader(one);
    glGetShaderiv(one, GL_COMPILE_STATUS, &good);
    if (!good)
        fail("a shader does not compile");
    return one;
}

static GLuint program(const char *fragment)
{
    static const char vertex[] = "#version 130\nin vec2 corner; uniform vec4 offset;\n"
                                 "void main() { gl_Position = vec4(corner * 0.004 + offset.xy, 0.0, 1.0); }";
    GLuint one = glCreateProgram(), first = shader(GL_VERTEX_SHADER, vertex), second = shader(GL_FRAGMENT_SHADER, fragment);
    GLint good = 0;
    glAttachShader(one, first);
    glAttachShader(one, second);
    glBindAttribLocation(one, 0, "corner");
    glLinkProgram(one);
    glGetProgramiv(one, GL_LINK_STATUS, &good);
    if (!good)
        fail("a program does not link");
    glDeleteShader(first);
    glDeleteShader(second);
    return one;
}

static GLuint texture(int width, int height, const void *pixels)
{
    GLuint one;
    glGenTextures(1, &one);
    glBindTexture(GL_TEXTURE_2D, one);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    return one;
}

static void target(int width, int height)
{
    GLuint framebuffer, picture = texture(width, height, NULL);
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, picture, 0);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
        fail("the framebuffer is not complete");
    glViewport(0, 0, width, height);
}

static void prepare(void)
{
    static const float corners[] = { -1, -1, 1, -1, 0, 1 };
    for (int at = 0; at < ARRAY_VERTICES * 2; at++)
        vertices[at] = corners[at % 6];
    for (int at = 0; at < ARRAY_VERTICES; at++)
        indices[at] = (unsigned short)at;
    memset(data, 0x5a, sizeof data);
    plain = program("#version 130\nuniform vec4 color; out vec4 result; void main() { result = color; }");
    textured = program("#version 130\nuniform vec4 color; uniform sampler2D picture; out vec4 result;\n"
                       "void main() { result = color * texture(picture, vec2(0.5)); }");
    plain_offset = glGetUniformLocation(plain, "offset");
    plain_color = glGetUniformLocation(plain, "color");
    textured_offset = glGetUniformLocation(textured, "offset");
    textured_color = glGetUniformLocation(textured, "color");
    glGenBuffers(1, &triangle);
    glBindBuffer(GL_ARRAY_BUFFER, triangle);
    glBufferData(GL_ARRAY_BUFFER, sizeof corners, corners, GL_STATIC_DRAW);
    for (int at = 0; at < 2; at++)
        textures[at] = texture(16, 16, data);
    target(512, 512);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, NULL);
    glEnableVertexAttribArray(0);
    glUseProgram(plain);
}

static void place(GLint location, int draw)
{
    glUniform4f(location, (float)(draw % 100) / 50 - 0.99f, (float)(draw / 100 % 100) / 50 - 0.99f, 0, 0);
}

static void draw(void)
{
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

static void discard(void)
{
    glEnable(GL_RASTERIZER_DISCARD);
}

// --- calls a frame

static void draws_uniforms(void)
{
    glClear(GL_COLOR_BUFFER_BIT);
    for (int at = 0; at < DRAWS; at++) {
        place(plain_offset, at);
        glUniform4f(plain_color, (float)(at & 1), 0.5f, 0.2f, 1);
        draw();
    }
    glFinish();
}

static void draws_only(void)
{
    for (int at = 0; at < DRAWS; at++)
        draw();
    glFinish();
}

static void draws_state(void)
{
    for (int at = 0; at < DRAWS; at++) {
        int odd = at & 1;
        glUseProgram(odd ? textured : plain);
        if (odd) {
            glBindTexture(GL_TEXTURE_2D, textures[at >> 1 & 1]);
            glUniform4f(textured_color, 1, 0.5f, 0.2f, 1);
        }
        place(odd ? textured_offset : plain_offset, at);
        if (at & 2)
            glEnable(GL_BLEND);
        else
            glDisable(GL_BLEND);
        draw();
    }
    glFinish();
}

// --- vertices from the program's memory

static void of_program(void)
{
    discard();
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, vertices);
}

static void client_arrays(void)
{
    for (int at = 0; at < ARRAY_DRAWS; at++) {
        place(plain_offset, at);
        glDrawArrays(GL_TRIANGLES, 0, ARRAY_VERTICES);
    }
    glFinish();
}

static void client_elements(void)
{
    for (int at = 0; at < ARRAY_DRAWS; at++) {
        place(plain_offset, at);
        glDrawElements(GL_TRIANGLES, ARRAY_VERTICES, GL_UNSIGNED_SHORT, indices);
    }
    glFinish();
}

static void fixed_function(void)
{
    discard();
    glUseProgram(0);
    glDisableVertexAttribArray(0);
}

static void immediate(void)
{
    for (int at = 0; at < QUADS / 10; at++) {
        glBegin(GL_QUADS);
        for (int quad = 0; quad < 10; quad++) {
            glColor3f((float)quad * 0.1f, 1, 0);
            glVertex2f(-0.01f, -0.01f);
            glVertex2f(0.01f, -0.01f);
            glVertex2f(0.01f, 0.01f);
            glVertex2f(-0.01f, 0.01f);
        }
        glEnd();
        glTranslatef(1e-6f, 0, 0);
    }
    glLoadIdentity();
    glFinish();
}

#include "transfers.h"
#include "latencies.h"

// --- one of them

static const struct { const char *name, *unit; double per; void (*before)(void), (*body)(void); } measurements[] = {
    { "draws_uniforms", "kdraws/s", DRAWS / 1e3, NULL, draws_uniforms },
    { "draws_uniforms_discard", "kdraws/s", DRAWS / 1e3, discard, draws_uniforms },
    { "draws_only", "kdraws/s", DRAWS / 1e3, discard, draws_only },
    { "draws_state", "kdraws/s", DRAWS / 1e3, discard, draws_state },
    { "client_arrays", "kdraws/s", ARRAY_DRAWS / 1e3, of_program, client_arrays },
    { "client_elements", "kdraws/s", ARRAY_DRAWS / 1e3, of_program, client_elements },
    { "immediate", "kquads/s", QUADS / 1e3, fixed_function, immediate },
    { "buffer_sub_64k", "MB/s", MIB / 1e6, buffer, buffer_sub_64k },
    { "buffer_orphan_1m", "MB/s", MIB / 1e6, buffer, buffer_orphan_1m },
    { "map_invalidate_1m", "MB/s", MIB / 1e6, buffer, map_invalidate_1m },
    { "map_unsync_4k", "kmaps/s", 256 / 1e3, buffer, map_unsync_4k },
    { "map_read_1m", "MB/s", MIB / 1e6, buffer, map_read_1m },
    { "tex_sub_4m_rgba", "MB/s", 4 * MIB / 1e6, four_mib, tex_sub_4m_rgba },
    { "tex_sub_4m_bgra", "MB/s", 4 * MIB / 1e6, four_mib, tex_sub_4m_bgra },
    { "tex_sub_64", "kuploads/s", 200 / 1e3, four_mib, tex_sub_64 },
    { "tex_new_4m", "MB/s", 4 * MIB / 1e6, four_mib, tex_new_4m },
    { "read_1080p_bgra", "frames/s", 1, full_hd, read_1080p_bgra },
    { "read_1080p_rgba", "frames/s", 1, full_hd, read_1080p_rgba },
    { "read_1080p_2pbo", "frames/s", 1, full_hd, read_1080p_2pbo },
    { "compile_link", "programs/s", 1, NULL, compile_link },
    LATENCIES
};

/* How often a second; latencies have their unit in `per` as a negative number of units a call. */
static void measure(double seconds, const char *name)
{
    for (size_t at = 0; at < sizeof measurements / sizeof *measurements; at++) {
        if (strcmp(measurements[at].name, name) != 0)
            continue;
        if (measurements[at].before)
            measurements[at].before();
        measurements[at].body();
        glFinish();
        long times = 0;
        double start = now(), took;
        do {
            measurements[at].body();
            times++;
            took = now() - start;
        } while (took < seconds || times < 3);
        glFinish();
        took = now() - start;
        double per = measurements[at].per;
        printf("%s %.4f %s\n", name, per > 0 ? (double)times * per / took : took / (double)times * -per, measurements[at].unit);
        return;
    }
    fail("there is no such measurement");
}

// A device whose driver does not start is passed over, as one that may not be opened is.
static EGLDisplay display(int by_device)
{
    EGLDeviceEXT all[16];
    EGLint count = 0;
    if (!by_device)
        return eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
    PFNEGLQUERYDEVICESEXTPROC devices = (PFNEGLQUERYDEVICESEXTPROC)eglGetProcAddress("eglQueryDevicesEXT");
    if (!devices || !devices(16, all, &count) || count < 1)
        fail("EGL knows no device");
    for (int at = 0; at < count; at++) {
        EGLDisplay one = eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, all[at], NULL);
        if (one && eglInitialize(one, NULL, NULL))
            return one;
    }
    return EGL_NO_DISPLAY;
}

int main(int count, char **arguments)
{
    int by_device = count > 1 && !strcmp(arguments[1], "--device");
    if (count != 3 + by_device)
        fail("usage: microbench [--device] SECONDS NAME");
    static const EGLint wanted[] = { EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_RED_SIZE, 8, EGL_ALPHA_SIZE, 8, EGL_NONE };
    EGLDisplay screen = display(by_device);
    EGLConfig config;
    EGLint found = 0;
    if (!eglInitialize(screen, NULL, NULL) || !eglBindAPI(EGL_OPENGL_API) || !eglChooseConfig(screen, wanted, &config, 1, &found) || found < 1)
        fail("EGL has no display with OpenGL");
    EGLContext context = eglCreateContext(screen, config, EGL_NO_CONTEXT, NULL);
    if (!context || !eglMakeCurrent(screen, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
        fail("there is no context");
    const char *name = arguments[2 + by_device];
    if (!strcmp(name, "driver")) {
        printf("%s, %s, OpenGL %s\n", glGetString(GL_VENDOR), glGetString(GL_RENDERER), glGetString(GL_VERSION));
    } else {
        prepare();
        measure(atof(arguments[1 + by_device]), name);
    }
    GLenum error = glGetError();
    if (error) {
        fprintf(stderr, "microbench: %s ends with GL error 0x%x\n", name, error);
        return 1;
    }
    return 0;
}
