// SPDX-License-Identifier: Apache-2.0
// Objects by name, as EXT_direct_state_access has them: names that their first use makes, other units, other vertex arrays and other matrices
// than the current ones. It prints what it is told and what was drawn, so that the lines can be compared with those of the same program on
// the system's library. The declarations are EGL's and GL's, so that no headers are needed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned int E;
void *eglGetPlatformDisplay(E platform, void *of, const long *attributes);
E eglInitialize(void *display, int *major, int *minor);
E eglChooseConfig(void *display, const int *attributes, void **configs, int most, int *count);
E eglBindAPI(E);
void *eglCreateContext(void *display, void *config, void *share, const int *attributes);
void *eglCreatePbufferSurface(void *display, void *config, const int *attributes);
E eglMakeCurrent(void *display, void *draw, void *read, void *context);
E eglTerminate(void *display);
void *eglGetProcAddress(const char *);

/* Every function by its name at run time, as programs do that need not have them. */
#define ALL(F) \
    F(void, glActiveTexture, E) F(void, glBindBuffer, E, E) F(void, glBindTexture, E, E) F(void, glBindVertexArray, E) F(void, glClear, E) \
    F(void, glClearColor, float, float, float, float) \
    F(void, glDrawArrays, E, int, int) F(void, glGenBuffers, int, E *) \
    F(void, glGenFramebuffers, int, E *) F(void, glGenTextures, int, E *) F(void, glGenVertexArrays, int, E *) F(E, glGetError, void) \
    F(void, glGetFloatv, E, float *) F(void, glGetIntegerv, E, int *) F(const unsigned char *, glGetString, E) F(unsigned char, glIsEnabled, E) \
    F(unsigned char, glIsTexture, E) F(void, glPixelStorei, E, int) F(void, glVertexPointer, int, E, int, const void *) \
    F(void, glVertexAttribPointer, E, int, E, unsigned char, int, const void *) F(void, glGetVertexAttribiv, E, E, int *) \
    F(void, glMatrixLoadfEXT, E, const float *) F(void, glMatrixLoadIdentityEXT, E) F(void, glMatrixTranslatefEXT, E, float, float, float) \
    F(void, glMatrixOrthoEXT, E, double, double, double, double, double, double) F(void, glMatrixPushEXT, E) F(void, glMatrixPopEXT, E) \
    F(void, glTextureImage2DEXT, E, E, int, int, int, int, int, E, E, const void *) \
    F(void, glTextureSubImage2DEXT, E, E, int, int, int, int, int, E, E, const void *) F(void, glTextureParameteriEXT, E, E, E, int) \
    F(void, glGetTextureImageEXT, E, E, int, E, E, void *) F(void, glGetTextureLevelParameterivEXT, E, E, int, E, int *) \
    F(void, glBindMultiTextureEXT, E, E, E) F(void, glMultiTexEnviEXT, E, E, E, int) F(void, glGetMultiTexEnvivEXT, E, E, E, int *) \
    F(void, glEnableClientState, E) F(void, glEnableIndexedEXT, E, E) F(void, glEnableClientStateIndexedEXT, E, E) F(void, glMultiTexCoordPointerEXT, E, int, E, int, const void *) \
    F(void, glNamedBufferDataEXT, E, long, const void *, E) F(void, glNamedBufferSubDataEXT, E, long, long, const void *) \
    F(void, glGetNamedBufferSubDataEXT, E, long, long, void *) F(void *, glMapNamedBufferEXT, E, E) F(unsigned char, glUnmapNamedBufferEXT, E) \
    F(void, glNamedBufferStorageEXT, E, long, const void *, E) F(void, glVertexArrayVertexOffsetEXT, E, E, int, E, int, long) \
    F(void, glEnableVertexArrayEXT, E, E) F(void, glGetVertexArrayIntegervEXT, E, E, int *) F(void, glGetVertexArrayPointervEXT, E, E, void **) \
    F(void, glNamedFramebufferTexture2DEXT, E, E, E, E, int) F(E, glCheckNamedFramebufferStatusEXT, E, E) \
    F(void, glFramebufferDrawBufferEXT, E, E) F(void, glGetFramebufferParameterivEXT, E, E, int *) F(void, glPushClientAttribDefaultEXT, E) \
    F(void, glPopClientAttrib, void) F(void, glReadPixels, int, int, int, int, E, E, void *) F(void, glNewList, E, E) F(void, glEndList, void) \
    F(void, glCallList, E) F(void, glMatrixMode, E) F(void, glMultiDrawArraysIndirectCountARB, E, const void *, long, int, int) \
    F(void, glInvalidateBufferSubData, E, long, long) F(void *, glMapBufferRange, E, long, long, E) F(unsigned char, glUnmapBuffer, E) \
    F(void, glBindBufferOffsetEXT, E, E, E, long) F(void, glLoadIdentity, void) F(void, glColor4f, float, float, float, float)

