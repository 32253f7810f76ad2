// SPDX-License-Identifier: Apache-2.0
//! Questions about programs and shaders. The first one after linking or compiling waits for the server, whose answer has the others'.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::limits::{PROGRAM_ANSWER, PROGRAM_BINARY, PROGRAM_TEXT as TEXT, SHADER_NAMES};
use crate::names::Kind;
use crate::own;
use crate::programs::{ProgramAnswers, ProgramState, ShaderAnswers, ShaderState, Variable};
use crate::stream::Input;
use std::ffi::{c_char, c_void};

/// The server's answer about a program or a shader.
fn asked<T>(c: &mut Context, name: u32, is_shader: bool, parse: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
    let (reply, range) = c.reply_in_slab(PROGRAM_ANSWER)?;
    own::answers(c, name, is_shader, reply);
    c.finish(own::ANSWERS);
    let answers = parse(c.answer(reply));
    c.release_slab(range);
    answers
}

/// What is known of a program that was linked, if necessary from the server.
pub(super) fn of_program<T>(c: &mut Context, program: u32, what: impl Fn(&ProgramState) -> Option<T>) -> Option<T> {
    if c.state.shadow.in_begin {
        return None;
    }
    let is_asked = c.share.lock().programs.get(&program).map(|state| state.answers.is_some() || state.is_silent)?;
    if !is_asked {
        let answers = asked(c, program, false, ProgramAnswers::parse);
        c.share.lock().programs.get_mut(&program)?.answered(answers);
    }
    c.share.lock().programs.get(&program).and_then(what)
}

fn of_shader<T>(c: &mut Context, shader: u32, what: impl Fn(&ShaderState) -> Option<T>) -> Option<T> {
    if c.state.shadow.in_begin {
        return None;
    }
    let is_asked = c.share.lock().shaders.get(&shader).map(|state| state.answers.is_some())?;
    if !is_asked {
        let answers = asked(c, shader, true, ShaderAnswers::parse)?;
        c.share.lock().shaders.get_mut(&shader)?.answers = Some(answers);
    }
    c.share.lock().shaders.get(&shader).and_then(what)
}

#[no_mangle]
pub unsafe extern "C" fn glCreateProgram() -> u32 {
    let Some(c) = current() else { return 0 };
    if !c.state.shadow.in_begin {
        return super::names::take(c, Kind::Program);
    }
    let reply = c.reply(8);
    encode::glCreateProgram(c, reply);
    c.finish(opcodes::glCreateProgram);
    c.value(reply) as u32
}

#[no_mangle]
pub unsafe extern "C" fn glCreateShader(kind: u32) -> u32 {
    let Some(c) = current() else { return 0 };
    let pool = match kind {
        0x8b31 => Some(Kind::VertexShader),
        0x8b30 => Some(Kind::FragmentShader),
        _ => None,
    };
    if let Some(pool) = pool.filter(|_| !c.state.shadow.in_begin) {
        let name = super::names::take(c, pool);
        return made(c, name);
    }
    let reply = c.reply(8);
    encode::glCreateShader(c, kind, reply);
    c.finish(opcodes::glCreateShader);
    made(c, c.value(reply) as u32)
}

fn made(c: &Context, shader: u32) -> u32 {
    let mut shared = c.share.lock();
    if shader != 0 && shared.shaders.len() < SHADER_NAMES {
        shared.shaders.insert(shader, ShaderState::default());
    }
    shader
}

/// Whether there is a shader of this name; only of one that this library has not seen made the server is asked.
fn is_shader(c: &mut Context, shader: u32) -> bool {
    if c.share.lock().shaders.contains_key(&shader) {
        return true;
    }
    let reply = c.reply(8);
    encode::glIsShader(c, shader, reply);
    c.finish(opcodes::glIsShader);
    let is_shader = c.value(reply) as u8 != 0;
    if is_shader {
        made(c, shader);
    }
    is_shader
}

/// What was known of a shader is of the past.
fn unanswered(c: &Context, shader: u32) {
    if let Some(state) = c.share.lock().shaders.get_mut(&shader) {
        state.answers = None;
    }
}

