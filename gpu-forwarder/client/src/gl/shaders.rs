// SPDX-License-Identifier: Apache-2.0
//! Shaders and programs: sources, and what is looked up again and again after linking.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::programs::ProgramState;
use crate::state::Table;
use crate::stream::Input;
use std::ffi::{c_char, CStr, CString};
use std::sync::Arc;

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
    linked(c, program);
    encode::glLinkProgram(c, program);
    c.submit();
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
    linked(c, program);
    let input = c.input(binary, length.max(0) as usize);
    encode::glProgramBinary(c, program, format, input, length);
}

#[no_mangle]
pub unsafe extern "C" fn glCreateShaderProgramv(kind: u32, count: i32, texts: *const *const c_char) -> u32 {
    let Some(c) = current() else { return 0 };
    if count < 0 {
        c.error(0x501);
        return 0;
    }
    let input = c.texts(count as usize, texts, std::ptr::null());
    let reply = c.reply(8);
    encode::glCreateShaderProgramv(c, kind, count, input, reply);
    c.finish(opcodes::glCreateShaderProgramv);
    let program = c.value(reply) as u32;
    if program != 0 {
        linked(c, program);
    }
    program
}

/// The program is another now; what is asked of it comes in one answer.
fn linked(c: &mut Context, program: u32) {
    forget(c, program);
    c.share.lock().programs.insert(program, ProgramState::default());
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
    known: fn(&ProgramState) -> &Table<CString, i32>,
    learned: fn(&mut ProgramState) -> &mut Table<CString, i32>,
    ask: fn(&mut Context, u32, Input, crate::stream::Reply),
) -> i32 {
    let Some(c) = current() else { return -1 };
    if name.is_null() {
        return -1;
    }
    let text = CStr::from_ptr(name);
    let of = |state: &ProgramState| {
        let table = known(state);
        table.get(text).copied().or_else(|| state.location_of_other(text))
    };
    if let Some(location) = super::programs::of_program(c, program, of) {
        return location;
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
    let mut shared = c.share.lock();
    if let Some(state) = shared.programs.get_mut(&program).filter(|state| location >= 0 || state.is_linked()) {
        learned(state).insert(text.to_owned(), location);
    }
    location
}

#[no_mangle]
pub unsafe extern "C" fn glGetUniformLocation(program: u32, name: *const c_char) -> i32 {
    location(program, name, opcodes::glGetUniformLocation, |state| &state.uniforms, |state| &mut state.uniforms, encode::glGetUniformLocation)
}

#[no_mangle]
pub unsafe extern "C" fn glGetAttribLocation(program: u32, name: *const c_char) -> i32 {
    location(program, name, opcodes::glGetAttribLocation, |state| &state.attribs, |state| &mut state.attribs, encode::glGetAttribLocation)
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