#define DECLARE(result, name, ...) static result (*name)(__VA_ARGS__);
#define LOAD(result, name, ...) name = eglGetProcAddress(#name);
ALL(DECLARE)

enum { SIDE = 64, TEXTURE_2D = 0x0de1, TEXTURE0 = 0x84c0, RGBA = 0x1908, BYTES = 0x1401, FLOATS = 0x1406, MODELVIEW = 0x1700, PROJECTION = 0x1701 };
enum { VERTEX_ARRAY = 0x8074, TEXTURE_COORD_ARRAY = 0x8078 };

static unsigned char pixels[SIDE * SIDE * 4];

static void errors(const char *where)
{
    for (E error = glGetError(); error; error = glGetError())
        printf("%s: error %x\n", where, error);
}

static void ask(E name)
{
    int value[4] = { -7, -7, -7, -7 };
    glGetIntegerv(name, value);
    printf("%x: %d\n", name, value[0]);
}

static void matrix(E name)
{
    float m[16];
    glGetFloatv(name, m);
    printf("matrix %x:", name);
    for (int at = 0; at < 16; at++)
        printf(" %.4f", m[at]);
    printf("\n");
}

static void matrices(void)
{
    static const float half[16] = { 0.5f, 0, 0, 0, 0, 0.5f, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 };
    matrix(0x0ba6);
    glMatrixLoadfEXT(MODELVIEW, half);
    glMatrixPushEXT(MODELVIEW);
    glMatrixTranslatefEXT(MODELVIEW, 0.5f, 0.25f, 0);
    glMatrixOrthoEXT(PROJECTION, -2, 2, -2, 2, -1, 1);
    matrix(0x0ba6);
    matrix(0x0ba7);
    glMatrixPopEXT(MODELVIEW);
    matrix(0x0ba6);
    glMatrixLoadIdentityEXT(PROJECTION);
    matrix(0x0ba7);
    ask(0x0ba0);
    errors("matrices");
}

