// SPDX-License-Identifier: Apache-2.0
// The part of microbench.c that measures contents of buffers, textures and frames.

// --- buffer objects

static void buffer(void)
{
    glGenBuffers(1, &scratch);
    glBindBuffer(GL_ARRAY_BUFFER, scratch);
    glBufferData(GL_ARRAY_BUFFER, MIB, data, GL_DYNAMIC_DRAW);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, NULL);
}

static void buffer_sub_64k(void)
{
    for (int at = 0; at < 16; at++) {
        glBufferSubData(GL_ARRAY_BUFFER, at * 65536, 65536, data);
        draw();
    }
    glFinish();
}

static void buffer_orphan_1m(void)
{
    glBufferData(GL_ARRAY_BUFFER, MIB, data, GL_STREAM_DRAW);
    draw();
    glFinish();
}

static void write_mapped(int offset, int length, GLbitfield how)
{
    void *mapped = glMapBufferRange(GL_ARRAY_BUFFER, offset, length, GL_MAP_WRITE_BIT | how);
    if (!mapped)
        fail("a buffer is not mapped");
    memcpy(mapped, data, (size_t)length);
    glUnmapBuffer(GL_ARRAY_BUFFER);
    draw();
}

static void map_invalidate_1m(void)
{
    write_mapped(0, MIB, GL_MAP_INVALIDATE_BUFFER_BIT);
    glFinish();
}

static void map_unsync_4k(void)
{
    for (int at = 0; at < 256; at++)
        write_mapped(at * 4096, 4096, GL_MAP_UNSYNCHRONIZED_BIT | GL_MAP_INVALIDATE_RANGE_BIT);
    glFinish();
}

static void map_read_1m(void)
{
    const void *mapped = glMapBufferRange(GL_ARRAY_BUFFER, 0, MIB, GL_MAP_READ_BIT);
    if (!mapped)
        fail("a buffer is not mapped");
    memcpy(data, mapped, MIB);
    glUnmapBuffer(GL_ARRAY_BUFFER);
}

// --- pixels

static void four_mib(void)
{
    large = texture(SIDE, SIDE, data);
    glUseProgram(textured);
}

static void replace_texture(GLenum format)
{
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, SIDE, SIDE, format, GL_UNSIGNED_BYTE, data);
    draw();
    glFinish();
}

static void tex_sub_4m_rgba(void)
{
    replace_texture(GL_RGBA);
}

static void tex_sub_4m_bgra(void)
{
    replace_texture(GL_BGRA);
}

static void tex_sub_64(void)
{
    for (int at = 0; at < 200; at++) {
        glTexSubImage2D(GL_TEXTURE_2D, 0, at % 16 * 64, at / 16 * 64, 64, 64, GL_RGBA, GL_UNSIGNED_BYTE, data);
        draw();
    }
    glFinish();
}

static void tex_new_4m(void)
{
    GLuint one = texture(SIDE, SIDE, data);
    draw();
    glFinish();
    glDeleteTextures(1, &one);
}

static void full_hd(void)
{
    target(WIDE, HIGH);
    glGenBuffers(2, pack);
    for (int at = 0; at < 2; at++) {
        glBindBuffer(GL_PIXEL_PACK_BUFFER, pack[at]);
        glBufferData(GL_PIXEL_PACK_BUFFER, sizeof frame, NULL, GL_STREAM_READ);
    }
    glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
}

static void read_frame(GLenum format, GLenum type)
{
    glClear(GL_COLOR_BUFFER_BIT);
    draw();
    glReadPixels(0, 0, WIDE, HIGH, format, type, frame);
}

static void read_1080p_bgra(void)
{
    read_frame(GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV);
}

static void read_1080p_rgba(void)
{
    read_frame(GL_RGBA, GL_UNSIGNED_BYTE);
}

static void read_1080p_2pbo(void)
{
    glClear(GL_COLOR_BUFFER_BIT);
    draw();
    glBindBuffer(GL_PIXEL_PACK_BUFFER, pack[serial & 1]);
    glReadPixels(0, 0, WIDE, HIGH, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, pack[++serial & 1]);
    const void *mapped = glMapBufferRange(GL_PIXEL_PACK_BUFFER, 0, sizeof frame, GL_MAP_READ_BIT);
    if (!mapped)
        fail("a buffer is not mapped");
    memcpy(frame, mapped, sizeof frame);
    glUnmapBuffer(GL_PIXEL_PACK_BUFFER);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
}
