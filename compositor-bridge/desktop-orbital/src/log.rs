// SPDX-License-Identifier: Apache-2.0
//! What the program says, one line each, to standard error.

pub fn warning(words: &str) {
    eprintln!("warning: {words}");
}

pub fn note(words: &str) {
    eprintln!("{words}");
}
