// SPDX-License-Identifier: Apache-2.0
// An OSMesa program as Redox has them: gears from display lists, textures with a pixel store, client arrays, a mapped buffer, a
// program of shaders. Draws one picture and writes it as PPM. The declarations are OSMesa's and GL's, so that no headers are needed.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned int E;
typedef struct osmesa *OSMesaContext;
OSMesaContext OSMesaCreateContextExt(E format, int depth, int stencil, int accum, OSMesaContext share);
unsigned char OSMesaMakeCurrent(OSMesaContext, void *buffer, E type, int width, int height);
void OSMesaPixelStore(int name, int value);
void OSMesaDestroyContext(OSMesaContext);
void glActiveTexture(E);
void glAttachShader(E, E);
void glBegin(E);
void glBindBuffer(E, E);
void glBindTexture(E, E);
void glBufferData(E, long, const void *, E);
void glCallList(E);
void glClear(E);
void glColor3f(float, float, float);
void glColorPointer(int, E, int, const void *);
void glCompileShader(E);
E glCreateProgram(void);
E glCreateShader(E);
void glDisable(E);
void glDisableClientState(E);
void glDrawArrays(E, int, int);
void glDrawElements(E, int, E, const void *);
void glDrawPixels(int, int, E, E, const void *);
void glEnable(E);
void glEnableClientState(E);
void glEnd(void);
void glEndList(void);
void glFinish(void);
void glFrustum(double, double, double, double, double, double);
void glGenBuffers(int, E *);
E glGenLists(int);
void glGenTextures(int, E *);
E glGetError(void);
int glGetUniformLocation(E, const char *);
void glLightfv(E, E, const float *);
void glLinkProgram(E);
void glLoadIdentity(void);
void *glMapBuffer(E, E);
void glMaterialfv(E, E, const float *);
void glMatrixMode(E);
void glNewList(E, E);
void glNormal3f(float, float, float);
void glPixelStorei(E, int);
void glPopMatrix(void);
void glPushMatrix(void);
void glRasterPos2f(float, float);
void glReadPixels(int, int, int, int, E, E, void *);
void glRotatef(float, float, float, float);
void glShadeModel(E);
void glShaderSource(E, int, const char *const *, const int *);
void glTexCoord2f(float, float);
void glTexImage2D(E, int, int, int, int, int, E, E, const void *);
void glTexParameteri(E, E, int);
void glTranslatef(float, float, float);
void glUniform4f(int, float, float, float, float);
unsigned char glUnmapBuffer(E);
void glUseProgram(E);
void glVertex2f(float, float);
void glVertex3f(float, float, float);
void glVertexPointer(int, E, int, const void *);
void glViewport(int, int, int, int);

enum { SIZE = 300 };

static void tooth_ring(float inner, float outer, float width, int teeth)
{
    float r1 = outer - 0.35f, r2 = outer + 0.35f, step = 2 * (float)M_PI / teeth / 4;
    glShadeModel(0x1d00);
    glNormal3f(0, 0, 1);
    glBegin(8);
    for (int i = 0; i <= teeth; i++) {
        float a = i * 2 * (float)M_PI / teeth;
        glVertex3f(inner * cosf(a), inner * sinf(a), width / 2);
        glVertex3f(r1 * cosf(a), r1 * sinf(a), width / 2);
    }
    glEnd();
    glBegin(7);
    for (int i = 0; i < teeth; i++) {
        float a = i * 2 * (float)M_PI / teeth;
        glVertex3f(r1 * cosf(a), r1 * sinf(a), width / 2);
        glVertex3f(r2 * cosf(a + step), r2 * sinf(a + step), width / 2);
        glVertex3f(r2 * cosf(a + 2 * step), r2 * sinf(a + 2 * step), width / 2);
        glVertex3f(r1 * cosf(a + 3 * step), r1 * sinf(a + 3 * step), width / 2);
    }
    glEnd();
    glShadeModel(0x1d01);
    glBegin(8);
    for (int i = 0; i <= teeth; i++) {
        float a = i * 2 * (float)M_PI / teeth;
        glNormal3f(-cosf(a), -sinf(a), 0);
        glVertex3f(inner * cosf(a), inner * sinf(a), -width / 2);
        glVertex3f(inner * cosf(a), inner * sinf(a), width / 2);
    }
    glEnd();
}

static E gear(const float *color, float inner, float outer, float width, int teeth)
{
    E list = glGenLists(1);
    glNewList(list, 0x1300);
    glMaterialfv(0x404, 0x1602, color);
    tooth_ring(inner, outer, width, teeth);
    glEndList();
    return list;
}

static float spin;

static void gears(void)
{
    static const float light[4] = { 5, 5, 10, 0 }, red[4] = { 0.8f, 0.1f, 0, 1 }, green[4] = { 0, 0.8f, 0.2f, 1 };
    glLightfv(0x4000, 0x1203, light);
    glEnable(0x0b44);
    glEnable(0x0b50);
    glEnable(0x4000);
    glEnable(0x0b71);
    glEnable(0x0ba1);
    E large = gear(red, 1, 4, 1, 20), small = gear(green, 0.5f, 2, 2, 10);
    glMatrixMode(0x1701);
    glLoadIdentity();
    glFrustum(-1, 1, -1, 1, 5, 60);
    glMatrixMode(0x1700);
    glLoadIdentity();
    glTranslatef(0, 0, -40);
    glPushMatrix();
    glRotatef(20, 1, 0, 0);
    glRotatef(30, 0, 1, 0);
    glPushMatrix();
    glTranslatef(-3, -2, 0);
    glRotatef(10 + spin, 0, 0, 1);
    glCallList(large);
    glPopMatrix();
    glTranslatef(3.1f, -2, 0);
    glRotatef(-29 - 2 * spin, 0, 0, 1);
    glCallList(small);
    glPopMatrix();
    glDisable(0x0b50);
    glDisable(0x0b44);
}

