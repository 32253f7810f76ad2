// SPDX-License-Identifier: Apache-2.0
//! Shows the windows of guests on a Redox desktop.
use seamless_desktop_orbital::calls;
use seamless_desktop_orbital::endpoint::Endpoint;
use seamless_desktop_orbital::options::{self, Options, USAGE};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    if words.is_empty() {
        let text = options::file().and_then(|file| std::fs::read_to_string(file).ok());
        words = options::words_of(&text.unwrap_or_default());
    }
    if words == ["--end"] {
        return match calls::end() {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => {
                eprintln!("seamless-desktop-orbital: {problem}");
                ExitCode::FAILURE
            }
        };
    }
    let options = match Options::parse(words.into_iter()) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("seamless-desktop-orbital: {problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("seamless-desktop-orbital: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let key = match &options.key_file {
        Some(file) => Some(read_key(file)?),
        None => None,
    };
    let mut endpoint = Endpoint::new(options, key).map_err(|error| format!("Orbital is not there: {error}"))?;
    endpoint.run().map_err(|error| error.to_string())
}

/// The key as `seamless desktop add` shows it.
fn read_key(file: &str) -> Result<Vec<u8>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let digits: Vec<u32> = text.trim().chars().map(|letter| letter.to_digit(16)).collect::<Option<_>>().unwrap_or_default();
    if digits.is_empty() || digits.len() % 2 != 0 {
        return Err(format!("{file}: a key is hexadecimal digits, as 'seamless desktop add' shows them"));
    }
    Ok(digits.chunks_exact(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect())
}
