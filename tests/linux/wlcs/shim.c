// SPDX-License-Identifier: Apache-2.0
//
// What the conformance suite loads: it exports the data symbol wlcs_server_integration. The compositor under test runs in another
// process (wlcs/host), started on first use and kept for all cases; every call here is one message to it and one answer, so a call
// returns when its effect has reached the desktop and come back. A host that dies takes only the running case with it.
//
// Message to the host: six 32-bit words, native byte order: operation and up to five arguments.
// Answer: two words, status (0 is well) and a value; create_client_socket's carries the socket as SCM_RIGHTS.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <wayland-client-core.h>
#include <wlcs/display_server.h>
#include <wlcs/pointer.h>
#include <wlcs/touch.h>

enum operation
{
    OPERATION_START = 1,
    OPERATION_STOP,
    OPERATION_CREATE_CLIENT,
    OPERATION_POSITION_WINDOW,
    OPERATION_POINTER_TO,
    OPERATION_POINTER_BY,
    OPERATION_POINTER_BUTTON,
    OPERATION_TOUCH_DOWN,
    OPERATION_TOUCH_MOTION,
    OPERATION_TOUCH_UP,
};

enum
{
    HOST_SOCKET = 3,       // the descriptor that the host finds its end at
    ANSWER_SECONDS = 20,   // a host that is silent for longer hangs
    MAX_CLIENT_FD = 1024,
};

extern char** environ;

static pid_t host = -1;
static int host_socket = -1;
static uint32_t client_of_fd[MAX_CLIENT_FD]; // the host's number of the client behind a wl_display's descriptor

static void end_host(char const* reason)
{
    fprintf(stderr, "wlcs host: %s\n", reason);
    if (host_socket >= 0)
        close(host_socket);
    host_socket = -1;
    if (host > 0)
    {
        kill(host, SIGKILL);
        waitpid(host, NULL, 0);
    }
    host = -1;
}

