// SPDX-License-Identifier: Apache-2.0
//! Shaders and programs: sources, and what is looked up again and again after linking.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::share::ProgramState;
use crate::state::Table;
use crate::stream::Input;
use std::ffi::{c_char, CStr, CString};
use std::sync::Arc;

#[no_mangle]
pub unsafe extern "C" fn glShaderSource(shader: u32, count: i32, texts: *const *const c_char, lengths: *const i32) {
    let Some(c) = current() else { return };
    if count < 0 {
        return c.error(0x501);
    }
    // The driver looks at the shader first, and never at the texts of one that is none.
    let (count, texts) = if super::is_shader(c, shader) { (count, texts) } else { (0, std::ptr::null()) };
    let input = c.texts(count as usize, texts, lengths);
    encode::glShaderSource(c, shader, count, input, Input::NULL);
}

#[no_mangle]
pub unsafe extern "C" fn glUseProgram(program: u32) {
    let Some(c) = current() else { return };
    c.changed();
    c.state.program = program;
    encode::glUseProgram(c, program);
}

#[no_mangle]
pub unsafe extern "C" fn glLinkProgram(program: u32) {
    let Some(c) = current() else { return };
    forget(c, program);
    encode::glLinkProgram(c, program);
}

#[no_mangle]
pub unsafe extern "C" fn glDeleteProgram(program: u32) {
    let Some(c) = current() else { return };
    forget(c, program);
    encode::glDeleteProgram(c, program);
}

#[no_mangle]
pub unsafe extern "C" fn glProgramBinary(program: u32, format: u32, binary: *const std::ffi::c_void, length: i32) {
    let Some(c) = current() else { return };
    forget(c, program);
    let input = c.input(binary, length.max(0) as usize);
    encode::glProgramBinary(c, program, format, input, length);
}

fn forget(c: &mut Context, program: u32) {
    c.changed();
    c.set_uniform();
    c.share.lock().programs.remove(&program);
}

/// A location of a program: what was found out since it was linked, else the server's answer.
unsafe fn location(
    program: u32,
    name: *const c_char,
    opcode: u16,
    known: fn(&mut ProgramState) -> &mut Table<CString, i32>,
    ask: fn(&mut Context, u32, Input, crate::stream::Reply),
) -> i32 {
    let Some(c) = current() else { return -1 };
    if name.is_null() {
        return -1;
    }
    let text = CStr::from_ptr(name);
    if let Some(state) = c.share.lock().programs.get_mut(&program) {
        if let Some(location) = known(state).get(text) {
            return *location;
        }
    }
    let input = c.text(name);
    let reply = c.reply(8);
    ask(c, program, input, reply);
    c.finish(opcode);
    if c.answer(reply).is_empty() {
        return -1;
    }
    let location = c.value(reply) as i32;
    // An answer before the program was linked is an error, which must come again the next time.
    if location >= 0 {
        known(c.share.lock().programs.entry(program).or_default()).insert(text.to_owned(), location);
    }
    location
}

#[no_mangle]
pub unsafe extern "C" fn glGetUniformLocation(program: u32, name: *const c_char) -> i32 {
    location(program, name, opcodes::glGetUniformLocation, |state| &mut state.uniforms, encode::glGetUniformLocation)
}

#[no_mangle]
pub unsafe extern "C" fn glGetAttribLocation(program: u32, name: *const c_char) -> i32 {
    location(program, name, opcodes::glGetAttribLocation, |state| &mut state.attribs, encode::glGetAttribLocation)
}

macro_rules! uniform_values {
    ($($function:ident $kind:literal $value:ty;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(program: u32, location: i32, params: *mut $value) {
            let Some(c) = current() else { return };
            // Another context may set the uniforms of a shared program.
            let is_own = Arc::strong_count(&c.share) == 1;
            let key = u64::from(program) << 34 | u64::from(location as u32) << 2 | $kind;
            if let Some(bytes) = c.state.uniforms.answer(key).filter(|_| is_own) {
                return params.cast::<u8>().copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            }
            let reply = c.reply(128);
            encode::$function(c, program, location, reply);
            c.finish(opcodes::$function);
            c.take(reply, params.cast(), usize::MAX);
            let bytes = c.answer(reply);
            if !bytes.is_empty() {
                c.state.uniforms.keep(key, bytes);
            }
        }
    )*};
}

uniform_values! {
    glGetUniformfv 0 f32;
    glGetUniformiv 1 i32;
    glGetUniformuiv 2 u32;
    glGetUniformdv 3 f64;
}
