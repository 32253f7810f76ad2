// SPDX-License-Identifier: Apache-2.0
// Buffers that stay mapped while the driver draws from them and into them, in two contexts that share them. Prints what it reads back and
// which errors it is told, so that the lines can be compared with those of the same program on the system's library.
#include <pthread.h>
#include <stdio.h>
#include <string.h>

typedef unsigned int E;
typedef unsigned char B;
typedef struct osmesa *OSMesaContext;
OSMesaContext OSMesaCreateContextExt(E format, int depth, int stencil, int accum, OSMesaContext share);
B OSMesaMakeCurrent(OSMesaContext, void *buffer, E type, int width, int height);
void OSMesaDestroyContext(OSMesaContext);
void glBegin(E);
void glBindBuffer(E, E);
void glBufferData(E, long, const void *, E);
void glBufferStorage(E, long, const void *, E);
void glBufferSubData(E, long, long, const void *);
void glClear(E);
void glClearBufferSubData(E, E, long, long, E, E, const void *);
void glClearColor(float, float, float, float);
E glClientWaitSync(void *, E, unsigned long long);
void glColor3f(float, float, float);
void glCopyBufferSubData(E, E, long, long, long);
void glDeleteBuffers(int, const E *);
void glDeleteSync(void *);
void glDrawArrays(E, int, int);
void glEnableClientState(E);
void glEnd(void);
void *glFenceSync(E, E);
void glFinish(void);
void glFlush(void);
void glFlushMappedBufferRange(E, long, long);
void glGenBuffers(int, E *);
void glGetBufferParameteriv(E, E, int *);
void glGetBufferPointerv(E, E, void **);
void glGetBufferSubData(E, long, long, void *);
E glGetError(void);
void glGetSynciv(void *, E, int, int *, int *);
B glIsBuffer(E);
void *glMapBuffer(E, E);
void *glMapBufferRange(E, long, long, E);
void glMemoryBarrier(E);
void glReadPixels(int, int, int, int, E, E, void *);
B glUnmapBuffer(E);
void glVertex2f(float, float);
void glVertexPointer(int, E, int, const void *);

enum { SIDE = 32, ARRAY = 0x8892, PACK = 0x88eb, COPY_READ = 0x8f36, COPY_WRITE = 0x8f37 };
enum { READ = 1, WRITE = 2, FLUSH = 0x10, KEPT = 0x40, COHERENT = 0x80, DYNAMIC = 0x100, CLIENT = 0x200 };

static void say(const char *what)
{
    printf("%s: %x\n", what, glGetError());
}

static void show(const char *what, const void *data, int bytes)
{
    const B *all = data;
    unsigned sum = 1;
    for (int at = 0; at < bytes; at++)
        sum = sum * 31 + all[at];
    printf("%s: %08x %x %x %x\n", what, sum, all[0], all[bytes / 2], all[bytes - 1]);
}

static void picture(const char *what)
{
    static B pixels[SIDE * SIDE * 4];
    glReadPixels(0, 0, SIDE, SIDE, 0x1908, 0x1401, pixels);
    show(what, pixels, sizeof pixels);
}

static void await(void)
{
    void *fence = glFenceSync(0x9117, 0);
    E result = glClientWaitSync(fence, 1, ~0ull);
    if (result != 0x911a && result != 0x911c)
        printf("the fence: %x\n", result);
    glDeleteSync(fence);
}

static E storage(long size, const void *data, E flags)
{
    E name;
    glGenBuffers(1, &name);
    glBindBuffer(ARRAY, name);
    glBufferStorage(ARRAY, size, data, flags);
    return name;
}

