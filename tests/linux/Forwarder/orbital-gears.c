// SPDX-License-Identifier: Apache-2.0
// An OSMesa program as Redox has them: it draws into memory of its own, copies each picture into the memory of an Orbital window, and
// says that it changed. The picture of the last frame stays until standard input ends.
#define main demo_main
#include "osmesa-demo.c"
#undef main
#include "orbital.h"

enum { FRAMES = 40, BGRA = 1 };

int main(void)
{
    void *window = orb_window_new(200, 100, SIZE, SIZE, "OpenGL");
    if (window == NULL)
        return 1;
    OSMesaContext context = OSMesaCreateContextExt(BGRA, 16, 0, 0, NULL);
    unsigned char *pixels = calloc(SIZE * SIZE, 4);
    if (!context || !OSMesaMakeCurrent(context, pixels, 0x1401, SIZE, SIZE))
        return fprintf(stderr, "no picture\n"), 2;
    OSMesaPixelStore(0x11, 0);
    glViewport(0, 0, SIZE, SIZE);
    for (int frame = 0; frame < FRAMES; frame++) {
        spin = frame * 3;
        glClear(0x4100);
        gears();
        glFinish();
        memcpy(orb_window_data(window), pixels, SIZE * SIZE * 4);
        orb_window_sync(window);
    }
    if (glGetError() != 0)
        return fprintf(stderr, "GL has an error\n"), 4;
    printf("drawn\n");
    fflush(stdout);
    while (getchar() != EOF) {
    }
    return 0;
}
