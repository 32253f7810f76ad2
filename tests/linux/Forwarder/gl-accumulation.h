// SPDX-License-Identifier: Apache-2.0
// What old programs do with the accumulation buffer: antialiasing and motion blur, and each of glAccum's operations with whatever else of GL's
// state could reach it. It prints what GL tells, and writes each picture behind the last one into a file, so that both can be compared with what the
// same program does on the system's library. Whoever includes this has a surface, and says which its BUFFER is. The declarations are GL's, so that no
// other headers are needed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned int E;
typedef unsigned long Id;
void glAccum(E, float);
void glBegin(E);
void glBindTexture(E, E);
void glCallList(E);
void glCallLists(int, E, const void *);
void glClear(E);
void glClearAccum(float, float, float, float);
void glClearColor(float, float, float, float);
void glColor3f(float, float, float);
void glColorMask(char, char, char, char);
void glDeleteLists(E, int);
void glDisable(E);
void glDrawBuffer(E);
void glEnable(E);
void glEnd(void);
void glEndList(void);
void glFlush(void);
E glGenLists(int);
void glGenTextures(int, E *);
E glGetError(void);
void glGetFloatv(E, float *);
void glGetIntegerv(E, int *);
void glGetTexImage(E, int, E, E, void *);
unsigned char glIsList(E);
void glListBase(E);
void glLoadIdentity(void);
void glNewList(E, E);
void glPixelStorei(E, int);
void glPixelTransferf(E, float);
void glPopAttrib(void);
void glPushAttrib(E);
void glReadBuffer(E);
void glReadPixels(int, int, int, int, E, E, void *);
int glRenderMode(E);
void glRotatef(float, float, float, float);
void glScissor(int, int, int, int);
void glSelectBuffer(int, E *);
void glTexImage2D(E, int, int, int, int, int, E, E, const void *);
void glTexParameteri(E, E, int);
void glTranslatef(float, float, float);
void glVertex2f(float, float);
void glViewport(int, int, int, int);

enum { WIDTH = 200, HEIGHT = 150, MOST = 300 * 300 * 4, ACCUM = 0x100, LOAD, RETURN, MULT, ADD, ACCUM_BIT = 0x200 };

typedef void *(*Getter)(const char *);
static Getter getter;
static unsigned char pixels[MOST];

static void (*BindFramebuffer)(E, E);
static void (*GenFramebuffers)(int, E *);
static void (*FramebufferTexture2D)(E, E, E, E, int);
static void (*BindBuffer)(E, E);
static void (*GenBuffers)(int, E *);
static void (*BufferData)(E, long, const void *, E);

static void error(const char *after)
{
    printf("%s: error %x\n", after, glGetError());
}

static FILE *pictures;

static void picture(const char *what)
{
    printf("%s\n", what);
    glReadPixels(0, 0, WIDTH, HEIGHT, 0x1908, 0x1401, pixels);
    fwrite(pixels, 4, WIDTH * HEIGHT, pictures);
}

static void scene(float x, float y, float turned)
{
    glClearColor(0.1f, 0.2f, 0.3f, 0.4f);
    glClear(0x4000);
    glLoadIdentity();
    glTranslatef(x, y, 0);
    glRotatef(turned, 0, 0, 1);
    glBegin(4);
    glColor3f(1, 0.9f, 0);
    glVertex2f(-0.8f, -0.5f);
    glColor3f(1, 0, 0.2f);
    glVertex2f(0.9f, -0.3f);
    glColor3f(0, 0.6f, 1);
    glVertex2f(0.1f, 0.8f);
    glEnd();
}

static void bits(const char *what)
{
    for (E name = 0x0d58; name <= 0x0d5b; name++) {
        int integer = -1;
        float number = -1;
        glGetIntegerv(name, &integer);
        glGetFloatv(name, &number);
        printf("%s: %x bits %d %.0f\n", what, name, integer, number);
    }
    error(what);
}

static void antialiasing(void)
{
    for (int at = 0; at < 8; at++) {
        scene((float)(at % 3) / WIDTH, (float)(at % 5) / HEIGHT, 0);
        glAccum(at == 0 ? LOAD : ACCUM, 0.125f);
    }
    glAccum(RETURN, 1);
    picture("antialiasing");
    error("antialiasing");
}

static void motion_blur(void)
{
    glClear(ACCUM_BIT);
    for (int at = 0; at < 6; at++) {
        scene(0, 0, (float)at * 7);
        glAccum(MULT, 0.7f);
        glAccum(ACCUM, 0.3f);
        glAccum(RETURN, 1);
    }
    picture("motion blur");
    error("motion blur");
}

