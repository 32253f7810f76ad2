// SPDX-License-Identifier: Apache-2.0
// Shaders and programs, good and bad, linked again and deleted, and everything that programs ask of them, in two contexts that share them.
// Prints what it is told, so that the lines can be compared with those of the same program on the system's library.
#include <stdio.h>
#include <string.h>

typedef unsigned int E;
typedef unsigned char B;
typedef struct osmesa *OSMesaContext;
OSMesaContext OSMesaCreateContextExt(E format, int depth, int stencil, int accum, OSMesaContext share);
B OSMesaMakeCurrent(OSMesaContext, void *buffer, E type, int width, int height);
void OSMesaDestroyContext(OSMesaContext);
void glAttachShader(E, E);
void glBegin(E);
void glBindAttribLocation(E, E, const char *);
void glCompileShader(E);
E glCreateProgram(void);
E glCreateShader(E);
void glDeleteObjectARB(E);
void glDeleteProgram(E);
void glDeleteShader(E);
void glDetachShader(E, E);
void glEnd(void);
void glGetActiveAttrib(E, E, int, int *, int *, E *, char *);
void glGetActiveUniform(E, E, int, int *, int *, E *, char *);
int glGetAttribLocation(E, const char *);
E glGetError(void);
void glGetInfoLogARB(E, int, int *, char *);
void glGetObjectParameterivARB(E, E, int *);
void glGetProgramInfoLog(E, int, int *, char *);
void glGetProgramiv(E, E, int *);
void glGetShaderInfoLog(E, int, int *, char *);
void glGetShaderiv(E, E, int *);
int glGetUniformLocation(E, const char *);
void glGetUniformfv(E, int, float *);
B glIsProgram(E);
B glIsShader(E);
void glLinkProgram(E);
void glShaderSource(E, int, const char *const *, const int *);
void glUniform1f(int, float);
void glUseProgram(E);
void glValidateProgram(E);

static const char *const sources[] = {
    "#version 120\nattribute vec4 place; attribute vec3 tint; uniform mat4 turn; uniform float many[5]; varying vec3 shade;\n"
    "void main() { shade = tint * many[3] * gl_Color.rgb; gl_Position = turn * place * many[1]; }\n",
    "#version 120\nstruct light { vec3 from; float power; }; uniform light lights[2]; uniform sampler2D picture; uniform float unused; varying vec3 shade;\n"
    "void main() { gl_FragColor = vec4(shade * lights[1].power + lights[0].from, 1) * texture2D(picture, shade.xy); }\n",
    "#version 120\nattribute vec4 other; uniform float alone; varying vec3 shade; void main() { shade = vec3(alone); gl_Position = other; }\n",
    "#version 120\nvoid main() { this is no shader; }\n",
    "#version 120\nvarying vec2 shade; void missing(); void main() { missing(); gl_FragColor = vec4(shade, 0, 1); }\n",
};

static const char *const uniforms[] = {
    "turn", "many", "many[0]", "many[1]", "many[4]", "many[5]", "many[", "lights", "lights[0]", "lights[0].from", "lights[1].power", "lights[1].from",
    "picture", "unused", "alone", "gl_ModelViewMatrix", "", "place", "none.such", "turn[0]",
};

static const char *const attribs[] = { "place", "tint", "other", "gl_Vertex", "gl_Color", "none", "", "place[0]" };

static void shader(const char *what, E name)
{
    static const E pnames[] = { 0x8b4f, 0x8b80, 0x8b81, 0x8b84, 0x8b88, 0x1234 };
    char log[512];
    int length = -1;
    printf("shader %s:", what);
    for (unsigned i = 0; i < sizeof pnames / sizeof *pnames; i++) {
        int value = -7;
        glGetShaderiv(name, pnames[i], &value);
        printf(" %d", value);
    }
    memset(log, '#', sizeof log);
    glGetShaderInfoLog(name, sizeof log, &length, log);
    printf(" %d \"%.*s\"", length, length < 0 ? 0 : length, log);
    glGetShaderInfoLog(name, 4, &length, log);
    printf(" %d", length);
    glGetShaderInfoLog(name, 0, &length, 0);
    printf(" %d %x\n", length, glGetError());
}

static void variables(E program, void (*get)(E, E, int, int *, int *, E *, char *))
{
    for (E i = 0; i < 12; i++) {
        char name[40] = "", cut[5] = "";
        int length = -1, size = -1;
        E type = 0;
        get(program, i, sizeof name, &length, &size, &type, name);
        E error = glGetError();
        if (error) {
            printf("  %u: %x\n", i, error);
            break;
        }
        get(program, i, sizeof cut, 0, &size, &type, cut);
        printf("  %u: %s %s %d %d %x\n", i, name, cut, length, size, type);
    }
}

