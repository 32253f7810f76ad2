// SPDX-License-Identifier: Apache-2.0
// Random calls of the fixed function, legal and illegal, with lists, pushed attributes and glBegin in between; after many of them the program asks
// for state. Prints what it was told, and writes the picture: gl-random SEED PICTURE. Two libraries are right when both are the same.
#include <stdio.h>
#include <stdlib.h>

typedef unsigned int E;
typedef struct osmesa *OSMesaContext;
OSMesaContext OSMesaCreateContextExt(E format, int depth, int stencil, int accum, OSMesaContext share);
unsigned char OSMesaMakeCurrent(OSMesaContext, void *buffer, E type, int width, int height);
void OSMesaDestroyContext(OSMesaContext);
void glActiveTexture(E);
void glBegin(E);
void glBindTexture(E, E);
void glBlendFunc(E, E);
void glBlendFuncSeparate(E, E, E, E);
void glCallList(E);
void glCallLists(int, E, const void *);
void glClear(E);
void glClearColor(float, float, float, float);
void glColor3f(float, float, float);
void glColor4ub(unsigned char, unsigned char, unsigned char, unsigned char);
void glColorMask(unsigned char, unsigned char, unsigned char, unsigned char);
void glCullFace(E);
void glDeleteLists(E, int);
void glDeleteTextures(int, const E *);
void glDepthFunc(E);
void glDepthMask(unsigned char);
void glDisable(E);
void glEnable(E);
void glEnd(void);
void glEndList(void);
void glFinish(void);
void glFrontFace(E);
void glFrustum(double, double, double, double, double, double);
void glGetBooleanv(E, unsigned char *);
void glGetDoublev(E, double *);
E glGenLists(int);
E glGetError(void);
void glGetFloatv(E, float *);
void glGetIntegerv(E, int *);
unsigned char glIsEnabled(E);
unsigned char glIsList(E);
void glGetTexEnvfv(E, E, float *);
void glGetTexEnviv(E, E, int *);
void glLightModelfv(E, const float *);
void glLineWidth(float);
void glLoadIdentity(void);
void glLoadMatrixf(const float *);
void glMatrixMode(E);
void glMultMatrixd(const double *);
void glNewList(E, E);
void glNormal3f(float, float, float);
void glOrtho(double, double, double, double, double, double);
void glPopAttrib(void);
void glPopMatrix(void);
void glPushAttrib(E);
void glPushMatrix(void);
void glRotatef(float, float, float, float);
void glScalef(float, float, float);
void glScissor(int, int, int, int);
void glShadeModel(E);
void glTexCoord2f(float, float);
void glTexEnvf(E, E, float);
void glTexEnvfv(E, E, const float *);
void glTexEnvi(E, E, int);
void glTexEnviv(E, E, const int *);
void glTranslated(double, double, double);
void glTranslatef(float, float, float);
void glVertex2f(float, float);
void glVertex3fv(const float *);
void glViewport(int, int, int, int);

enum { SIZE = 128, STEPS = 3000 };

static unsigned long long state;

static int any(int count)
{
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (int)((state >> 33) % (unsigned)count);
}

static float some(void)
{
    return (float)any(2001) / 1000 - 1;
}

static const E caps[] = { 0x0be2, 0x0b71, 0x0b44, 0x0b50, 0x0b60, 0x0ba1, 0x0c11, 0x0de1, 0x0b57, 0x8037, 0x4000, 0x0bd0, 0x0de0, 0x0c60, 0x0c63, 0x806f };

static E cap(void)
{
    return any(40) == 0 ? 0x1234 : caps[any(sizeof caps / sizeof *caps)];
}

static const E factors[] = { 0, 1, 0x300, 0x302, 0x303, 0x304, 0x306, 0x8001, 0x77 };

static E factor(void)
{
    return factors[any(sizeof factors / sizeof *factors)];
}

static void set_state(void)
{
    switch (any(14)) {
    case 0: case 1: case 2: glEnable(cap()); break;
    case 3: case 4: case 5: glDisable(cap()); break;
    case 6: glViewport(any(20), any(20), SIZE - any(40), any(30) == 0 ? -1 : SIZE - any(40)); break;
    case 7: glScissor(any(20), any(20), SIZE - any(40), any(30) == 0 ? -1 : SIZE - any(40)); break;
    case 8: glDepthFunc(0x200 + (E)any(9)); break;
    case 9: glDepthMask((unsigned char)any(2)); break;
    case 10: glCullFace(0x404 + (E)any(5)); break;
    case 11: glFrontFace(0x900 + (E)any(3)); break;
    case 12: glShadeModel(0x1d00 + (E)any(3)); break;
    default:
        if (any(2))
            glBlendFunc(factor(), factor());
        else
            glBlendFuncSeparate(factor(), factor(), factor(), factor());
    }
}