static void values(void)
{
    static const float returned[] = { 1, 0.37f, -1, 3 };
    scene(0, 0, 0);
    glClearAccum(-0.5f, 0.25f, 2, -1);
    glClear(ACCUM_BIT);
    for (int at = 0; at < 4; at++) {
        glAccum(RETURN, returned[at]);
        picture("a colour to begin with");
    }
    scene(0, 0, 30);
    glAccum(LOAD, 0.9f);
    glAccum(ADD, 0.25f);
    glAccum(ADD, -0.4f);
    glAccum(MULT, 0.77f);
    glAccum(RETURN, 1.1f);
    picture("added and multiplied");
    /* More than one, and less than minus one. */
    scene(0, 0, 60);
    glAccum(LOAD, 1.5f);
    glAccum(ACCUM, 0.9f);
    glAccum(MULT, -1.7f);
    glAccum(ADD, 1.9f);
    glAccum(RETURN, 0.8f);
    picture("too much");
    glClearAccum(0, 0, 0, 0);
    error("values");
}

static void scissors(void)
{
    scene(0, 0, 0);
    glAccum(LOAD, 1);
    glEnable(0x0c11);
    glScissor(-30, 20, 120, 90);
    glAccum(MULT, 0.5f);
    glScissor(60, 60, 4000, 40);
    glClear(ACCUM_BIT);
    glAccum(ADD, 0.3f);
    glScissor(150, 10, 30, 30);
    scene(0.1f, 0, 0);
    glAccum(ACCUM, 0.5f);
    glScissor(40, 0, 140, 120);
    glAccum(RETURN, 1);
    glDisable(0x0c11);
    picture("scissors");
    error("scissors");
}

static void masks(void)
{
    scene(0, 0, 0);
    glAccum(LOAD, 0.5f);
    scene(0, 0, 120);
    glColorMask(1, 0, 1, 0);
    glAccum(RETURN, 1);
    glColorMask(1, 1, 1, 1);
    picture("masks");
    scene(0, 0, 120);
    glDrawBuffer(0);
    glAccum(RETURN, 1);
    error("nothing to draw to");
    glDrawBuffer(BUFFER);
    glReadBuffer(0);
    glAccum(LOAD, 1);
    error("nothing to read");
    glReadBuffer(BUFFER);
    glAccum(RETURN, 1);
    picture("after nothing");
}

static void state(const char *what)
{
    static const E names[] = { 0x8ca6, 0x8caa, 0x88ed, 0x88ef, 0x0c01, 0x0c02, 0x0cf2, 0x0cf5, 0x0d02, 0x0d05, 0x84e0, 0x0d14, 0x0d10, 0x0ba2, 0x0c10, 0x0be2, 0x8b8d };
    for (unsigned at = 0; at < sizeof names / sizeof names[0]; at++) {
        int value[4] = { -9, -9, -9, -9 };
        glGetIntegerv(names[at], value);
        printf("%s: %x is %d %d %d %d\n", what, names[at], value[0], value[1], value[2], value[3]);
    }
    error(what);
}

static void around(void)
{
    E texture, buffers[2];
    int bound = -1;
    unsigned char small[4 * 4 * 4], back[4 * 4 * 4];
    for (int at = 0; at < 64; at++)
        small[at] = (unsigned char)(at * 4);
    glGenTextures(1, &texture);
    glBindTexture(0x0de1, texture);
    glTexParameteri(0x0de1, 0x2801, 0x2600);
    glTexImage2D(0x0de1, 0, 0x8058, 4, 4, 0, 0x1908, 0x1401, small);
    scene(0, 0, 0);
    GenBuffers(2, buffers);
    BindBuffer(0x88eb, buffers[0]);
    BufferData(0x88eb, 64, NULL, 0x88e4);
    BindBuffer(0x88ec, buffers[1]);
    BufferData(0x88ec, 64, NULL, 0x88e4);
    glPixelStorei(0x0cf2, 77);
    glPixelStorei(0x0cf5, 8);
    glPixelStorei(0x0d02, 33);
    glPixelStorei(0x0d05, 2);
    glPixelTransferf(0x0d14, 0.25f);
    glPixelTransferf(0x0d19, 0.25f);
    glEnable(0x0de1);
    glEnable(0x0be2);
    glEnable(0x0b71);
    glAccum(LOAD, 0.6f);
    glAccum(ACCUM, 0.3f);
    glAccum(RETURN, 1);
    state("around");
    glDisable(0x0de1);
    glDisable(0x0be2);
    glDisable(0x0b71);
    glPixelTransferf(0x0d14, 1);
    glPixelTransferf(0x0d19, 0);
    glPixelStorei(0x0cf2, 0);
    glPixelStorei(0x0cf5, 4);
    glPixelStorei(0x0d02, 0);
    glPixelStorei(0x0d05, 4);
    BindBuffer(0x88eb, 0);
    BindBuffer(0x88ec, 0);
    picture("around");
    glGetTexImage(0x0de1, 0, 0x1908, 0x1401, back);
    glGetIntegerv(0x8069, &bound);
    printf("the texture: %d, bound %d\n", memcmp(small, back, sizeof back), bound == (int)texture);
    glBindTexture(0x0de1, 0);
}

