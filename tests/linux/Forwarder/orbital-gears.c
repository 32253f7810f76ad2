// SPDX-License-Identifier: Apache-2.0
// An OSMesa program as Redox has them: it draws into memory of its own, copies each picture into the memory of an Orbital window, and
// says that it changed. Where Redox has scheme calls there are requests to the fake Orbital here (compositor-bridge/desktop-orbital/fake,
// wire.rs). The picture of the last frame stays until standard input ends.
#define main demo_main
#include "osmesa-demo.c"
#undef main
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { OPEN = 1, FSYNC = 5, MMAP = 7, READ_AND_WRITE = 3, FRAMES = 40, BGRA = 1 };

/* One call of the scheme; a descriptor that came with the answer is given back, and kept. */
static int call(int window, uint32_t operation, uint32_t argument, const char *bytes)
{
    uint32_t head[3] = { operation, argument, bytes ? strlen(bytes) : 0 };
    struct { int64_t result; uint32_t length; } __attribute__((packed)) answer;
    char control[CMSG_SPACE(2 * sizeof(int))];
    struct iovec vector = { &answer, sizeof answer };
    struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    if (write(window, head, sizeof head) != sizeof head || write(window, bytes, head[2]) != (ssize_t)head[2])
        return -1;
    if (recvmsg(window, &message, MSG_WAITALL) != sizeof answer || answer.result < 0)
        return -1;
    struct cmsghdr *with = CMSG_FIRSTHDR(&message);
    int descriptor = 0;
    if (with != NULL)
        memcpy(&descriptor, CMSG_DATA(with), sizeof descriptor);
    return descriptor;
}

int main(void)
{
    struct sockaddr_un orbital = { .sun_family = AF_UNIX };
    snprintf(orbital.sun_path, sizeof orbital.sun_path, "%s", getenv("ORBITAL_DISPLAY"));
    int window = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(window, (struct sockaddr *)&orbital, sizeof orbital) < 0 || call(window, OPEN, READ_AND_WRITE, "a/200/100/300/300/OSMesa") < 0)
        return perror("Orbital"), 1;
    int memory = call(window, MMAP, SIZE * SIZE * 4, NULL);
    unsigned char *shown = mmap(NULL, SIZE * SIZE * 4, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    OSMesaContext context = OSMesaCreateContextExt(BGRA, 16, 0, 0, NULL);
    unsigned char *pixels = calloc(SIZE * SIZE, 4);
    if (shown == MAP_FAILED || !context || !OSMesaMakeCurrent(context, pixels, 0x1401, SIZE, SIZE))
        return fprintf(stderr, "no picture\n"), 2;
    OSMesaPixelStore(0x11, 0);
    glViewport(0, 0, SIZE, SIZE);
    for (int frame = 0; frame < FRAMES; frame++) {
        spin = frame * 3;
        glClear(0x4100);
        gears();
        glFinish();
        memcpy(shown, pixels, SIZE * SIZE * 4);
        if (call(window, FSYNC, 0, NULL) < 0)
            return perror("fsync"), 3;
    }
    if (glGetError() != 0)
        return fprintf(stderr, "GL has an error\n"), 4;
    printf("drawn\n");
    fflush(stdout);
    while (getchar() != EOF) {
    }
    return 0;
}
