// SPDX-License-Identifier: Apache-2.0
// Windows as liborbital makes them for C programs, in the fake Orbital (compositor-bridge/desktop-orbital/fake, wire.rs): where Redox has
// scheme calls there are requests on a socket.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { ORB_OPEN = 1, ORB_WRITE = 4, ORB_FSYNC = 5, ORB_MMAP = 7, ORB_MUNMAP = 8, ORB_READ_AND_WRITE = 3 };

typedef struct {
    int socket;
    uint32_t mapping, width, height, *data;
} OrbWindow;

/* One call of the scheme: its result, and a descriptor that came with it, which is kept. */
static int64_t orb_call(OrbWindow *window, uint32_t operation, uint32_t argument, const char *bytes, int *descriptor)
{
    uint32_t head[3] = { operation, argument, bytes ? strlen(bytes) : 0 };
    struct { int64_t result; uint32_t length; } __attribute__((packed)) answer;
    char control[CMSG_SPACE(2 * sizeof(int))];
    struct iovec vector = { &answer, sizeof answer };
    struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    if (write(window->socket, head, sizeof head) != sizeof head || (head[2] && write(window->socket, bytes, head[2]) != (ssize_t)head[2]))
        return -1;
    if (recvmsg(window->socket, &message, MSG_WAITALL) != sizeof answer || answer.result < 0)
        return -1;
    struct cmsghdr *with = CMSG_FIRSTHDR(&message);
    if (with != NULL && descriptor != NULL)
        memcpy(descriptor, CMSG_DATA(with), sizeof *descriptor);
    return answer.result;
}

static int orb_map(OrbWindow *window)
{
    int memory = -1;
    window->mapping = orb_call(window, ORB_MMAP, window->width * window->height * 4, NULL, &memory);
    window->data = mmap(NULL, window->width * window->height * 4, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    close(memory);
    return window->data != MAP_FAILED;
}

void *orb_window_new(int32_t x, int32_t y, uint32_t width, uint32_t height, const char *title)
{
    OrbWindow *window = calloc(1, sizeof *window);
    struct sockaddr_un orbital = { .sun_family = AF_UNIX };
    char path[256];
    snprintf(orbital.sun_path, sizeof orbital.sun_path, "%s", getenv("ORBITAL_DISPLAY"));
    snprintf(path, sizeof path, "a/%d/%d/%u/%u/%s", x, y, width, height, title);
    *window = (OrbWindow){ .socket = socket(AF_UNIX, SOCK_STREAM, 0), .width = width, .height = height };
    if (connect(window->socket, (struct sockaddr *)&orbital, sizeof orbital) < 0 || orb_call(window, ORB_OPEN, ORB_READ_AND_WRITE, path, NULL) < 0 || !orb_map(window))
        return perror("Orbital"), NULL;
    return window;
}

uint32_t *orb_window_data(void *window) { return ((OrbWindow *)window)->data; }

uint32_t orb_window_width(void *window) { return ((OrbWindow *)window)->width; }

uint32_t orb_window_height(void *window) { return ((OrbWindow *)window)->height; }

void orb_window_sync(void *window)
{
    if (orb_call(window, ORB_FSYNC, 0, NULL, NULL) < 0)
        perror("fsync"), exit(3);
}

void orb_window_set_size(void *which, uint32_t width, uint32_t height)
{
    OrbWindow *window = which;
    char text[64];
    munmap(window->data, window->width * window->height * 4);
    snprintf(text, sizeof text, "S,%u,%u", width, height);
    if (orb_call(window, ORB_MUNMAP, window->mapping, NULL, NULL) < 0 || orb_call(window, ORB_WRITE, 0, text, NULL) < 0)
        perror("size"), exit(3);
    window->width = width;
    window->height = height;
    if (!orb_map(window))
        perror("map"), exit(3);
}
