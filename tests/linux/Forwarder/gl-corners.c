// SPDX-License-Identifier: Apache-2.0
// What is rarely used of OpenGL and easily wrong where calls and answers travel: it prints what it is told, so that the lines can be
// compared with those of the same program on the system's library. The declarations are OSMesa's and GL's, so that no headers are needed.
#include <stdio.h>
#include <string.h>

typedef unsigned int E;
typedef struct osmesa *OSMesaContext;
OSMesaContext OSMesaCreateContextExt(E format, int depth, int stencil, int accum, OSMesaContext share);
unsigned char OSMesaMakeCurrent(OSMesaContext, void *buffer, E type, int width, int height);
void OSMesaDestroyContext(OSMesaContext);
void glBegin(E);
void glBindBuffer(E, E);
void glBindFramebuffer(E, E);
void glBufferData(E, long, const void *, E);
void glCallList(E);
void glClear(E);
void glClearColor(float, float, float, float);
void glColor3f(float, float, float);
void glCopyTexImage2D(E, int, E, int, int, int, int, int);
void glCopyBufferSubData(E, E, long, long, long);
void glDebugMessageCallback(void (*)(E, E, E, E, int, const char *, const void *), const void *);
void glDebugMessageInsert(E, E, E, E, int, const char *);
void glDeleteFramebuffers(int, const E *);
void glDisable(E);
void glDrawPixels(int, int, E, E, const void *);
void glDrawArrays(E, int, int);
void glDrawElements(E, int, E, const void *);
void glEnable(E);
void glEnd(void);
void *glFenceSync(E, E);
void glEndList(void);
void glFeedbackBuffer(int, E, float *);
void glGenBuffers(int, E *);
void glGenFramebuffers(int, E *);
void glGenTextures(int, E *);
void glBindTexture(E, E);
void glBindVertexArray(E);
void glGenQueries(int, E *);
void glGenVertexArrays(int, E *);
unsigned char glIsVertexArray(E);
E glGetDebugMessageLog(E, int, E *, E *, E *, E *, int *, char *);
E glGetError(void);
const unsigned char *glGetString(E);
void glGetFloatv(E, float *);
void glGetObjectPtrLabel(const void *, int, int *, char *);
void glGetTexImage(E, int, E, E, void *);
void glInitNames(void);
unsigned char glIsEnabled(E);
void glLoadIdentity(void);
void *glMapBuffer(E, E);
void glMatrixMode(E);
void glMultiDrawArrays(E, const int *, const int *, int);
void glNewList(E, E);
void glObjectPtrLabel(const void *, int, const char *);
void glPixelStorei(E, int);
void glPushName(E);
void glLoadName(E);
void glReadBuffer(E);
void glReadPixels(int, int, int, int, E, E, void *);
int glRenderMode(E);
void glSelectBuffer(int, E *);
void glShaderSource(E, int, const char *const *, const int *);
E glCreateProgram(void);
E glCreateShader(E);
void glDeleteShader(E);
void glTexImage2D(E, int, int, int, int, int, E, E, const void *);
void glTexParameteri(E, E, int);
unsigned char glUnmapBuffer(E);
void glVertex2f(float, float);
void glVertexPointer(int, E, int, const void *);
void glViewport(int, int, int, int);

enum { SIDE = 32 };
static unsigned char picture[SIDE * SIDE * 4];

static void error(const char *after)
{
    printf("%s: error %x\n", after, glGetError());
}

static void pixel(const char *what)
{
    unsigned char p[4] = { 7, 7, 7, 7 };
    glReadPixels(SIDE / 2, SIDE / 2, 1, 1, 0x1908, 0x1401, p);
    printf("%s: pixel %d %d %d\n", what, p[0], p[1], p[2]);
}

static void triangle(void)
{
    glBegin(4);
    glVertex2f(-1, -1);
    glVertex2f(1, -1);
    glVertex2f(0, 1);
    glEnd();
}

// glEnable of an array is glEnableClientState in a compatible context.
static void arrays_by_enable(void)
{
    static const float corners[] = { -1, -1, 1, -1, 0, 1 };
    static const int first[] = { 0, 0 }, count[] = { 3, -1 };
    glClear(0x4000);
    glEnable(0x8074);
    printf("vertex array by glEnable: %d\n", glIsEnabled(0x8074));
    glVertexPointer(2, 0x1406, 0, corners);
    glColor3f(1, 0, 0);
    glDrawArrays(4, 0, 3);
    error("a draw from memory");
    pixel("from memory");
    glClear(0x4000);
    glMultiDrawArrays(4, first, count, 2);
    error("a negative count");
    pixel("with a negative count");
    glDrawElements(4, 3, 0x1406, corners);
    error("indices that are floats");
    glDisable(0x8074);
    printf("after glDisable: %d\n", glIsEnabled(0x8074));
}