#[no_mangle]
pub unsafe extern "C" fn glShaderSource(shader: u32, count: i32, texts: *const *const c_char, lengths: *const i32) {
    let Some(c) = current() else { return };
    if count < 0 {
        return c.error(0x501);
    }
    // The driver looks at the shader first, and never at the texts of one that is none.
    let count = if is_shader(c, shader) { count } else { 0 };
    unanswered(c, shader);
    let input = c.texts(count as usize, texts, lengths);
    encode::glShaderSource(c, shader, count, input, Input::NULL);
}

#[no_mangle]
pub unsafe extern "C" fn glGetProgramBinary(program: u32, room: i32, length: *mut i32, format: *mut u32, binary: *mut c_void) {
    let Some(c) = current() else { return };
    if room < 0 {
        return c.error(0x501);
    }
    let room = room.min(PROGRAM_BINARY);
    let replies = [c.reply(4), c.reply(4), c.reply(room as usize)];
    encode::glGetProgramBinary(c, program, room, replies[0], replies[1], replies[2]);
    c.finish(opcodes::glGetProgramBinary);
    c.take(replies[0], length.cast(), usize::MAX);
    c.take(replies[1], format.cast(), usize::MAX);
    let written = if c.answer(replies[0]).is_empty() { 0 } else { c.value(replies[0]) as u32 as usize };
    c.take(replies[2], binary.cast(), written);
}

/// The server begins with it while the program goes on.
#[no_mangle]
pub unsafe extern "C" fn glCompileShader(shader: u32) {
    let Some(c) = current() else { return };
    c.changed();
    unanswered(c, shader);
    encode::glCompileShader(c, shader);
    c.submit();
}

#[no_mangle]
pub unsafe extern "C" fn glDeleteShader(shader: u32) {
    let Some(c) = current() else { return };
    c.changed();
    // One that a program still has lives on without its name being certain.
    c.share.lock().shaders.remove(&shader);
    encode::glDeleteShader(c, shader);
}

#[no_mangle]
pub unsafe extern "C" fn glDeleteObjectARB(object: u32) {
    let Some(c) = current() else { return };
    c.touch();
    c.share.lock().shaders.remove(&object);
    c.share.lock().programs.remove(&object);
    encode::glDeleteObjectARB(c, object);
}

#[no_mangle]
pub unsafe extern "C" fn glValidateProgram(program: u32) {
    let Some(c) = current() else { return };
    c.changed();
    // It has another log now.
    if let Some(state) = c.share.lock().programs.get_mut(&program) {
        state.answers = None;
    }
    encode::glValidateProgram(c, program);
}

#[no_mangle]
pub unsafe extern "C" fn glGetProgramiv(program: u32, pname: u32, values: *mut i32) {
    let Some(c) = current() else { return };
    if matches!(pname, 0x8b82 | 0x8b84 | 0x8b86 | 0x8b87 | 0x8b89 | 0x8b8a) {
        if let Some(value) = of_program(c, program, |state| state.value(pname)) {
            return *values = value;
        }
    }
    let reply = c.reply(256);
    encode::glGetProgramiv(c, program, pname, reply);
    c.finish(opcodes::glGetProgramiv);
    c.take(reply, values.cast(), usize::MAX);
}

#[no_mangle]
pub unsafe extern "C" fn glGetShaderiv(shader: u32, pname: u32, values: *mut i32) {
    let Some(c) = current() else { return };
    if matches!(pname, 0x8b4f | 0x8b81 | 0x8b84 | 0x8b88) {
        if let Some(value) = of_shader(c, shader, |state| state.value(pname)) {
            return *values = value;
        }
    }
    let reply = c.reply(256);
    encode::glGetShaderiv(c, shader, pname, reply);
    c.finish(opcodes::glGetShaderiv);
    c.take(reply, values.cast(), usize::MAX);
}

/// Copies a text with its zero to where the program has room for it.
unsafe fn tell(text: &[u8], room: i32, length: *mut i32, to: *mut c_char) {
    let len = text.len().min((room.max(1) - 1) as usize);
    if room > 0 && !to.is_null() {
        to.copy_from_nonoverlapping(text.as_ptr().cast(), len);
        *to.add(len) = 0;
    }
    if !length.is_null() {
        *length = if room > 0 { len as i32 } else { 0 };
    }
}