static void refused(void)
{
    E framebuffer, texture, hits[16];
    scene(0, 0, 0);
    glAccum(LOAD, 1);
    glAccum(0x105, 1);
    error("no operation");
    glClear(ACCUM_BIT | 0x8000);
    error("no such bit");
    glGenTextures(1, &texture);
    glBindTexture(0x0de1, texture);
    glTexImage2D(0x0de1, 0, 0x8058, 4, 4, 0, 0x1908, 0x1401, NULL);
    GenFramebuffers(1, &framebuffer);
    BindFramebuffer(0x8d40, framebuffer);
    FramebufferTexture2D(0x8d40, 0x8ce0, 0x0de1, texture, 0);
    glAccum(RETURN, 1);
    error("a framebuffer of its own");
    glClear(ACCUM_BIT);
    error("clearing what it lacks");
    bits("a framebuffer of its own");
    BindFramebuffer(0x8ca9, 0);
    glAccum(RETURN, 1);
    error("another one to read from");
    BindFramebuffer(0x8d40, 0);
    bits("the window's again");
    glBegin(4);
    glAccum(RETURN, 1);
    glEnd();
    error("between glBegin and glEnd");
    glSelectBuffer(16, hits);
    glRenderMode(0x1c02);
    glAccum(MULT, 0);
    glClear(ACCUM_BIT);
    glRenderMode(0x1c00);
    glEnable(0x8c89);
    glAccum(MULT, 0);
    glClear(ACCUM_BIT);
    glDisable(0x8c89);
    scene(0, 0, 90);
    glAccum(RETURN, 1);
    picture("nothing of that did anything");
    error("refused");
}

static void lists(void)
{
    E first = glGenLists(5);
    unsigned char names[] = { 1, 3, 0, 3, 2 };
    glNewList(first, 0x1300);
    glClearAccum(0.1f, 0.3f, 0, 0);
    glClear(0x4000 | ACCUM_BIT);
    scene(0, 0, 20);
    glAccum(ACCUM, 0.5f);
    glEndList();
    scene(0, 0, 0);
    glAccum(RETURN, 1);
    picture("a list that is not called yet");
    glCallList(first);
    glAccum(RETURN, 1);
    picture("a list that is called");
    /* Executed at once, with a list in it that has a part of ours, and some of all that may come before, in between and behind. */
    glNewList(first + 1, 0x1301);
    glColorMask(1, 1, 0, 1);
    glCallList(first);
    glColorMask(1, 1, 1, 1);
    glAccum(MULT, 1.2f);
    glEndList();
    glAccum(RETURN, 1);
    picture("a list in a list");
    glNewList(first + 2, 0x1300);
    glAccum(RETURN, 0.9f);
    glEndList();
    glNewList(first + 3, 0x1300);
    scene(0.2f, 0, 170);
    glAccum(ACCUM, 0.25f);
    glAccum(0x777, 1);
    glEndList();
    error("before an operation that is none");
    glListBase(first);
    glCallLists(5, 0x1401, names);
    picture("lists by their numbers");
    error("an operation that is none in a list");
    /* Without any accumulation now. */
    glNewList(first, 0x1300);
    scene(0, 0, 77);
    glEndList();
    glCallList(first + 1);
    picture("a list that is another one");
    glDeleteLists(first + 1, 2);
    printf("there are lists: %d %d %d %d\n", glIsList(first), glIsList(first + 1), glIsList(first + 2), glIsList(first + 3));
    glCallList(first + 2);
    glCallList(first + 3);
    glAccum(RETURN, 1);
    picture("lists that are deleted");
    glDeleteLists(first, 5);
    glColorMask(1, 1, 1, 1);
    glClearAccum(0, 0, 0, 0);
    error("lists");
}

static void everything(void)
{
    BindFramebuffer = getter("glBindFramebuffer");
    GenFramebuffers = getter("glGenFramebuffers");
    FramebufferTexture2D = getter("glFramebufferTexture2D");
    BindBuffer = getter("glBindBuffer");
    GenBuffers = getter("glGenBuffers");
    BufferData = getter("glBufferData");
    glViewport(0, 0, WIDTH, HEIGHT);
    bits("at first");
    antialiasing();
    motion_blur();
    values();
    scissors();
    masks();
    around();
    refused();
    lists();
}