static void errors(void)
{
    static const E flags[] = { 0, READ, KEPT, KEPT | READ, COHERENT | READ, COHERENT | KEPT | WRITE, 0x400, DYNAMIC | CLIENT, 0x4000 | WRITE };
    static const E accesses[] = { READ, WRITE, READ | WRITE, READ | KEPT, WRITE | KEPT, WRITE | KEPT | COHERENT, WRITE | COHERENT, WRITE | KEPT | FLUSH, READ | KEPT | FLUSH, KEPT, WRITE | KEPT | 4 };
    int value, words[4] = { 1, 2, 3, 4 };
    glBindBuffer(ARRAY, 0);
    glBufferStorage(ARRAY, 16, words, WRITE);
    say("storage of no buffer");
    for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
        E name = storage(16, words, flags[i]);
        printf("flags %x: %x", flags[i], glGetError());
        glGetBufferParameteriv(ARRAY, 0x821f, &value);
        printf(" %d", value);
        glGetBufferParameteriv(ARRAY, 0x8220, &value);
        printf(" %x", value);
        glBufferSubData(ARRAY, 4, 4, words);
        printf(" sub %x", glGetError());
        glBufferData(ARRAY, 16, words, 0x88e4);
        printf(" data %x", glGetError());
        glDeleteBuffers(1, &name);
        printf("\n");
        for (unsigned j = 0; j < sizeof accesses / sizeof *accesses; j++) {
            name = storage(16, words, flags[i]);
            (void)glGetError();
            void *at = glMapBufferRange(ARRAY, 4, 8, accesses[j]);
            printf("  access %x: %d %x", accesses[j], at != 0, glGetError());
            glBufferSubData(ARRAY, 0, 4, words);
            printf(" %x", glGetError());
            glUnmapBuffer(ARRAY);
            printf(" %x\n", glGetError());
            glDeleteBuffers(1, &name);
        }
    }
    E name = storage(16, words, WRITE);
    glBufferStorage(ARRAY, 16, words, WRITE);
    say("storage twice");
    glMapBuffer(ARRAY, 0x88b8);
    say("read what is written only");
    glDeleteBuffers(1, &name);
    storage(0, words, WRITE);
    say("no bytes");
}

static void quad(float *at, float x)
{
    float corners[8] = { x, -1, x + 0.25f, -1, x + 0.25f, 1, x, 1 };
    memcpy(at, corners, sizeof corners);
}

// Four quads, each at its own place of the buffer, written while what was drawn before is under way.
static void draw(E access)
{
    E flags = WRITE | KEPT | (access & COHERENT);
    E name = storage(4096, 0, flags);
    float *at = glMapBufferRange(ARRAY, 64, 2048, WRITE | KEPT | access);
    glVertexPointer(2, 0x1406, 0, (void *)64);
    glClear(0x4000);
    for (int i = 0; i < 4; i++) {
        quad(at + i * 8, -1 + 0.5f * (float)i);
        if (access & FLUSH)
            glFlushMappedBufferRange(ARRAY, i * 32, 32);
        else if (!(access & COHERENT))
            glMemoryBarrier(0x4000);
        glColor3f(1, 0.2f * (float)i, 0);
        glDrawArrays(7, i * 4, 4);
        if (i == 1)
            glFlush();
    }
    picture("four quads");
    for (int i = 0; i < 8; i++) {
        await();
        quad(at, -1 + 0.2f * (float)i);
        if (access & FLUSH)
            glFlushMappedBufferRange(ARRAY, 0, 32);
        else if (!(access & COHERENT))
            glMemoryBarrier(0x4000);
        glColor3f(0, 0.2f * (float)(i % 6), 1);
        glDrawArrays(7, 0, 4);
    }
    picture("one place again and again");
    // Half of a polygon is under way when the program writes for the next draw.
    quad(at, 0.5f);
    glColor3f(1, 1, 1);
    glBegin(4);
    for (int i = 0; i < 9000; i++)
        glVertex2f((float)(i % 3) - 1, (float)(i % 2) - 1);
    glEnd();
    if (access & FLUSH)
        glFlushMappedBufferRange(ARRAY, 0, 32);
    else if (!(access & COHERENT))
        glMemoryBarrier(0x4000);
    glColor3f(0, 1, 0);
    glDrawArrays(7, 0, 4);
    picture("after a long glBegin");
    quad(at, 0);
    if (access & FLUSH)
        glFlushMappedBufferRange(ARRAY, 0, 32);
    printf("unmap: %d\n", glUnmapBuffer(ARRAY));
    glDrawArrays(7, 0, 4);
    picture("unmapped");
    at = glMapBufferRange(ARRAY, 0, 4096, WRITE | KEPT | access);
    quad(at + 16, 0.75f);
    if (access & FLUSH)
        glFlushMappedBufferRange(ARRAY, 64, 32);
    else if (!(access & COHERENT))
        glMemoryBarrier(0x4000);
    glDrawArrays(7, 0, 4);
    glDeleteBuffers(1, &name);
    picture("deleted");
    say("draw");
}

