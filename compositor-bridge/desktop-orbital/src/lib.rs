// SPDX-License-Identifier: Apache-2.0
//! The Redox desktop. Only [`sys`] touches the system; everything else is the same program on Redox and on Linux, where the
//! fake Orbital (`fake/`) answers in Redox's place.

pub mod sys;