static void textures(void)
{
    unsigned char image[8 * 8 * 4], back[8 * 8 * 4] = { 0 };
    int width = -1, mode = -1;
    E two[2];
    for (int at = 0; at < (int)sizeof image; at++)
        image[at] = (unsigned char)(at * 7);
    glGenTextures(2, two);
    glTextureImage2DEXT(two[0], TEXTURE_2D, 0, RGBA, 4, 4, 0, RGBA, BYTES, NULL);
    glPixelStorei(0x0cf2, 8);
    glPixelStorei(0x0cf4, 2);
    glTextureSubImage2DEXT(two[0], TEXTURE_2D, 0, 1, 0, 3, 4, RGBA, BYTES, image);
    glPixelStorei(0x0cf2, 0);
    glPixelStorei(0x0cf4, 0);
    glTextureSubImage2DEXT(two[0], TEXTURE_2D, 0, 0, 0, 1, 4, RGBA, BYTES, image);
    glTextureParameteriEXT(two[0], TEXTURE_2D, 0x2801, 0x2600);
    glTextureParameteriEXT(two[0], TEXTURE_2D, 0x2800, 0x2600);
    glGetTextureImageEXT(two[0], TEXTURE_2D, 0, RGBA, BYTES, back);
    glGetTextureLevelParameterivEXT(two[0], TEXTURE_2D, 0, 0x1000, &width);
    printf("a texture of %d:", width);
    for (int at = 0; at < 64; at++)
        printf(" %d", back[at]);
    printf("\nmade by its name: %d %d\n", glIsTexture(two[0]), glIsTexture(two[1]));
    ask(0x8069);
    glBindMultiTextureEXT(TEXTURE0 + 1, TEXTURE_2D, two[0]);
    ask(0x8069);
    glActiveTexture(TEXTURE0 + 1);
    ask(0x8069);
    glBindMultiTextureEXT(TEXTURE0, TEXTURE_2D, two[0]);
    ask(0x8069);
    glActiveTexture(TEXTURE0);
    ask(0x8069);
    glMultiTexEnviEXT(TEXTURE0, 0x2300, 0x2200, 0x1e01);
    glGetMultiTexEnvivEXT(TEXTURE0, 0x2300, 0x2200, &mode);
    printf("environment %x\n", mode);
    glEnableIndexedEXT(TEXTURE_2D, 0);
    printf("units %d\n", glIsEnabled(TEXTURE_2D));
    /* No image of a texture with two dimensions: refused before anybody looks at the pixels. */
    glTextureImage2DEXT(two[0], 0x8515, 0, RGBA, 512, 512, 0, RGBA, BYTES, (void *)16);
    errors("textures");
}

static void buffers_and_arrays(void)
{
    static const float corners[8] = { -1, -1, 1, -1, -1, 1, 1, 1 };
    static const float coordinates[8] = { 0, 0, 1, 0, 0, 1, 1, 1 };
    float back[8] = { 0 };
    void *pointer = NULL;
    int value = -1;
    E buffers[3], arrays[2];
    glGenBuffers(3, buffers);
    glGenVertexArrays(2, arrays);
    glNamedBufferDataEXT(buffers[0], sizeof corners, NULL, 0x88e4);
    glNamedBufferSubDataEXT(buffers[0], 0, sizeof corners, corners);
    glNamedBufferStorageEXT(buffers[1], sizeof corners, corners, 0x101);
    glNamedBufferDataEXT(buffers[2], sizeof coordinates, coordinates, 0x88e4);
    ask(0x8894);
    float *mapped = glMapNamedBufferEXT(buffers[0], 0x88ba);
    mapped[0] = -0.5f;
    printf("unmapped %d\n", glUnmapNamedBufferEXT(buffers[0]));
    glGetNamedBufferSubDataEXT(buffers[0], 0, sizeof back, back);
    printf("buffer %g %g %g\n", back[0], back[1], back[7]);
    glVertexArrayVertexOffsetEXT(arrays[0], buffers[0], 2, FLOATS, 0, 0);
    glEnableVertexArrayEXT(arrays[0], VERTEX_ARRAY);
    ask(0x85b5);
    printf("enabled %d\n", glIsEnabled(VERTEX_ARRAY));
    glGetVertexArrayIntegervEXT(arrays[0], 0x807a, &value);
    glGetVertexArrayPointervEXT(arrays[0], 0x808e, &pointer);
    printf("array of %d at %p\n", value, pointer);
    glVertexArrayVertexOffsetEXT(12345, buffers[0], 3, FLOATS, 0, 0);
    errors("arrays");
    glBindVertexArray(arrays[0]);
    glBindBuffer(0x8892, buffers[2]);
    glMultiTexCoordPointerEXT(TEXTURE0, 2, FLOATS, 0, NULL);
    glEnableClientStateIndexedEXT(TEXTURE_COORD_ARRAY, 0);
    ask(0x84e1);
    glDrawArrays(5, 0, 4);
    glBindBuffer(0x8892, 0);
    glBindVertexArray(0);
    errors("drawn");
    glVertexAttribPointer(3, 2, 0x1402, 1, 12, corners);
    int four[4] = { -7, -7, -7, -7 };
    glGetVertexAttribiv(3, 0x8623, four);
    printf("attribute of %d, and nothing more: %d\n", four[0], four[1]);
    glVertexPointer(3, FLOATS, 16, corners);
    glPixelStorei(0x0cf5, 2);
    glPushClientAttribDefaultEXT(3);
    ask(0x807a);
    ask(0x0cf5);
    glPopClientAttrib();
    ask(0x807a);
    ask(0x807c);
    ask(0x0cf5);
    errors("client attributes");
}