/// A log without its zero.
fn text(log: &[u8]) -> Option<Vec<u8>> {
    Some(log.strip_suffix(b"\0").unwrap_or(log).to_vec())
}

macro_rules! logs {
    ($($function:ident $of:ident $known:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(of: u32, room: i32, length: *mut i32, log: *mut c_char) {
            let Some(c) = current() else { return };
            if room < 0 {
                return c.error(0x501);
            }
            let room = room.min(TEXT);
            let known: Option<Vec<u8>> = $known(c, of);
            if let Some(known) = known {
                return tell(&known, room, length, log);
            }
            let (length_reply, reply) = (c.reply(4), c.reply(room as usize));
            encode::$function(c, of, room, length_reply, reply);
            c.finish(opcodes::$function);
            c.take(length_reply, length.cast(), usize::MAX);
            c.take(reply, log.cast(), usize::MAX);
        }
    )*};
}

fn program_log(c: &mut Context, program: u32) -> Option<Vec<u8>> {
    of_program(c, program, |state| text(&state.answers.as_ref()?.log))
}

fn shader_log(c: &mut Context, shader: u32) -> Option<Vec<u8>> {
    of_shader(c, shader, |state| text(&state.answers.as_ref()?.log))
}

logs! {
    glGetProgramInfoLog programs program_log;
    glGetShaderInfoLog shaders shader_log;
    glGetInfoLogARB both |c: &mut Context, of| shader_log(c, of).or_else(|| program_log(c, of));
}

#[no_mangle]
pub unsafe extern "C" fn glGetObjectParameterivARB(object: u32, pname: u32, values: *mut i32) {
    let Some(c) = current() else { return };
    let is_of_shader = pname != 0x8b4f && c.share.lock().shaders.contains_key(&object);
    let known = match pname {
        0x8b81 | 0x8b84 | 0x8b88 if is_of_shader => of_shader(c, object, |state| state.value(pname)),
        0x8b82 | 0x8b84 | 0x8b86 | 0x8b87 | 0x8b89 | 0x8b8a if !is_of_shader => of_program(c, object, |state| state.value(pname)),
        _ => None,
    };
    if let Some(value) = known {
        return *values = value;
    }
    let reply = c.reply(256);
    encode::glGetObjectParameterivARB(c, object, pname, reply);
    c.finish(opcodes::glGetObjectParameterivARB);
    c.take(reply, values.cast(), usize::MAX);
}

/// Name, size and type of an active variable, where they are known.
fn variable(variables: &[Variable], index: u32) -> Option<(Vec<u8>, i32, u32)> {
    let one = variables.get(index as usize)?;
    Some((one.name.to_bytes().to_vec(), one.size, one.kind))
}

macro_rules! active {
    ($($function:ident $variables:ident;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(program: u32, index: u32, room: i32, length: *mut i32, size: *mut i32, kind: *mut u32, name: *mut c_char) {
            let Some(c) = current() else { return };
            if room < 0 {
                return c.error(0x501);
            }
            let room = room.min(TEXT);
            let known = of_program(c, program, |state| variable(&state.answers.as_ref()?.$variables.all, index));
            if let Some((text, its_size, its_kind)) = known {
                tell(&text, room, length, name);
                if !size.is_null() {
                    *size = its_size;
                }
                if !kind.is_null() {
                    *kind = its_kind;
                }
                return;
            }
            let replies = [c.reply(4), c.reply(4), c.reply(4), c.reply(room as usize)];
            encode::$function(c, program, index, room, replies[0], replies[1], replies[2], replies[3]);
            c.finish(opcodes::$function);
            c.take(replies[0], length.cast(), usize::MAX);
            c.take(replies[1], size.cast(), usize::MAX);
            c.take(replies[2], kind.cast(), usize::MAX);
            c.take(replies[3], name.cast(), usize::MAX);
        }
    )*};
}

active! {
    glGetActiveUniform uniforms;
    glGetActiveAttrib attribs;
}
