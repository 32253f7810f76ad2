// SPDX-License-Identifier: Apache-2.0
// The part of microbench.c that measures what one call takes.

enum { CALLS = 1000, ROUND_TRIPS = 10 };

static union { GLint integers[16]; GLfloat floats[16]; GLuint count; unsigned char bytes[64]; } answer;

#define CALL(name, times, ...)                 \
    static void name(void)                     \
    {                                          \
        for (int at = 0; at < (times); at++) { \
            __VA_ARGS__;                       \
        }                                      \
    }

CALL(get_integer, CALLS, glGetIntegerv(GL_VIEWPORT, answer.integers))
CALL(get_matrix, CALLS, glGetFloatv(GL_MODELVIEW_MATRIX, answer.floats))
CALL(get_error, CALLS, glGetError())
CALL(is_enabled, CALLS, glIsEnabled(GL_BLEND))
CALL(uniform_location, CALLS, glGetUniformLocation(plain, "color"))
CALL(get_uniform, CALLS, glGetUniformfv(plain, plain_color, answer.floats))
CALL(uniform4f, CALLS, glUniform4f(plain_color, 1, 2, 3, 4))
CALL(enable_then_get, CALLS, glEnable(GL_BLEND); glIsEnabled(GL_BLEND); glDisable(GL_BLEND))
CALL(bind_then_get, CALLS, glBindTexture(GL_TEXTURE_2D, textures[at & 1]); glGetIntegerv(GL_TEXTURE_BINDING_2D, answer.integers))
CALL(translate_then_get, CALLS, glTranslatef(1e-6f, 0, 0); glGetFloatv(GL_MODELVIEW_MATRIX, answer.floats))
CALL(read_1x1, ROUND_TRIPS, glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, answer.bytes))
CALL(finish_idle, ROUND_TRIPS, glFinish())
CALL(draw_finish, ROUND_TRIPS, draw(); glFinish())

static void fence(void)
{
    for (int at = 0; at < ROUND_TRIPS; at++) {
        GLsync sync = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
        glClientWaitSync(sync, GL_SYNC_FLUSH_COMMANDS_BIT, 1000000000);
        glDeleteSync(sync);
    }
}

static void queries(void)
{
    glGenQueries(1, &query);
}

static void occlusion(void)
{
    for (int at = 0; at < ROUND_TRIPS; at++) {
        glBeginQuery(GL_SAMPLES_PASSED, query);
        draw();
        glEndQuery(GL_SAMPLES_PASSED);
        glGetQueryObjectuiv(query, GL_QUERY_RESULT, &answer.count);
    }
}

/* A program that no cache has: each run has numbers of its own. */
static void compile_link(void)
{
    char source[200];
    if (serial == 0)
        serial = (unsigned)time(NULL);
    snprintf(source, sizeof source, "#version 130\nuniform vec4 color; out vec4 result; void main() { result = color * %u.5; }", serial++);
    GLuint one = program(source);
    glUseProgram(one);
    draw();
    glFinish();
    glDeleteProgram(one);
}

#define NANOSECONDS(name) { #name, "ns", -1e9 / CALLS, NULL, name }
#define MICROSECONDS(name, before) { #name, "us", -1e6 / ROUND_TRIPS, before, name }
#define LATENCIES \
    NANOSECONDS(get_integer), NANOSECONDS(get_matrix), NANOSECONDS(get_error), NANOSECONDS(is_enabled), NANOSECONDS(uniform_location), \
    NANOSECONDS(get_uniform), NANOSECONDS(uniform4f), NANOSECONDS(enable_then_get), NANOSECONDS(bind_then_get), NANOSECONDS(translate_then_get), \
    MICROSECONDS(read_1x1, NULL), MICROSECONDS(finish_idle, NULL), MICROSECONDS(draw_finish, NULL), MICROSECONDS(fence, NULL), \
    MICROSECONDS(occlusion, queries)
