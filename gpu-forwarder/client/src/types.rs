// SPDX-License-Identifier: Apache-2.0
//! GL's own names for C's types.

pub use std::ffi::{c_char, c_void};

pub type GLenum = u32;
pub type GLboolean = u8;
pub type GLbitfield = u32;
pub type GLbyte = i8;
pub type GLubyte = u8;
pub type GLshort = i16;
pub type GLushort = u16;
pub type GLint = i32;
pub type GLuint = u32;
pub type GLsizei = i32;
pub type GLfloat = f32;
pub type GLclampf = f32;
pub type GLdouble = f64;
pub type GLclampd = f64;
pub type GLchar = c_char;
pub type GLcharARB = c_char;
pub type GLint64 = i64;
pub type GLuint64 = u64;
pub type GLint64EXT = i64;
pub type GLuint64EXT = u64;
pub type GLintptr = isize;
pub type GLsizeiptr = isize;
pub type GLintptrARB = isize;
pub type GLsizeiptrARB = isize;
pub type GLfixed = i32;
pub type GLclampx = i32;
pub type GLhalf = u16;
pub type GLhalfNV = u16;
pub type GLhalfARB = u16;
pub type GLhandleARB = u32;
pub type GLvdpauSurfaceNV = isize;
/// A number of the client's.
pub type GLsync = *mut c_void;
pub type GLeglImageOES = *mut c_void;
pub type GLDEBUGPROC = *const c_void;
pub type GLDEBUGPROCARB = *const c_void;
pub type GLDEBUGPROCKHR = *const c_void;
pub type GLDEBUGPROCAMD = *const c_void;

/// Any function, as GetProcAddress gives it away.
pub type Proc = unsafe extern "C" fn();