/* Arrays in the program's own memory, interleaved, with and without indices. */
static void client_arrays(void)
{
    static const float both[] = { -6, 4, 0, 1, 0, 0, -3, 4, 0, 0, 1, 0, -4.5f, 6, 0, 0, 0, 1 };
    static const unsigned short indices[] = { 2, 0, 1 };
    glEnableClientState(0x8074);
    glEnableClientState(0x8076);
    glVertexPointer(3, 0x1406, 24, both);
    glColorPointer(3, 0x1406, 24, both + 3);
    glDrawElements(4, 3, 0x1403, indices);
    glPushMatrix();
    glTranslatef(4, 0, 0);
    glDrawArrays(4, 0, 3);
    glPopMatrix();
    glDisableClientState(0x8076);
}

/* The same in a buffer object, of which a part is written through a mapping. */
static void mapped_buffer(void)
{
    static const float corners[] = { 3, 4, 6, 4, 4.5f, 0 };
    E buffer;
    glGenBuffers(1, &buffer);
    glBindBuffer(0x8892, buffer);
    glBufferData(0x8892, sizeof corners, corners, 0x88e4);
    float *mapped = glMapBuffer(0x8892, 0x88b9);
    mapped[5] = 6;
    glUnmapBuffer(0x8892);
    glVertexPointer(2, 0x1406, 0, NULL);
    glColor3f(1, 1, 0);
    glDrawArrays(4, 0, 3);
    glBindBuffer(0x8892, 0);
    glDisableClientState(0x8074);
}

/* A texture of three-byte pixels, cut out of a wider picture. */
static void texture(void)
{
    static unsigned char picture[20][21][3];
    for (int y = 0; y < 20; y++)
        for (int x = 0; x < 21; x++) {
            picture[y][x][0] = (unsigned char)(x * 12);
            picture[y][x][1] = (unsigned char)(y * 12);
            picture[y][x][2] = (x + y) & 1 ? 255 : 0;
        }
    E name;
    glGenTextures(1, &name);
    glBindTexture(0x0de1, name);
    glTexParameteri(0x0de1, 0x2800, 0x2600);
    glTexParameteri(0x0de1, 0x2801, 0x2600);
    glPixelStorei(0x0cf5, 1);
    glPixelStorei(0x0cf2, 21);
    glPixelStorei(0x0cf3, 2);
    glPixelStorei(0x0cf4, 3);
    glTexImage2D(0x0de1, 0, 0x1907, 16, 16, 0, 0x1907, 0x1401, picture);
    glRasterPos2f(-7, -7);
    glDrawPixels(16, 16, 0x1907, 0x1401, picture);
    glColor3f(1, 1, 1);
    glEnable(0x0de1);
    glBegin(7);
    glTexCoord2f(0, 0);
    glVertex2f(-7, 0);
    glTexCoord2f(1, 0);
    glVertex2f(-5, 0);
    glTexCoord2f(1, 1);
    glVertex2f(-5, 2);
    glTexCoord2f(0, 1);
    glVertex2f(-7, 2);
    glEnd();
    glDisable(0x0de1);
}

static void shaders(void)
{
    static const char *const vertex[] = { "void main() {", " gl_Position = ftransform(); }" };
    static const char *const fragment[] = { "uniform vec4 color; void main() { gl_FragColor = color; } garbage" };
    static const int length[] = { 58 };
    E program = glCreateProgram(), one = glCreateShader(0x8b31), two = glCreateShader(0x8b30);
    glShaderSource(one, 2, vertex, NULL);
    glShaderSource(two, 1, fragment, length);
    glCompileShader(one);
    glCompileShader(two);
    glAttachShader(program, one);
    glAttachShader(program, two);
    glLinkProgram(program);
    glUseProgram(program);
    glUniform4f(glGetUniformLocation(program, "color"), 0.25f, 0.5f, 1, 1);
    glBegin(4);
    glVertex2f(5, 0);
    glVertex2f(7, 0);
    glVertex2f(6, 2);
    glEnd();
    glUseProgram(0);
}

int main(int count, char **arguments)
{
    OSMesaContext context = OSMesaCreateContextExt(0x1908, 24, 0, 0, NULL);
    unsigned char *pixels = calloc(SIZE * SIZE, 4), *read = calloc(SIZE * SIZE, 4);
    if (count != 2 || !context || !OSMesaMakeCurrent(context, pixels, 0x1401, SIZE, SIZE))
        return 1;
    OSMesaPixelStore(0x11, 0);
    glViewport(0, 0, SIZE, SIZE);
    glClear(0x4100);
    gears();
    client_arrays();
    mapped_buffer();
    texture();
    shaders();
    glFinish();
    glReadPixels(0, 0, SIZE, SIZE, 0x1908, 0x1401, read);
    for (int y = 0; y < SIZE; y++)
        if (memcmp(pixels + y * SIZE * 4, read + (SIZE - 1 - y) * SIZE * 4, SIZE * 4) != 0)
            return fprintf(stderr, "row %d is not what glReadPixels reads\n", y), 2;
    E error = glGetError();
    if (error != 0)
        return fprintf(stderr, "GL error 0x%x\n", error), 3;
    FILE *file = fopen(arguments[1], "wb");
    fprintf(file, "P6 %d %d 255\n", SIZE, SIZE);
    for (int at = 0; at < SIZE * SIZE; at++)
        fwrite(pixels + at * 4, 3, 1, file);
    fclose(file);
    OSMesaDestroyContext(context);
    return 0;
}
