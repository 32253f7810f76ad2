// SPDX-License-Identifier: Apache-2.0
//! Starts an app of a guest, as the entries in the menus do, or opens files with it. The endpoint does it; while the guest has to be started first a
//! window says so, and when nothing comes of it a window says why.
use seamless_desktop_orbital::calls;
use seamless_desktop_orbital::limits;
use seamless_desktop_orbital::notice::NoticeWindow;
use seamless_desktop_orbital::question::{self, Question};
use seamless_desktop_orbital::sys::Events;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::{Command, ExitCode, Stdio};

const ENDPOINT: usize = 0;
const WINDOW: usize = 1;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let asked = match question::asked(&words) {
        Ok(Some(questions)) => questions.iter().try_for_each(run),
        Ok(None) => {
            eprintln!("usage: seamless-run GUEST APP [FILE...]");
            return ExitCode::from(2);
        }
        Err(problem) => Err(problem),
    };
    match asked {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("seamless-run: {problem}");
            say(&problem);
            ExitCode::FAILURE
        }
    }
}

fn run(question: &Question) -> Result<(), String> {
    let gone = |error: io::Error| format!("seamless-desktop-orbital does not run: {error}");
    let endpoint = connect().map_err(gone)?;
    writeln!(&endpoint, "{}", question.line()).map_err(gone)?;
    endpoint.set_nonblocking(true).map_err(gone)?;
    let mut events = Events::new().map_err(gone)?;
    events.add_read(&endpoint, ENDPOINT).map_err(gone)?;
    let mut text = Vec::new();
    let mut window: Option<NoticeWindow> = None;
    let mut ready = Vec::new();
    loop {
        let is_over = receive(&endpoint, &mut text).map_err(gone)?;
        let answer = String::from_utf8_lossy(&text).into_owned();
        for line in answer.lines() {
            if line == "started" {
                return Ok(());
            }
            if let Some(reason) = line.strip_prefix("failed ") {
                return Err(question.failure(reason));
            }
            if window.is_none() {
                window = NoticeWindow::open(&format!("{} is being started, then {}", question.guest, question.thing())).ok();
                if let Some(window) = &window {
                    events.add_read(&window.window.fd, WINDOW).map_err(gone)?;
                }
            }
        }
        if is_over {
            return Err("seamless-desktop-orbital ended".into());
        }
        // The app starts all the same; the person only does not wait for it.
        if window.as_ref().is_some_and(|window| window.is_closed().unwrap_or(true)) {
            return Ok(());
        }
        events.wait(None, &mut ready).map_err(gone)?;
    }
}

/// To the endpoint, which is started when none runs; where its launcher is stands in its file.
fn connect() -> io::Result<UnixStream> {
    if let Ok(endpoint) = UnixStream::connect(calls::socket()) {
        return Ok(endpoint);
    }
    let program = std::env::current_exe()?.with_file_name("seamless-desktop-orbital");
    let mut endpoint = Command::new(program).stdin(Stdio::null()).spawn()?;
    let mut events = Events::new()?;
    let mut ready = Vec::new();
    for _ in 0..limits::ENDPOINT_LOOKS {
        events.wait(Some(limits::ENDPOINT_LOOK), &mut ready)?;
        if let Ok(stream) = UnixStream::connect(calls::socket()) {
            return Ok(stream);
        }
        if let Some(status) = endpoint.try_wait()? {
            return Err(io::Error::other(format!("it ended with {status}")));
        }
    }
    Err(io::Error::from(io::ErrorKind::TimedOut))
}

/// True at the end of what the endpoint says.
fn receive(mut endpoint: &UnixStream, text: &mut Vec<u8>) -> io::Result<bool> {
    let mut bytes = [0; 1024];
    loop {
        match endpoint.read(&mut bytes) {
            Ok(0) => return Ok(true),
            Ok(count) if text.len() < 16 * 1024 => text.extend_from_slice(&bytes[..count]),
            Ok(_) => return Ok(true),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error),
        }
    }
}

/// Until the person closes the window.
fn say(problem: &str) {
    let Ok(window) = NoticeWindow::open(problem) else { return };
    let Ok(mut events) = Events::new() else { return };
    if events.add_read(&window.window.fd, WINDOW).is_err() {
        return;
    }
    let mut ready = Vec::new();
    // Orbital's end is no event: only a request finds it out.
    while !window.is_closed().unwrap_or(true) && events.wait(Some(limits::NOTICE_LOOK), &mut ready).is_ok() {}
}