/* How many draws there are is in one buffer object, and which in another. */
static void draws_by_buffers(void)
{
    static const float corners[] = { -1, -1, -0.5f, -1, -1, -0.5f, 1, 1, 0.5f, 1, 1, 0.5f, -1, 1, -0.5f, 1, -1, 0.5f };
    static const E commands[] = { 3, 1, 0, 0, 3, 1, 3, 0, 3, 1, 6, 0 }, counts[] = { 9, 2 };
    E buffers[3];
    glGenBuffers(3, buffers);
    glNamedBufferDataEXT(buffers[0], sizeof corners, corners, 0x88e4);
    glNamedBufferDataEXT(buffers[1], sizeof commands, commands, 0x88e4);
    glNamedBufferDataEXT(buffers[2], sizeof counts, counts, 0x88e4);
    glMatrixMode(MODELVIEW);
    glLoadIdentity();
    glColor4f(1, 0.5f, 0, 1);
    glBindBuffer(0x8892, buffers[0]);
    glVertexPointer(2, FLOATS, 0, NULL);
    glEnableClientStateIndexedEXT(TEXTURE_COORD_ARRAY, 9);
    errors("a unit that is none");
    glEnableVertexArrayEXT(0, VERTEX_ARRAY);
    errors("the array that has no name");
    glEnableClientState(VERTEX_ARRAY);
    glMultiDrawArraysIndirectCountARB(4, NULL, 4, 3, 0);
    errors("no commands");
    glBindBuffer(0x8f3f, buffers[1]);
    glMultiDrawArraysIndirectCountARB(4, NULL, 4, 3, 0);
    errors("no count");
    glBindBuffer(0x80ee, buffers[2]);
    glMultiDrawArraysIndirectCountARB(4, NULL, 4, 3, 0);
    glMultiDrawArraysIndirectCountARB(4, NULL, 64, 3, 0);
    errors("a count outside");
    E *mapped = glMapBufferRange(0x80ee, 4, 4, 1);
    printf("mapped %u\n", mapped ? *mapped : 0);
    glInvalidateBufferSubData(buffers[2], 0, 4);
    errors("beside the map");
    glInvalidateBufferSubData(buffers[2], 0, 5);
    errors("in the map");
    glUnmapBuffer(0x80ee);
    glBindBufferOffsetEXT(0x8c8e, 0, buffers[2], 4);
    ask(0x8c8f);
    errors("feedback");
    glBindBuffer(0x8892, 0);
}

static void framebuffers(void)
{
    int value = -1;
    E framebuffer, texture;
    glGenFramebuffers(1, &framebuffer);
    glGenTextures(1, &texture);
    glTextureImage2DEXT(texture, TEXTURE_2D, 0, RGBA, 16, 16, 0, RGBA, BYTES, NULL);
    glNamedFramebufferTexture2DEXT(framebuffer, 0x8ce0, TEXTURE_2D, texture, 0);
    glFramebufferDrawBufferEXT(framebuffer, 0x8ce0);
    printf("framebuffer %x\n", glCheckNamedFramebufferStatusEXT(framebuffer, 0x8d40));
    glGetFramebufferParameterivEXT(framebuffer, 0x0c01, &value);
    printf("draws to %x\n", value);
    ask(0x8ca6);
    errors("framebuffers");
}

