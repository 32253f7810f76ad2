// SPDX-License-Identifier: Apache-2.0
//! OpenGL for programs on a machine without a GPU: the calls become records in memory that a `seamless-gl-server` executes.
//! The stream is described in `gpu-forwarder/STREAM.md`. Redox has OSMesa and EGL, and no GLX.
//! Only [`sys`] touches the system and memory that has no owner here.
#![allow(non_snake_case, non_upper_case_globals)]

pub mod arrays;
pub mod blocks;
pub mod caps;
pub mod connection;
pub mod context;
pub mod damage;
pub mod door;
pub mod effects;
pub mod egl;
pub mod generated;
pub mod gl;
#[cfg(not(target_os = "redox"))]
pub mod glx;
pub mod limits;
pub mod log;
pub mod matrix;
pub mod names;
pub mod orbital;
pub mod osmesa;
pub mod own;
pub mod persistent;
pub mod pixelstore;
pub mod programs;
pub mod record;
pub mod server;
pub mod shadow;
pub mod share;
pub mod sizes;
pub mod state;
pub mod stream;
pub mod sys;
pub mod texts;
pub mod types;
pub mod units;
#[cfg(not(target_os = "redox"))]
pub mod wayland;
#[cfg(not(target_os = "redox"))]
pub mod window;
pub mod wire;

pub use log::unsupported;
