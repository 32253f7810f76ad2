// SPDX-License-Identifier: Apache-2.0
//! The Redox desktop. Only [`sys`] touches the system; everything else is the same program on Redox and on Linux, where the
//! fake Orbital (`fake/`) answers in Redox's place.

pub mod associations;
pub mod back_off;
pub mod calls;
pub mod clipboard;
pub mod configures;
pub mod desk;
pub mod endpoint;
pub mod escape;
pub mod files;
pub mod guest;
pub mod keys;
pub mod label;
pub mod limits;
pub mod link;
pub mod log;
pub mod menus;
pub mod notice;
pub mod notices;
pub mod options;
pub mod placement;
pub mod question;
pub mod sound;
pub mod sys;
pub mod turn;