/* Whatever is called in whatever order, in lists too: the state that comes back is the driver's. */
static void random_state(void)
{
    static const E asked[] = { 0x8069, 0x84e0, 0x0ba0, 0x8068, 0x0ba3, 0x0ba4 };
    E seed = 7;
    for (int step = 0; step < 2000; step++) {
        seed = seed * 1664525u + 1013904223u;
        int some = (int)(seed >> 24 & 3);
        float move = (float)(seed >> 16 & 15) / 16 - 0.5f;
        switch (seed >> 20 & 15) {
        case 0: glBindMultiTextureEXT(TEXTURE0 + (E)some, TEXTURE_2D, 20 + (seed >> 12 & 3)); break;
        case 1: glBindTexture(TEXTURE_2D, 20 + (E)some); break;
        case 2: glTextureParameteriEXT(20 + (E)some, step % 3 ? TEXTURE_2D : 0x0de0, 0x2801, 0x2600); break;
        case 3: glActiveTexture(TEXTURE0 + (E)some); break;
        case 4: glMatrixPushEXT(MODELVIEW + (E)some % 3); break;
        case 5: glMatrixPopEXT(MODELVIEW + (E)some); break;
        case 6: glMatrixTranslatefEXT(MODELVIEW + (E)some % 2, move, 0, 0); break;
        case 7: glMatrixLoadIdentityEXT(MODELVIEW + (E)some % 2); break;
        case 8: glMatrixMode(MODELVIEW + (E)some); break;
        case 9:
            glNewList(1, 0x1300);
            glMatrixTranslatefEXT(MODELVIEW, move, move, 0);
            glBindMultiTextureEXT(TEXTURE0, TEXTURE_2D, 20 + (E)some);
            glEndList();
            break;
        case 10: glCallList(1); break;
        case 11: matrix(0x0ba6 + (E)some % 2); break;
        default: ask(asked[seed >> 12 & 3 ? seed >> 8 & 3 : 4 + (seed & 1)]);
        }
    }
    while (glGetError())
        ;
}

int main(void)
{
    static const int wanted[] = { 0x3040, 8, 0x3033, 1, 0x3024, 8, 0x3023, 8, 0x3022, 8, 0x3038 };
    static const int size[] = { 0x3057, SIDE, 0x3056, SIDE, 0x3038 };
    void *display = eglGetPlatformDisplay(0x31dd, NULL, NULL), *config = NULL;
    int count = 0;
    if (!eglInitialize(display, NULL, NULL) || !eglBindAPI(0x30a2) || !eglChooseConfig(display, wanted, &config, 1, &count) || count != 1)
        return 1;
    void *surface = eglCreatePbufferSurface(display, config, size);
    if (!eglMakeCurrent(display, surface, surface, eglCreateContext(display, config, NULL, NULL)))
        return 1;
    ALL(LOAD)
    if (!strstr((const char *)glGetString(0x1f03), "GL_EXT_direct_state_access "))
        return 2;
    glClearColor(0, 0, 0.5f, 1);
    glClear(0x4100);
    matrices();
    textures();
    buffers_and_arrays();
    draws_by_buffers();
    framebuffers();
    glReadPixels(0, 0, SIDE, SIDE, RGBA, BYTES, pixels);
    for (int y = 4; y < SIDE; y += 8) {
        for (int x = 4; x < SIDE; x += 8)
            printf(" %02x%02x%02x", pixels[(y * SIDE + x) * 4], pixels[(y * SIDE + x) * 4 + 1], pixels[(y * SIDE + x) * 4 + 2]);
        printf("\n");
    }
    random_state();
    eglTerminate(display);
    return 0;
}
