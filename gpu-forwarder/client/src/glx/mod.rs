// SPDX-License-Identifier: Apache-2.0
//! GLX as programs on Linux use it. The X server need not know of it: windows are plain windows that finished frames go to.

mod configs;
mod contexts;
mod drawables;
mod ends;
mod servers;
mod strings;

pub use configs::*;
pub use contexts::*;
pub use drawables::*;
pub use strings::*;

use crate::types::c_void;

/// Xlib's connection.
pub type Display = *mut c_void;
pub type XID = usize;
pub type GLXFBConfig = *mut c_void;
pub type GLXContext = *mut c_void;