static void set_matrix(void)
{
    static const float matrix[16] = { 1, 0, 0, 0, 0.25f, 1, 0, 0, 0, 0, 0.5f, 0, 0.125f, 0, 0, 1 };
    static const double twice[16] = { 0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0, 0, 0.25, 0, 1 };
    switch (any(13)) {
    case 0: case 1: glMatrixMode(0x1700 + (E)any(4)); break;
    case 2: glPushMatrix(); break;
    case 3: glPopMatrix(); break;
    case 4: case 5: glLoadIdentity(); break;
    case 6: glTranslatef(some(), some(), some()); break;
    case 7: glTranslated(some(), some(), some()); break;
    case 8: glRotatef((float)any(360), some(), some(), some()); break;
    case 9: glScalef(1 + some() / 4, 1 + some() / 4, 1 + some() / 4); break;
    case 10: glLoadMatrixf(matrix); break;
    case 11: glMultMatrixd(twice); break;
    default:
        glLoadIdentity();
        if (any(2))
            glFrustum(-1, 1, -1, 1, any(4) - 1, 9);
        else
            glOrtho(-1, any(4) - 1, -1, 1, -3, 3);
    }
}

static void set_environment(void)
{
    static const int modes[] = { 0x2100, 0x2101, 0x0be2, 0x1e01, 0x0104, 0x8570, 0x77 };
    int mode = modes[any(sizeof modes / sizeof *modes)];
    float same = (float)mode, color[4] = { 0.25f, some(), 0, 1 };
    switch (any(6)) {
    case 0: case 1: glTexEnvi(any(20) == 0 ? 0x2302 : 0x2300, 0x2200, mode); break;
    case 2: glTexEnvf(0x2300, 0x2200, same); break;
    case 3: glTexEnviv(0x2300, 0x2200, &mode); break;
    case 4: glTexEnvfv(0x2300, 0x2200, &same); break;
    default: glTexEnvfv(0x2300, 0x2201, color);
    }
}

static void set_texture(void)
{
    E one = 1 + (E)any(6);
    switch (any(8)) {
    case 6: case 7: set_environment(); break;
    case 0: case 1: glActiveTexture(0x84c0 + (E)any(4)); break;
    case 5: glDeleteTextures(1, &one); break;
    default: glBindTexture(any(12) == 0 ? 0x0de0 : 0x0de1, (E)any(7));
    }
}

/* Some numbers that must come back whatever happened between. */
static void set_other(void)
{
    float four[4] = { some(), some(), some(), 1 };
    switch (any(4)) {
    case 0: glClearColor((float)any(5) / 4, 0.25f, 0.5f, 1); break;
    case 1: glColorMask((unsigned char)any(2), 1, 1, 1); break;
    case 2: glLineWidth((float)(1 + any(4))); break;
    default: glLightModelfv(0x0b53, four);
    }
}

static void vertices(void)
{
    glBegin(any(30) == 0 ? 99 : (E)any(10));
    for (int left = any(70); left > 0; left--) {
        float corner[3] = { some(), some(), some() };
        switch (any(9)) {
        case 0: glColor3f((float)any(9) / 8, (float)any(9) / 8, 0.5f); break;
        case 1: glColor4ub((unsigned char)any(256), 90, 200, (unsigned char)any(256)); break;
        case 2: glNormal3f(0, 0, some()); break;
        case 3: glTexCoord2f(some(), some()); break;
        case 4: glVertex3fv(corner); break;
        case 5:
            if (any(20) == 0) {
                glEnable(cap());
                glMatrixMode(0x1701);
                glTranslatef(1, 1, 1);
            }
            break;
        default: glVertex2f(corner[0], corner[1]);
        }
    }
    glEnd();
}

static void change(void)
{
    switch (any(5)) {
    case 0: case 1: set_state(); break;
    case 2: set_matrix(); break;
    case 3: set_texture(); break;
    default: set_other();
    }
}

/* Names that are there are told apart from those that are not, whatever they are. */
static void names(void)
{
    int count = any(40) == 0 ? 300 : 1 + any(9);
    E first = glGenLists(count), last = first + (E)count - 1;
    printf("lists %d %d %d\n", first != 0, glIsList(first), glIsList(last));
    glNewList(last, 0x1300);
    glEndList();
    printf("list %d\n", glIsList(last));
    if (any(3))
        glDeleteLists(first, count);
    printf("left %d\n", glIsList(first));
}

