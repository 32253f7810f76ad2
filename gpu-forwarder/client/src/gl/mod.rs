// SPDX-License-Identifier: Apache-2.0
//! The GL functions that the generator cannot write: those whose meaning depends on what the client knows.

mod arrays;
mod buffers;
mod client_attribs;
mod debug;
mod direct_arrays;
mod direct_buffers;
mod direct_textures;
mod draw;
mod evaluators;
mod feedback;
mod get;
mod immediate;
mod mapping;
mod matrix;
mod names;
mod queries;
mod readback;
mod setters;
mod shader_names;
mod shaders;
mod sync;
mod uploads;

pub use arrays::*;
pub use buffers::*;
pub use client_attribs::*;
pub use debug::*;
pub use direct_arrays::*;
pub use direct_buffers::*;
pub use direct_textures::*;
pub use draw::*;
pub use evaluators::*;
pub use feedback::*;
pub use get::*;
pub use immediate::*;
pub use mapping::*;
pub use matrix::*;
pub use names::*;
pub use queries::*;
pub use readback::*;
pub use setters::*;
pub use shader_names::*;
pub use shaders::*;
pub use sync::*;
pub use uploads::*;