static void feedback_and_selection(void)
{
    float told[64] = { 0 };
    E hits[32] = { 0 };
    glFeedbackBuffer(64, 0x0601, told);
    glRenderMode(0x1c01);
    triangle();
    int count = glRenderMode(0x1c02);
    error("selection without a buffer");
    glRenderMode(0x1c00);
    error("back to drawing");
    printf("feedback %d:", count);
    for (int i = 0; i < 12; i++)
        printf(" %.2f", told[i]);
    glSelectBuffer(32, hits);
    glRenderMode(0x1c02);
    glInitNames();
    glPushName(5);
    triangle();
    glLoadName(6);
    glLoadName(7);
    triangle();
    count = glRenderMode(0x1c00);
    printf("\nselection %d: %u names, %u and %u\n", count, hits[0], hits[3], hits[7]);
    error("selection");
}

// An error that nobody has asked for is none of the calls after it.
static void results_after_an_error(void)
{
    glClearColor(0, 0, 1, 1);
    glClear(0x4000);
    glReadBuffer(0x1234);
    pixel("after an error");
    error("a buffer that is none");
    float color[4] = { 0 };
    glGetFloatv(0x0c22, color);
    glClearColor(0, 0.5f, 0, 1);
    glGetFloatv(0x0c22, color);
    printf("clear colour %.1f %.1f %.1f\n", color[0], color[1], color[2]);
    glShaderSource(glCreateShader(0x8b31), 0, (const char *const *)color, NULL);
    error("no source");
}

static void pixels_of_two_dimensions(void)
{
    unsigned char in[4 * 4] = { 1, 2, 3, 4, 5, 6, 7, 8 }, out[64] = { 0 };
    E name;
    glGenTextures(1, &name);
    glBindTexture(0x0de1, name);
    glPixelStorei(0x806d, 1);
    glTexImage2D(0x0de1, 0, 0x1908, 2, 2, 0, 0x1908, 0x1401, in);
    glPixelStorei(0x806d, 0);
    glGetTexImage(0x0de1, 0, 0x1908, 0x1401, out);
    printf("texture: %d %d %d %d\n", out[0], out[1], out[4], out[7]);
    error("a texture");
}

/* Outside of the framebuffer the program's memory stays as it is, whatever the rows of its image are. */
static void pixels_outside(int left, const char *what)
{
    unsigned char around[12 * 12 * 4];
    memset(around, 0x5a, sizeof around);
    glClearColor(0.25f, 0.5f, 0.75f, 1);
    glClear(0x4000);
    glPixelStorei(0x0d02, 12);
    glReadPixels(left, SIDE - 4, 11, 10, 0x1908, 0x1401, around);
    glPixelStorei(0x0d02, 0);
    for (int y = 0; y < 12; y++)
        for (int x = 0; x < 12; x++)
            printf("%02x%s", around[(y * 12 + x) * 4], x == 11 ? "\n" : " ");
    error(what);
}

/* What is no longer bound, or never was, has no part in it. */
static void pixels_outside_after_other_framebuffers(void)
{
    E name;
    glViewport(0, 0, 3 * SIDE, 3 * SIDE);
    glGenFramebuffers(1, &name);
    glBindFramebuffer(0x8d40, name);
    glDeleteFramebuffers(1, &name);
    pixels_outside(SIDE - 4, "after a framebuffer that is gone");
    glBindFramebuffer(0x1234, 5);
    error("no such target");
    pixels_outside(SIDE - 4, "after a target that is none");
    glViewport(0, 0, SIDE, SIDE);
}

/* Texts of what is no shader are not looked at. */
static void texts_of_no_shader(void)
{
    const char *const *nowhere = (const char *const *)16;
    E shader = glCreateShader(0x8b31);
    const char *text = "void main() { gl_Position = vec4(0); }";
    glShaderSource(4711, 1, nowhere, NULL);
    error("a name that is none");
    glShaderSource(glCreateProgram(), 1, nowhere, NULL);
    error("a program");
    glShaderSource(shader, 1, &text, NULL);
    glDeleteShader(shader);
    error("a shader");
    glShaderSource(shader, 1, nowhere, NULL);
    error("a shader that was");
}

