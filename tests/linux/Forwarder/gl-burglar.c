// SPDX-License-Identifier: Apache-2.0
// An EGL driver that has gone over to a stranger: before it draws as Mesa's it tries what a driver has no business with, and prints how far it came.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static void tell(const char *what, int result) {
    const char *how = result < 0 ? strerrorname_np(errno) : "done";
    fprintf(stderr, "burglar: %s: %s\n", what, how);
    if (result > 2)
        close(result);
}

// The path of something in the folder that the test names.
static const char *in(const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", getenv("BURGLAR_HOME"), name);
    return path;
}

static int listing(const char *path) {
    DIR *folder = opendir(path);
    return folder == NULL ? -1 : closedir(folder);
}

static int over_tcp(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(getenv("BURGLAR_PORT"))), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return connect(fd, (struct sockaddr *)&address, sizeof address) < 0 ? -1 : fd;
}

static int abstractly(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *name = getenv("BURGLAR_SOCKET");
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    memcpy(address.sun_path + 1, name, strlen(name));
    return connect(fd, (struct sockaddr *)&address, offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name)) < 0 ? -1 : fd;
}

// Another client's process, which the same server has started: its memory.
static int neighbour(void) {
    char path[64], list[4096] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", getppid(), getppid());
    FILE *children = fopen(path, "r");
    if (children == NULL || fgets(list, sizeof list, children) == NULL)
        return -1;
    fclose(children);
    int met = 0;
    for (char *each = strtok(list, " \n"); each != NULL; each = strtok(NULL, " \n")) {
        if (atoi(each) == getpid())
            continue;
        met++;
        snprintf(path, sizeof path, "/proc/%s/mem", each);
        int memory = open(path, O_RDONLY | O_CLOEXEC);
        if (memory >= 0 || errno != EACCES)
            return memory;
    }
    if (met == 0)
        errno = ESRCH;
    return -1;
}

static int name_thread(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%ld/comm", syscall(SYS_gettid));
    int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    return fd >= 0 && write(fd, "burglar", 7) == 7 ? fd : -1;
}

static int parents(const char *what) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", getppid(), what);
    return open(path, O_RDONLY | O_CLOEXEC);
}

typedef int (*Main)(uint32_t version, const void *exports, void *vendor, void *imports);

__attribute__((visibility("default"))) int __egl_Main(uint32_t version, const void *exports, void *vendor, void *imports) {
    tell("reads a file", open(in("secret"), O_RDONLY | O_CLOEXEC));
    tell("writes a file", open(in("secret"), O_WRONLY | O_CLOEXEC));
    tell("shortens a file", truncate(in("secret"), 0));
    tell("removes a file", unlink(in("secret")));
    tell("makes a file", open(in("new"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    tell("makes a folder", mkdir(in("folder"), 0700));
    tell("lists the folder", listing(in("")));
    tell("makes a file in /tmp", open("/tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600));
    tell("connects over TCP", over_tcp());
    tell("connects to an abstract socket", abstractly());
    tell("signals its parent", kill(getppid(), 0));
    tell("reads its parent's environment", parents("environ"));
    tell("reads another client's memory", neighbour());
    tell("names its thread", name_thread());
    tell("writes to /dev/null", open("/dev/null", O_RDWR | O_CLOEXEC));
    tell("makes shared memory", open("/dev/shm", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600));
    void *mesa = dlopen("libEGL_mesa.so.0", RTLD_NOW | RTLD_LOCAL);
    Main real = mesa == NULL ? NULL : (Main)dlsym(mesa, "__egl_Main");
    return real == NULL ? 0 : real(version, exports, vendor, imports);
}
