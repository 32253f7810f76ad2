// SPDX-License-Identifier: Apache-2.0
// Draws with a shader that never ends, and prints what EGL and GL tell of it. The declarations are theirs, so that no headers are needed.
#include <stdio.h>

typedef unsigned int E;
typedef void *P;
P eglGetPlatformDisplay(E, P, const long *);
E eglInitialize(P, int *, int *);
E eglBindAPI(E);
E eglChooseConfig(P, const int *, P *, int, int *);
P eglCreateContext(P, P, P, const int *);
P eglCreatePbufferSurface(P, P, const int *);
E eglMakeCurrent(P, P, P, P);
E eglSwapBuffers(P, P);
E eglGetError(void);
P eglGetProcAddress(const char *);
E glCreateShader(E);
void glShaderSource(E, int, const char *const *, const int *);
void glCompileShader(E);
void glGetShaderiv(E, E, int *);
E glCreateProgram(void);
void glAttachShader(E, E);
void glLinkProgram(E);
void glUseProgram(E);
int glGetUniformLocation(E, const char *);
void glUniform1f(int, float);
void glDrawArrays(E, int, int);
void glFinish(void);
E glGetError(void);

static const char vertex[] = "void main() { gl_Position = vec4(0.0, 0.0, 0.0, 1.0); gl_PointSize = 32.0; }";
// A driver may bound the loop, as Mesa's software does; so it is run for more points than a lifetime has seconds.
static const char fragment[] =
	"precision highp float; uniform float u;\n"
	"void main() { float a = u;\n"
	"while (true) { a = fract(sin(a) * 1.7 + 0.3) + u; if (a < -1.0) break; }\n"
	"gl_FragColor = vec4(a); }";

static E shader(E kind, const char *text)
{
	E made = glCreateShader(kind);
	int compiled = 0;
	glShaderSource(made, 1, &text, 0);
	glCompileShader(made);
	glGetShaderiv(made, 0x8B81, &compiled);
	if (!compiled)
		printf("a shader does not compile\n");
	return made;
}

int main(void)
{
	static const int wanted[] = { 0x3033, 1, 0x3040, 4, 0x3038 }, two[] = { 0x3098, 2, 0x3038 }, size[] = { 0x3057, 64, 0x3056, 64, 0x3038 };
	P display = eglGetPlatformDisplay(0x31DD, 0, 0), config = 0;
	int count = 0;
	if (!eglInitialize(display, 0, 0) || !eglBindAPI(0x30A0) || !eglChooseConfig(display, wanted, &config, 1, &count) || count < 1)
		return 2;
	P surface = eglCreatePbufferSurface(display, config, size), context = eglCreateContext(display, config, 0, two);
	if (!eglMakeCurrent(display, surface, surface, context))
		return 3;
	E (*status)(void) = (E (*)(void))eglGetProcAddress("glGetGraphicsResetStatusEXT");
	E program = glCreateProgram();
	glAttachShader(program, shader(0x8B31, vertex));
	glAttachShader(program, shader(0x8B30, fragment));
	glLinkProgram(program);
	glUseProgram(program);
	glUniform1f(glGetUniformLocation(program, "u"), 0.25f);
	printf("before: status %x, error %x\n", status(), glGetError());
	fflush(stdout);
	glDrawArrays(0, 0, 1 << 30);
	glFinish();
	E swapped = eglSwapBuffers(display, surface), why = eglGetError(), lost = glGetError(), then = glGetError();
	printf("swap %u, EGL error %x, status %x, error %x, then %x\n", swapped, why, status(), lost, then);
	return 0;
}