static void lists(void)
{
    E list = 1 + (E)any(4);
    unsigned char two[2] = { 1, 2 };
    switch (any(5)) {
    case 4: names(); break;
    case 0:
    case 1:
        glNewList(any(20) == 0 ? 0 : list, 0x1300 + (E)any(2));
        for (int left = any(6); left > 0; left--)
            change();
        if (any(3) == 0)
            vertices();
        glEndList();
        break;
    case 2: glCallList(list); break;
    default: glCallLists(2, 0x1401, two);
    }
}

static void ask(void)
{
    static const E integers[] = { 0x0ba2, 0x0c10, 0x0b74, 0x0b72, 0x0b45, 0x0b46, 0x0b54, 0x80c9, 0x80c8, 0x80cb, 0x80ca, 0x0be1, 0x0be0, 0x0ba0, 0x84e0, 0x8069,
        0x0ba3, 0x0ba4, 0x0be2, 0x0b71, 0x0c23, 0x8068, 0x0b30, 0x0b33, 0x0de1, 0x0c60 };
    static const E floats[] = { 0x0ba6, 0x0ba7, 0x0ba6, 0x0ba8, 0x0ba8, 0x0c22, 0x0b21, 0x0b53, 0x0b00, 0x0ba2, 0x0b74 };
    int numbers[16] = { 0 };
    float reals[16] = { 0 };
    double twice[16] = { 0 };
    unsigned char bytes[16] = { 0 };
    E name = cap();
    switch (any(6)) {
    case 5:
        if (any(2))
            glGetTexEnviv(0x2300, 0x2200, numbers);
        else
            glGetTexEnvfv(0x2300, 0x2200, reals);
        printf("environment 2200 %d %.9g\n", numbers[0], reals[0]);
        break;
    case 0: printf("enabled %x %d\n", name, glIsEnabled(name)); break;
    case 1:
        name = integers[any(sizeof integers / sizeof *integers)];
        glGetIntegerv(name, numbers);
        printf("integers %x %d %d %d %d\n", name, numbers[0], numbers[1], numbers[2], numbers[3]);
        break;
    case 2:
        name = integers[any(sizeof integers / sizeof *integers)];
        glGetBooleanv(name, bytes);
        printf("booleans %x %d %d %d %d\n", name, bytes[0], bytes[1], bytes[2], bytes[3]);
        break;
    case 3:
        name = floats[any(sizeof floats / sizeof *floats)];
        glGetFloatv(name, reals);
        printf("floats %x", name);
        for (int at = 0; at < 16; at++)
            printf(" %.9g", reals[at]);
        printf("\n");
        break;
    default:
        name = floats[any(sizeof floats / sizeof *floats)];
        glGetDoublev(name, twice);
        printf("doubles %x", name);
        for (int at = 0; at < 16; at++)
            printf(" %.9g", twice[at]);
        printf("\n");
    }
}

int main(int count, char **arguments)
{
    OSMesaContext context = OSMesaCreateContextExt(0x1908, 24, 0, 0, NULL);
    unsigned char *pixels = calloc(SIZE * SIZE, 4);
    if (count != 3 || !context || !OSMesaMakeCurrent(context, pixels, 0x1401, SIZE, SIZE))
        return 1;
    state = strtoull(arguments[1], NULL, 10);
    glViewport(0, 0, SIZE, SIZE);
    glScissor(0, 0, SIZE, SIZE);
    glClear(0x4100);
    for (E list = 1; list <= 4; list++) {
        glNewList(list, 0x1300);
        glEndList();
    }
    for (int step = 0; step < STEPS; step++) {
        switch (any(10)) {
        case 0: vertices(); break;
        case 1: lists(); break;
        case 2: any(2) ? glPushAttrib(any(2) ? 0xfffff : (E)(any(1024) * any(1024))) : glPopAttrib(); break;
        case 3: case 4: ask(); break;
        default: change();
        }
        ask();
    }
    glFinish();
    while (glGetError())
        ;
    FILE *file = fopen(arguments[2], "wb");
    fprintf(file, "P6 %d %d 255\n", SIZE, SIZE);
    for (int at = 0; at < SIZE * SIZE; at++)
        fwrite(pixels + at * 4, 3, 1, file);
    fclose(file);
    OSMesaDestroyContext(context);
    return 0;
}