static void program(const char *what, E name)
{
    static const E pnames[] = { 0x8b80, 0x8b82, 0x8b83, 0x8b84, 0x8b85, 0x8b86, 0x8b87, 0x8b89, 0x8b8a, 0x1234 };
    char log[512];
    int length = -1;
    printf("program %s:", what);
    for (unsigned i = 0; i < sizeof pnames / sizeof *pnames; i++) {
        int value = -7;
        glGetProgramiv(name, pnames[i], &value);
        printf(" %d", value);
    }
    glGetProgramInfoLog(name, sizeof log, &length, log);
    printf(" \"%.*s\" %x\n ", length < 0 ? 0 : length, log, glGetError());
    for (unsigned i = 0; i < sizeof uniforms / sizeof *uniforms; i++)
        printf(" %d", glGetUniformLocation(name, uniforms[i]));
    printf(" %x\n ", glGetError());
    for (unsigned i = 0; i < sizeof attribs / sizeof *attribs; i++)
        printf(" %d", glGetAttribLocation(name, attribs[i]));
    printf(" %x\n", glGetError());
    variables(name, glGetActiveUniform);
    variables(name, glGetActiveAttrib);
}

static E compiled(E kind, int source)
{
    E name = glCreateShader(kind);
    glShaderSource(name, 1, &sources[source], 0);
    glCompileShader(name);
    return name;
}

static void objects(E shader, E program)
{
    static const E pnames[] = { 0x8b4e, 0x8b4f, 0x8b80, 0x8b81, 0x8b82, 0x8b84, 0x8b86, 0x8b87, 0x8b88 };
    E both[2] = { shader, program };
    for (int which = 0; which < 2; which++) {
        char log[300] = "";
        int length = -1;
        for (unsigned i = 0; i < sizeof pnames / sizeof *pnames; i++) {
            int value = -7;
            glGetObjectParameterivARB(both[which], pnames[i], &value);
            printf(" %d(%x)", value, glGetError());
        }
        glGetInfoLogARB(both[which], sizeof log, &length, log);
        printf(" %d %s %x\n", length, log, glGetError());
    }
}

static void all(OSMesaContext context, OSMesaContext sharing)
{
    static B pixels[64];
    E vertex = compiled(0x8b31, 0), fragment = compiled(0x8b30, 1), other = compiled(0x8b31, 2), bad = compiled(0x8b30, 3), alone = compiled(0x8b30, 4);
    E one = glCreateProgram(), two = glCreateProgram();
    printf("%d %d %d %d %x\n", glIsShader(vertex), glIsProgram(vertex), glIsProgram(one), glIsShader(two), glGetError());
    shader("vertex", vertex);
    shader("fragment", fragment);
    shader("bad", bad);
    shader("none", 0);
    shader("a program", one);
    program("not linked", one);
    program("none", 77777);
    glAttachShader(one, vertex);
    glAttachShader(one, fragment);
    glBindAttribLocation(one, 6, "tint");
    glLinkProgram(one);
    program("linked", one);
    glBindAttribLocation(one, 4, "place");
    program("not yet linked again", one);
    glLinkProgram(one);
    program("linked again", one);
    glUseProgram(one);
    int at = glGetUniformLocation(one, "many[3]");
    float value = 0;
    glUniform1f(at, 2.5f);
    glGetUniformfv(one, at, &value);
    printf("many[3]: %g\n", value);
    glValidateProgram(one);
    program("validated", one);
    objects(vertex, one);
    objects(bad, two);
    glAttachShader(two, other);
    glAttachShader(two, alone);
    glLinkProgram(two);
    program("does not link", two);
    glDetachShader(two, alone);
    glAttachShader(two, fragment);
    glLinkProgram(two);
    program("links", two);
    OSMesaMakeCurrent(sharing, pixels, 0x1401, 4, 4);
    program("the other's", two);
    glDetachShader(two, other);
    glAttachShader(two, vertex);
    glLinkProgram(two);
    OSMesaMakeCurrent(context, pixels, 0x1401, 4, 4);
    program("linked by the other", two);
    glShaderSource(bad, 1, &sources[1], 0);
    shader("with another source", bad);
    glCompileShader(bad);
    shader("mended", bad);
    glBegin(4);
    glGetUniformLocation(one, "turn");
    glEnd();
    printf("between: %x\n", glGetError());
    glDeleteProgram(one);
    program("deleted, in use", one);
    glUseProgram(0);
    program("deleted", one);
    glDeleteShader(vertex);
    shader("deleted, attached", vertex);
    glDeleteObjectARB(two);
    program("deleted as an object", two);
    glDeleteObjectARB(alone);
    shader("deleted as an object", alone);
    printf("%d %d %x %x\n", glIsShader(bad), glIsProgram(one), glCreateShader(0x1234), glGetError());
    for (int i = 0; i < 40; i++) {
        E name = glCreateProgram();
        glAttachShader(name, other);
        glAttachShader(name, fragment);
        glLinkProgram(name);
        printf("%d", glGetUniformLocation(name, "alone") >= 0);
        glDeleteProgram(name);
    }
    printf(" %x\n", glGetError());
}

int main(void)
{
    static B pixels[64];
    OSMesaContext context = OSMesaCreateContextExt(0x1908, 0, 0, 0, 0);
    if (!context || !OSMesaMakeCurrent(context, pixels, 0x1401, 4, 4))
        return 1;
    OSMesaContext sharing = OSMesaCreateContextExt(0x1908, 0, 0, 0, context);
    all(context, sharing);
    OSMesaDestroyContext(sharing);
    OSMesaDestroyContext(context);
    return 0;
}