/* So many that the stream goes on its way between glBegin and glEnd again and again, and a glEnd that comes out of a list. */
static void vertices(void)
{
    for (int draw = 0; draw < 400; draw++) {
        glBegin(4);
        for (int at = 0; at < 300; at++)
            glVertex2f((float)(at % 7) / 8, (float)(at % 5) / 8);
        glEnd();
    }
    error("many vertices");
    glNewList(1, 0x1300);
    glEnd();
    glEndList();
    glBegin(4);
    printf("no name in between: %d\n", glGetString(0x1f02) == NULL);
    glCallList(1);
    printf("a name afterwards: %d\n", glGetString(0x1f02) != NULL);
    error("an end in a list");
    triangle();
    pixel("after it");
}

/* Refused for other reasons than that there is nothing, or too much of it. */
static void nothing_and_too_much(void)
{
    glDrawPixels(8, 8, 0x1907, 0x8033, NULL);
    error("no pixels of no format");
    glCopyTexImage2D(0x0de1, 0, 0x1908, 2, 2, 1 << 28, 1 << 28, 0);
    error("a texture like a country");
}

static void mapped_buffers(void)
{
    E names[2];
    glGenBuffers(2, names);
    for (int i = 0; i < 2; i++) {
        glBindBuffer(0x8f36 + i, names[i]);
        glBufferData(0x8f36 + i, 64, NULL, 0x88e4);
    }
    glMapBuffer(0x8f36, 0x88b9);
    glCopyBufferSubData(0x8f36, 0x8f37, 0, 0, 16);
    error("a copy out of a mapped buffer");
    glUnmapBuffer(0x8f36);
}

static void heard(E source, E type, E id, E severity, int length, const char *text, const void *user)
{
    printf("heard %x %x %u %x %d %s %s\n", source, type, id, severity, length, text, (const char *)user);
}

static void messages_and_labels(void)
{
    E id = 0, type = 0;
    int length = 0;
    char text[64] = "";
    glEnable(0x92e0);
    glDebugMessageInsert(0x824a, 0x8251, 11, 0x9146, -1, "to the log");
    E count = glGetDebugMessageLog(1, sizeof text, NULL, &type, &id, NULL, &length, text);
    printf("log %u: %x %u %d %s\n", count, type, id, length, text);
    glDebugMessageCallback(heard, "the callback");
    glDebugMessageInsert(0x824a, 0x8251, 12, 0x9146, -1, "to the callback");
    void *fence = glFenceSync(0x9117, 0);
    glObjectPtrLabel(fence, -1, "a fence");
    glGetObjectPtrLabel(fence, sizeof text, &length, text);
    printf("label %d %s\n", length, text);
    error("messages");
}

static void names_of_each_context(OSMesaContext first)
{
    OSMesaContext second = OSMesaCreateContextExt(0x1908, 24, 8, 0, first);
    E arrays[2] = { 0, 0 }, queries[2] = { 0, 0 };
    glGenVertexArrays(1, &arrays[0]);
    glGenQueries(1, &queries[0]);
    OSMesaMakeCurrent(second, picture, 0x1401, SIDE, SIDE);
    printf("of another context: %d\n", glIsVertexArray(arrays[0]));
    glGenVertexArrays(1, &arrays[1]);
    glGenQueries(1, &queries[1]);
    glBindVertexArray(arrays[1]);
    printf("arrays %u %u, queries %u %u, bound %d\n", arrays[0], arrays[1], queries[0], queries[1], glIsVertexArray(arrays[1]));
    error("names");
    OSMesaMakeCurrent(first, picture, 0x1401, SIDE, SIDE);
    OSMesaDestroyContext(second);
}

int main(void)
{
    OSMesaContext context = OSMesaCreateContextExt(0x1908, 24, 8, 0, NULL);
    if (context == NULL || !OSMesaMakeCurrent(context, picture, 0x1401, SIDE, SIDE))
        return 1;
    glMatrixMode(0x1701);
    glLoadIdentity();
    arrays_by_enable();
    feedback_and_selection();
    results_after_an_error();
    pixels_of_two_dimensions();
    vertices();
    nothing_and_too_much();
    pixels_outside(-4, "pixels outside");
    pixels_outside_after_other_framebuffers();
    texts_of_no_shader();
    mapped_buffers();
    messages_and_labels();
    names_of_each_context(context);
    OSMesaDestroyContext(context);
    return 0;
}