static int start_host(void)
{
    char const* const program = getenv("SEAMLESS_WLCS_HOST");
    int ends[2];
    if (!program)
    {
        fprintf(stderr, "wlcs host: SEAMLESS_WLCS_HOST does not say where the host program is\n");
        return -1;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return -1;

    // An end that already has the wanted number would keep its close-on-exec flag through dup2.
    if (ends[1] == HOST_SOCKET)
    {
        int const moved = fcntl(ends[1], F_DUPFD_CLOEXEC, HOST_SOCKET + 1);
        close(ends[1]);
        ends[1] = moved;
    }

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], HOST_SOCKET);
    char* const arguments[] = {(char*)program, NULL};
    int const problem = posix_spawn(&host, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    host_socket = ends[0];
    if (problem)
    {
        host = -1;
        end_host(strerror(problem));
        return -1;
    }
    struct timeval const patience = {.tv_sec = ANSWER_SECONDS};
    setsockopt(host_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return 0;
}

// One call: 0 and the answer's value, or -1 when the host refused or is gone. A descriptor of the answer is stored in *fd.
static int call(enum operation operation, int32_t const arguments[4], int32_t* value, int* fd)
{
    int32_t words[6] = {operation};
    int32_t answer[2] = {-1, 0};
    union
    {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec vector = {.iov_base = answer, .iov_len = sizeof answer};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};

    if (host_socket < 0 && start_host() < 0)
        return -1;
    if (arguments)
        memcpy(words + 1, arguments, 4 * sizeof *arguments);
    if (send(host_socket, words, sizeof words, MSG_NOSIGNAL) != sizeof words)
    {
        end_host("it is gone");
        return -1;
    }
    ssize_t const received = recvmsg(host_socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    if (received != sizeof answer)
    {
        end_host(received == 0 ? "it ended" : "no answer");
        return -1;
    }
    struct cmsghdr const* const header = CMSG_FIRSTHDR(&message);
    if (fd && header && header->cmsg_type == SCM_RIGHTS)
        memcpy(fd, CMSG_DATA(header), sizeof *fd);
    if (value)
        *value = answer[1];
    return answer[0] == 0 ? 0 : -1;
}

static void tell(enum operation operation, int32_t first, int32_t second, int32_t third, int32_t fourth)
{
    int32_t const arguments[4] = {first, second, third, fourth};
    call(operation, arguments, NULL, NULL);
}

// --- pointer ---

static void pointer_to(WlcsPointer* pointer, wl_fixed_t x, wl_fixed_t y)
{
    (void)pointer;
    tell(OPERATION_POINTER_TO, x, y, 0, 0);
}

static void pointer_by(WlcsPointer* pointer, wl_fixed_t dx, wl_fixed_t dy)
{
    (void)pointer;
    tell(OPERATION_POINTER_BY, dx, dy, 0, 0);
}

static void pointer_release(WlcsPointer* pointer, int button)
{
    (void)pointer;
    tell(OPERATION_POINTER_BUTTON, button, 0, 0, 0);
}

static void pointer_press(WlcsPointer* pointer, int button)
{
    (void)pointer;
    tell(OPERATION_POINTER_BUTTON, button, 1, 0, 0);
}

static void pointer_destroy(WlcsPointer* pointer)
{
    free(pointer);
}

static WlcsPointer* create_pointer(WlcsDisplayServer* server)
{
    (void)server;
    WlcsPointer* const pointer = calloc(1, sizeof *pointer);
    *pointer = (WlcsPointer){
        .version = WLCS_POINTER_VERSION,
        .move_absolute = pointer_to,
        .move_relative = pointer_by,
        .button_up = pointer_release,
        .button_down = pointer_press,
        .destroy = pointer_destroy,
    };
    return pointer;
}

// --- touch: one finger ---
// The header says wl_fixed_t, but the suite passes whole numbers as they are.

static void touch_down(WlcsTouch* touch, wl_fixed_t x, wl_fixed_t y)
{
    (void)touch;
    tell(OPERATION_TOUCH_DOWN, x, y, 0, 0);
}

static void touch_move(WlcsTouch* touch, wl_fixed_t x, wl_fixed_t y)
{
    (void)touch;
    tell(OPERATION_TOUCH_MOTION, x, y, 0, 0);
}

static void touch_up(WlcsTouch* touch)
{
    (void)touch;
    tell(OPERATION_TOUCH_UP, 0, 0, 0, 0);
}

static void touch_destroy(WlcsTouch* touch)
{
    free(touch);
}

static WlcsTouch* create_touch(WlcsDisplayServer* server)
{
    (void)server;
    WlcsTouch* const touch = calloc(1, sizeof *touch);
    *touch = (WlcsTouch){
        .version = WLCS_TOUCH_VERSION,
        .touch_down = touch_down,
        .touch_move = touch_move,
        .touch_up = touch_up,
        .destroy = touch_destroy,
    };
    return touch;
}

// --- server ---

static void start(WlcsDisplayServer* server)
{
    (void)server;
    tell(OPERATION_START, 0, 0, 0, 0);
}

static void stop(WlcsDisplayServer* server)
{
    (void)server;
    tell(OPERATION_STOP, 0, 0, 0, 0);
}

static int create_client_socket(WlcsDisplayServer* server)
{
    (void)server;
    int32_t number = 0;
    int fd = -1;
    if (call(OPERATION_CREATE_CLIENT, NULL, &number, &fd) < 0 || fd < 0 || fd >= MAX_CLIENT_FD)
    {
        errno = ECONNREFUSED;
        return -1;
    }
    client_of_fd[fd] = (uint32_t)number;
    return fd;
}

static void position_window_absolute(WlcsDisplayServer* server, struct wl_display* client, struct wl_surface* surface, int x, int y)
{
    (void)server;
    int const fd = wl_display_get_fd(client);
    uint32_t const id = wl_proxy_get_id((struct wl_proxy*)surface);
    tell(OPERATION_POSITION_WINDOW, (int32_t)client_of_fd[fd], (int32_t)id, x, y);
}

// A case whose extension is not in this list is skipped instead of failed when the compositor does not offer it.
static WlcsExtensionDescriptor const extensions[] = {
    {"wl_compositor", 4},
    {"wl_subcompositor", 1},
    {"wl_shm", 1},
    {"wl_shell", 1},
    {"wl_seat", 6},
    {"wl_output", 3},
    {"wl_data_device_manager", 3},
    {"xdg_wm_base", 1},
    {"zxdg_output_manager_v1", 3},
    {"zwp_primary_selection_device_manager_v1", 1},
    {"zwp_relative_pointer_manager_v1", 1},
    {"zwp_pointer_constraints_v1", 1},
};

static WlcsIntegrationDescriptor const descriptor = {
    .version = WLCS_INTEGRATION_DESCRIPTOR_VERSION,
    .num_extensions = sizeof extensions / sizeof *extensions,
    .supported_extensions = extensions,
};

static WlcsIntegrationDescriptor const* get_descriptor(WlcsDisplayServer const* server)
{
    (void)server;
    return &descriptor;
}

static WlcsDisplayServer* create_server(int argc, char const** argv)
{
    (void)argc;
    (void)argv;
    WlcsDisplayServer* const server = calloc(1, sizeof *server);
    *server = (WlcsDisplayServer){
        .version = WLCS_DISPLAY_SERVER_VERSION,
        .start = start,
        .stop = stop,
        .create_client_socket = create_client_socket,
        .position_window_absolute = position_window_absolute,
        .create_pointer = create_pointer,
        .create_touch = create_touch,
        .get_descriptor = get_descriptor,
    };
    return server;
}

static void destroy_server(WlcsDisplayServer* server)
{
    free(server);
}

WlcsServerIntegration const wlcs_server_integration = {
    .version = WLCS_SERVER_INTEGRATION_VERSION,
    .create_server = create_server,
    .destroy_server = destroy_server,
};
