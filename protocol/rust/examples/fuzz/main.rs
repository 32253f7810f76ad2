// SPDX-License-Identifier: Apache-2.0
//! Random input for what reads a peer's bytes: `fuzz TARGET --seconds N --seed N`. The same seed makes the same inputs in the same
//! order; an input that fails is printed.
mod frames;
mod mutator;
mod packed;

use mutator::Mutator;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::{Duration, Instant};

/// One untrusted input.
trait Target {
    fn seeds(&self) -> Vec<Vec<u8>>;

    /// Panics when something is wrong.
    fn run(&mut self, input: &[u8], mutator: &mut Mutator);
}

fn option(arguments: &[String], name: &str, default: u64) -> u64 {
    let at = arguments.iter().position(|argument| argument == name);
    at.and_then(|at| arguments.get(at + 1)).and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut target: Box<dyn Target> = match arguments.first().map(String::as_str) {
        Some("frames") => Box::new(frames::Frames),
        Some("lz4") => Box::new(packed::Packed),
        _ => {
            eprintln!("usage: fuzz frames|lz4 [--seconds N] [--seed N]");
            std::process::exit(2);
        }
    };
    let seeds = target.seeds();
    let mut mutator = Mutator::new(option(&arguments, "--seed", 1));
    let end = Instant::now() + Duration::from_secs(option(&arguments, "--seconds", 10));
    let mut inputs = 0u64;
    while Instant::now() < end {
        let input = mutator.mutate(&seeds);
        inputs += 1;
        if catch_unwind(AssertUnwindSafe(|| target.run(&input, &mut mutator))).is_err() {
            let hex: String = input.iter().map(|byte| format!("{byte:02x}")).collect();
            println!("{}: input {inputs} failed: {hex}", arguments[0]);
            std::process::exit(1);
        }
    }
    println!("{}: {inputs} inputs", arguments[0]);
}