static void read_back(E access)
{
    static B pattern[SIDE * SIDE * 4];
    E other, name = storage(SIDE * SIDE * 4 + 256, 0, READ | WRITE | KEPT | (access & COHERENT));
    B *at = glMapBufferRange(ARRAY, 0, SIDE * SIDE * 4 + 256, access | READ | KEPT);
    glBindBuffer(PACK, name);
    for (int i = 0; i < 3; i++) {
        glClearColor(0.4f * (float)i, 0.2f, 1, 1);
        glClear(0x4000);
        glReadPixels(0, 0, SIDE, SIDE, 0x1908, 0x1401, (void *)256);
        if (!(access & COHERENT))
            glMemoryBarrier(0x4000);
        if (i == 0) {
            glFinish();
        } else if (i == 1) {
            int status = 0, count = 0;
            void *fence = glFenceSync(0x9117, 0);
            glFlush();
            while (status != 0x9119)
                glGetSynciv(fence, 0x9114, 1, &count, &status);
            glDeleteSync(fence);
        } else {
            await();
        }
        show("pixels", at + 256, SIDE * SIDE * 4);
    }
    glBindBuffer(PACK, 0);
    for (unsigned i = 0; i < sizeof pattern; i++)
        pattern[i] = (B)(i * 7);
    glGenBuffers(1, &other);
    glBindBuffer(COPY_READ, other);
    glBufferData(COPY_READ, sizeof pattern, pattern, 0x88e4);
    glBindBuffer(COPY_WRITE, name);
    glCopyBufferSubData(COPY_READ, COPY_WRITE, 10, 300, 1000);
    glBindBuffer(COPY_WRITE, 0);
    glBindBuffer(COPY_READ, 0);
    glDeleteBuffers(1, &other);
    if (!(access & COHERENT))
        glMemoryBarrier(0x4000);
    await();
    show("copied", at, SIDE * SIDE * 4 + 256);
    if (access & WRITE) {
        // Both sides write, byte beside byte.
        for (int i = 0; i < 200; i += 2)
            at[300 + i] = (B)i;
        if (!(access & COHERENT))
            glMemoryBarrier(0x4000);
        unsigned char one = 0xee;
        glClearBufferSubData(ARRAY, 0x8229, 600, 33, 0x1903, 0x1401, &one);
        for (int i = 0; i < 200; i += 2)
            at[634 + i] = (B)~i;
        if (!(access & COHERENT))
            glMemoryBarrier(0x4000);
        await();
        show("both", at, SIDE * SIDE * 4 + 256);
        glGetBufferSubData(ARRAY, 256, sizeof pattern, pattern);
        show("as the driver has it", pattern, sizeof pattern);
    }
    void *pointer;
    glGetBufferPointerv(ARRAY, 0x88bd, &pointer);
    printf("pointer: %d\n", pointer == at);
    glDeleteBuffers(1, &name);
    say("read");
}

struct shared {
    OSMesaContext context;
    float *at;
    E buffer;
};

// Another thread, whose context shares the buffer, writes into the map and draws from it.
static void *other(void *argument)
{
    static B pixels[SIDE * SIDE * 4];
    struct shared *shared = argument;
    OSMesaMakeCurrent(shared->context, pixels, 0x1401, SIDE, SIDE);
    glBindBuffer(ARRAY, shared->buffer);
    glEnableClientState(0x8074);
    glVertexPointer(2, 0x1406, 0, 0);
    quad(shared->at + 8, 0.25f);
    glClear(0x4000);
    glColor3f(1, 0, 1);
    glDrawArrays(7, 0, 8);
    picture("the other's");
    OSMesaMakeCurrent(0, 0, 0, 0, 0);
    return 0;
}

static void two(OSMesaContext context)
{
    struct shared shared = { OSMesaCreateContextExt(0x1908, 0, 0, 0, context), 0, 0 };
    pthread_t thread;
    shared.buffer = storage(4096, 0, WRITE | KEPT | COHERENT);
    shared.at = glMapBufferRange(ARRAY, 0, 4096, WRITE | KEPT | COHERENT);
    quad(shared.at, -0.75f);
    glFinish();
    for (int i = 0; i < 3; i++) {
        pthread_create(&thread, 0, other, &shared);
        pthread_join(thread, 0);
        quad(shared.at, -0.5f + 0.25f * (float)i);
        quad(shared.at + 8, 0.5f);
        glVertexPointer(2, 0x1406, 0, 0);
        glColor3f(0, 0.2f, 0.4f * (float)i);
        glDrawArrays(7, 0, 8);
        picture("the one's");
        glFinish();
    }
    glDeleteBuffers(1, &shared.buffer);
    OSMesaDestroyContext(shared.context);
    say("two");
}

int main(void)
{
    static B pixels[SIDE * SIDE * 4];
    OSMesaContext context = OSMesaCreateContextExt(0x1908, 0, 0, 0, 0);
    if (!context || !OSMesaMakeCurrent(context, pixels, 0x1401, SIDE, SIDE))
        return 1;
    glEnableClientState(0x8074);
    errors();
    draw(COHERENT);
    draw(0);
    draw(FLUSH);
    read_back(COHERENT);
    read_back(0);
    read_back(COHERENT | WRITE);
    read_back(WRITE);
    two(context);
    OSMesaDestroyContext(context);
    return 0;
}
