// SPDX-License-Identifier: Apache-2.0
// Accumulation buffers of OSMesa, which has them only where they are asked for.
#define BUFFER 0x404
#include "gl-accumulation.h"

typedef struct osmesa *OSMesaContext;
OSMesaContext OSMesaCreateContext(E format, OSMesaContext share);
OSMesaContext OSMesaCreateContextExt(E format, int depth, int stencil, int accum, OSMesaContext share);
OSMesaContext OSMesaCreateContextAttribs(const int *, OSMesaContext share);
unsigned char OSMesaMakeCurrent(OSMesaContext, void *buffer, E type, int width, int height);
void OSMesaDestroyContext(OSMesaContext);
void *OSMesaGetProcAddress(const char *);

static unsigned char frame[MOST];

/* What glPixelTransfer says is for the pixels of the program, not for a frame. */
static void pixels_on_their_way(void)
{
    scene(0, 0, 0);
    glPixelTransferf(0x0d14, 0.25f);
    glPixelTransferf(0x0d1b, 0.5f);
    glFlush();
    glPixelTransferf(0x0d14, 1);
    glPixelTransferf(0x0d1b, 0);
}

static void none(const char *what, OSMesaContext context)
{
    OSMesaMakeCurrent(context, frame, 0x1401, WIDTH, HEIGHT);
    bits(what);
    glAccum(LOAD, 1);
    error(what);
    glClear(ACCUM_BIT);
    error(what);
    OSMesaMakeCurrent(NULL, NULL, 0, 0, 0);
    OSMesaDestroyContext(context);
}

int main(int count, char **words)
{
    static const int core[] = { 0x33, 0x34, 0x36, 3, 0x37, 3, 0x32, 16, 0 }, few[] = { 0x32, 8, 0 };
    OSMesaContext context = OSMesaCreateContextExt(0x1908, 24, 8, 16, NULL);
    getter = (Getter)OSMesaGetProcAddress;
    pictures = count < 2 ? NULL : fopen(words[1], "wb");
    if (pictures == NULL || context == NULL || !OSMesaMakeCurrent(context, frame, 0x1401, WIDTH, HEIGHT))
        return 1;
    everything();
    pixels_on_their_way();
    fwrite(frame, 4, WIDTH * HEIGHT, pictures);
    /* Another size: what was accumulated is lost, and there is room for what comes. */
    OSMesaMakeCurrent(context, frame, 0x1401, 300, 290);
    glViewport(0, 0, 300, 290);
    scene(0, 0, 45);
    glAccum(LOAD, 0.5f);
    glAccum(RETURN, 1);
    picture("larger");
    OSMesaMakeCurrent(NULL, NULL, 0, 0, 0);
    OSMesaDestroyContext(context);
    none("none by default", OSMesaCreateContext(0x1908, NULL));
    none("none asked for", OSMesaCreateContextExt(0x1908, 24, 8, 0, NULL));
    none("a core context", OSMesaCreateContextAttribs(core, NULL));
    context = OSMesaCreateContextAttribs(few, NULL);
    OSMesaMakeCurrent(context, frame, 0x1401, WIDTH, HEIGHT);
    bits("few asked for");
    OSMesaDestroyContext(context);
    return fclose(pictures);
}
