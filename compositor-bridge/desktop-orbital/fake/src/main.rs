// SPDX-License-Identifier: Apache-2.0
//! `fake-orbital PREFIX [--display WIDTHxHEIGHT]… [--audio real|stepped|none] [--root DIR] [--home DIR] [--leash]`:
//! says `ready` and serves until the hand says `quit`, it is killed, or with `--leash` its standard input ends, as it does when the
//! test that started it is gone; until then the lines that come there are a hand's, answered on standard output. `--root` and `--home` stand for `/` and the person's home to the launcher.

use fake_orbital::hand;
use fake_orbital::launcher::Roots;
use fake_orbital::server::{Clock, Fake, Options};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: fake-orbital PREFIX [--display WIDTHxHEIGHT]… [--audio real|stepped|none] [--root DIR] [--home DIR] [--leash]";

fn main() -> ExitCode {
    let Some((prefix, options, leash)) = arguments() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let fake = match Fake::start(&prefix, &options) {
        Ok(fake) => fake,
        Err(e) => {
            eprintln!("fake-orbital: {}: {e}", prefix.display());
            return ExitCode::FAILURE;
        }
    };
    println!("ready");
    if leash {
        let shared = fake.shared().clone();
        std::thread::spawn(move || {
            for line in std::io::stdin().lines().map_while(Result::ok) {
                print!("{}", hand::answer(&shared, &line));
                let _ = std::io::stdout().flush();
            }
            shared.quit();
        });
    }
    fake.shared().wait_for_quit();
    fake.shared().launcher().end();
    drop(fake);
    ExitCode::SUCCESS
}

fn arguments() -> Option<(PathBuf, Options, bool)> {
    let mut words = std::env::args().skip(1);
    let mut prefix = None;
    let mut options = Options { audio: Some(Clock::Real), ..Options::default() };
    let mut displays = Vec::new();
    let (mut leash, mut root, mut home) = (false, None, None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--display" => {
                let size = words.next()?;
                let (w, h) = size.split_once('x')?;
                displays.push((w.parse().ok()?, h.parse().ok()?));
            }
            "--audio" => {
                options.audio = match words.next()?.as_str() {
                    "real" => Some(Clock::Real),
                    "stepped" => Some(Clock::Stepped),
                    "none" => None,
                    _ => return None,
                };
            }
            "--leash" => leash = true,
            "--root" => root = Some(PathBuf::from(words.next()?)),
            "--home" => home = Some(PathBuf::from(words.next()?)),
            _ if word.starts_with('-') || prefix.is_some() => return None,
            _ => prefix = Some(PathBuf::from(word)),
        }
    }
    if !displays.is_empty() {
        options.displays = displays;
    }
    let prefix = prefix?;
    let root = root.unwrap_or_else(|| prefix.join("root"));
    let home = home.unwrap_or_else(|| root.join("home/user"));
    options.roots = Some(Roots::below(&root, &home));
    Some((prefix, options, leash))
}
