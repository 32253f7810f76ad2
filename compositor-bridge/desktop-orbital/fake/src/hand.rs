// SPDX-License-Identifier: Apache-2.0
//! What a test says in the place of a person and of the hardware: one line, one answer.
//!
//! A window `W` is its number, or words that are in the title of one window only. Coordinates are the screen's.
//!
//! ```text
//! key NAME down|up|tap [CHARACTER]   NAME: a, LEFT_SHIFT, F1, 0x1e …; CHARACTER: what the layout makes of it instead, or none
//! type TEXT                          each letter's key, with Shift where it needs one
//! move X Y · relative DX DY · scroll X Y
//! button MASK                        the state of all: 1 left, 2 middle, 4 right
//! click [MASK]                       pressed and released
//! drag-border W left|right|bottom BY · drag-title W DX DY
//! maximise W · close W               a click on the button in the title
//! focus W                            a click on the title, beside its buttons
//! axis ID AXIS VALUE · controller ID BUTTON 0|1
//! display N WIDTH HEIGHT             the display changes its size
//! clipboard get|hex|set KIND TEXT|empty    KIND: t text, f files, u URI, d data URI, or - for the bytes of an old program
//! windows                            number, flags, x, y, width, height, focused or not, queued events, mappings, title
//! order                              numbers, front to back
//! pointer · volume · faults · handles · tab-list
//! painted [area]                     rectangles of the screen that were painted since the start, or their pixels
//! updates W                          how often its program said that pixels are new
//! pixel X Y                          RRGGBB on the screen, without the pointer
//! screenshot FILE.png [no-pointer] · window-screenshot W FILE.png
//! quit                               the fake ends
//! launcher login                     the launcher reads its files, as it did when the fake started, and not in between
//! launcher bar · launcher menu       (category,) id, name, icon file or -; separated by tabs
//! launcher log                       what it did not understand
//! launcher command ID                what a click runs, as quoted words
//! launcher open PATH                 who opens a file: id, name, command; several: the person chooses; nobody: an error
//! launcher start PATH [ID]           what opens it is run, as a click in a file manager does; ID: which of several the person chooses
//! audio step BLOCKS · audio frames · audio underruns · audio queued
//! audio gone · audio back            audiod ends, and comes again
//! wait CONDITION … [within MS]       windows N · window W · no-window W · size W WIDTH HEIGHT · other-size W
//!                                    WIDTH HEIGHT · pixel X Y RRGGBB · frames N ·
//!                                    flags W LETTER · no-flags W LETTER · streams N · handles N · queued W N · updates W N (or more) · clipboard HEX ·
//!                                    shape NAME; 20 seconds unless said
//! ```

use crate::event::Input;
use crate::gesture;
use crate::png;
use crate::pointer::Shape;
use crate::rect::Rect;
use crate::scancode;
use crate::server::Shared;
use crate::window::WindowId;
use crate::words;
use crate::world::World;
use std::str::FromStr;
use std::time::Duration;

const WAIT: Duration = Duration::from_secs(20);

pub type Lines = Result<Vec<String>, String>;

/// As it is written: the answer's lines and then `ok`, or one line `error: …`.
pub fn answer(shared: &Shared, line: &str) -> String {
    match run(shared, line) {
        Ok(lines) => lines.into_iter().map(|line| line + "\n").collect::<String>() + "ok\n",
        Err(words) => format!("error: {}\n", words.replace('\n', " ")),
    }
}

pub fn run(shared: &Shared, line: &str) -> Lines {
    // A text has the rest of the line, as it is.
    if let Some(text) = line.strip_prefix("type ") {
        return shared.with(|world| gesture::type_text(world, text)).map(|()| Vec::new());
    }
    let words = words::split(line).ok_or("a quote has no end")?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.split_first() {
        None => Err("nothing to do".to_owned()),
        Some((&"wait", condition)) => wait(shared, condition),
        Some((&"audio", ["step", blocks])) => {
            shared.step_audio(number(blocks)?);
            Ok(Vec::new())
        }
        Some((&"launcher", words)) => launcher(shared, words),
        Some((&"quit", [])) => {
            shared.quit();
            Ok(Vec::new())
        }
        Some((&name, rest)) => shared.with(|world| command(world, name, rest)),
    }
}

fn launcher(shared: &Shared, words: &[&str]) -> Lines {
    let mut launcher = shared.launcher();
    if let ["start", path, id @ ..] = words {
        return launcher.start(&shared.prefix, path, id.first().copied()).map(|()| Vec::new());
    }
    match words {
        ["login"] => {
            launcher.login();
            Ok(Vec::new())
        }
        ["bar"] => Ok(launcher.bar()),
        ["menu"] => Ok(launcher.menu()),
        ["log"] => Ok(launcher.log().to_vec()),
        ["command", id] => Ok(vec![launcher.command(id)?]),
        ["open", path] => launcher.open(path),
        _ => Err(format!("no such command: launcher {}", words.join(" "))),
    }
}

fn command(world: &mut World, name: &str, words: &[&str]) -> Lines {
    let (x, y) = (world.orbital.pointer.x, world.orbital.pointer.y);
    match (name, words) {
        ("key", [key, how, rest @ ..]) => gesture::key(world, key, how, rest.first().copied())?,
        ("move", [x, y]) => world.input(&[Input::Pointer { x: number(x)?, y: number(y)? }]),
        ("relative", [dx, dy]) => world.input(&[Input::Relative { dx: number(dx)?, dy: number(dy)? }]),
        ("scroll", [x, y]) => world.input(&[Input::Scroll { x: number(x)?, y: number(y)? }]),
        ("button", [mask]) => world.input(&[Input::Buttons(number(mask)?)]),
        ("click", mask) => gesture::click(world, (x, y), mask.first().map_or(Ok(1), |mask| number(mask))?),
        ("drag-border", [w, edge, by]) => {
            let by = gesture::border_step(edge, number(by)?)?;
            let from = gesture::border(world, window(world, w)?, edge)?;
            gesture::drag(world, from, by);
        }
        ("drag-title", [w, dx, dy]) => {
            let from = gesture::title(world, window(world, w)?)?;
            gesture::drag(world, from, (number(dx)?, number(dy)?));
        }
        ("maximise" | "close" | "focus", [w]) => {
            let id = window(world, w)?;
            let at = if name == "focus" { gesture::title(world, id)? } else { gesture::title_button(world, id, name)? };
            gesture::click(world, at, 1);
        }
        ("axis", [id, axis, value]) => world.input(&[Input::Axis { id: number(id)?, axis: number(axis)?, value: number(value)? }]),
        ("controller", [id, button, pressed]) => {
            world.input(&[Input::ControllerButton { id: number(id)?, button: number(button)?, pressed: *pressed == "1" }]);
        }
        ("display", [display, w, h]) => {
            let display: usize = number(display)?;
            if display >= world.orbital.screen.displays().len() {
                return Err("there is no such display".to_owned());
            }
            world.orbital.resize_display(display, number(w)?, number(h)?);
            world.after();
        }
        ("clipboard", ["set", kind, text]) => {
            let kind = if *kind == "-" { "" } else { kind };
            world.orbital.clipboard = format!("{kind}{text}").into_bytes();
        }
        ("audio", ["gone"]) => world.audio.is_gone = true,
        ("audio", ["back"]) => world.audio.is_gone = false,
        ("clipboard", ["empty"]) => world.orbital.clipboard.clear(),
        ("screenshot", [file, rest @ ..]) => {
            let pointer = (rest.is_empty() && world.orbital.pointer.shape != Shape::Hidden).then_some((x, y));
            let (w, h, picture) = world.orbital.screen.picture(pointer);
            write(file, &png::encode(w, h, &picture))?;
        }
        ("window-screenshot", [w, file]) => {
            let id = window(world, w)?;
            let pixels = &world.orbital.windows[&id].pixels;
            let all = pixels.copy(&Rect::new(0, 0, i32::MAX, i32::MAX));
            write(file, &png::encode(pixels.width(), pixels.height(), &all))?;
        }
        _ => return ask(world, name, words),
    }
    Ok(Vec::new())
}

fn ask(world: &World, name: &str, words: &[&str]) -> Lines {
    let orbital = &world.orbital;
    Ok(match (name, words) {
        ("windows", []) => orbital.windows.keys().map(|&id| describe(world, id)).collect(),
        ("order", []) => (0..orbital.order.len()).filter_map(|at| orbital.order.front_to_back(at)).map(|id| id.to_string()).collect(),
        ("pointer", []) => vec![format!("{} {} {:?}", orbital.pointer.x, orbital.pointer.y, orbital.pointer.shape)],
        ("volume", []) => vec![orbital.volume.to_string()],
        ("faults", []) => orbital.faults.clone(),
        ("handles", []) => vec![world.handle_count().to_string()],
        ("painted", []) => vec![orbital.screen.painted.to_string()],
        ("updates", [w]) => vec![orbital.windows[&window(world, w)?].updates.to_string()],
        ("painted", ["area"]) => vec![orbital.screen.painted_area.to_string()],
        ("tab-list", []) if !orbital.keyboard.tab_list => Vec::new(),
        ("tab-list", []) => orbital.titled().iter().map(|id| orbital.windows[id].title.clone()).collect(),
        ("pixel", [x, y]) => vec![format!("{:06x}", pixel(world, number(x)?, number(y)?)?)],
        ("clipboard", ["get"]) => vec![String::from_utf8_lossy(&orbital.clipboard).into_owned()],
        ("clipboard", ["hex"]) => vec![hex(&orbital.clipboard)],
        ("audio", ["frames"]) => vec![world.audio.frames.to_string()],
        ("audio", ["underruns"]) => vec![world.audio.underruns.to_string()],
        ("audio", ["queued"]) => world.audio.queued().map(|frames| frames.to_string()).collect(),
        _ => return Err(format!("no such command: {name} {}", words.join(" "))),
    })
}

fn describe(world: &World, id: WindowId) -> String {
    let window = &world.orbital.windows[&id];
    let flags = flags(world, id);
    let focused = if world.orbital.order.focused() == Some(id) { "focused" } else { "-" };
    let (x, y, w, h) = (window.x, window.y, window.width(), window.height());
    format!("{id} {flags:-<1} {x} {y} {w} {h} {focused} {} {} {}", window.events.len(), window.mappings.len(), window.title)
}

fn flags(world: &World, id: WindowId) -> String {
    world.orbital.windows[&id].path().split('/').next().unwrap_or("").to_owned()
}

fn wait(shared: &Shared, words: &[&str]) -> Lines {
    let (words, limit) = match words {
        [words @ .., "within", limit] => (words, Duration::from_millis(number(limit)?)),
        words => (words, WAIT),
    };
    let met = shared.wait(limit, |world| match holds(world, words) {
        Ok(true) => Some(Ok(())),
        Ok(false) => None,
        Err(words) => Some(Err(words)),
    });
    met.unwrap_or_else(|| Err(format!("{} did not come within {limit:?}", words.join(" "))))?;
    Ok(Vec::new())
}

fn holds(world: &World, words: &[&str]) -> Result<bool, String> {
    Ok(match words {
        ["windows", count] => world.orbital.windows.len() == number::<usize>(count)?,
        ["window", w] => window(world, w).is_ok(),
        ["no-window", w] => window(world, w).is_err(),
        ["size", w, width, height] => {
            let size = (number::<i32>(width)?, number::<i32>(height)?);
            window(world, w).is_ok_and(|id| (world.orbital.windows[&id].width(), world.orbital.windows[&id].height()) == size)
        }
        ["other-size", w, width, height] => {
            let size = (number::<i32>(width)?, number::<i32>(height)?);
            window(world, w).is_ok_and(|id| (world.orbital.windows[&id].width(), world.orbital.windows[&id].height()) != size)
        }
        ["flags", w, letter] => window(world, w).is_ok_and(|id| flags(world, id).contains(letter)),
        ["no-flags", w, letter] => window(world, w).is_ok_and(|id| !flags(world, id).contains(letter)),
        ["pixel", x, y, colour] => format!("{:06x}", pixel(world, number(x)?, number(y)?)?) == *colour,
        ["frames", count] => world.audio.frames >= number(count)?,
        ["streams", count] => world.audio.queued().count() == number::<usize>(count)?,
        ["handles", count] => world.handle_count() == number::<usize>(count)?,
        ["queued", w, count] => world.orbital.windows[&window(world, w)?].events.len() == number::<usize>(count)?,
        ["updates", w, count] => world.orbital.windows[&window(world, w)?].updates >= number(count)?,
        ["clipboard", bytes] => hex(&world.orbital.clipboard) == *bytes,
        ["shape", name] => format!("{:?}", world.orbital.pointer.shape) == *name,
        _ => return Err(format!("no such condition: {}", words.join(" "))),
    })
}

/// By number, or by words of its title.
pub fn window(world: &World, name: &str) -> Result<WindowId, String> {
    if let Ok(id) = name.parse() {
        return if world.orbital.windows.contains_key(&id) { Ok(id) } else { Err(format!("there is no window {id}")) };
    }
    let mut found = world.orbital.windows.iter().filter(|(_, window)| window.title.contains(name)).map(|(&id, _)| id);
    match (found.next(), found.next()) {
        (Some(id), None) => Ok(id),
        (None, _) => Err(format!("there is no window titled {name:?}")),
        _ => Err(format!("several windows are titled {name:?}")),
    }
}

fn pixel(world: &World, x: i32, y: i32) -> Result<u32, String> {
    world.orbital.screen.pixel(x, y).map(|pixel| pixel & 0xff_ffff).ok_or_else(|| "outside the screen".to_owned())
}

pub fn number<T: FromStr>(word: &str) -> Result<T, String> {
    word.parse().map_err(|_| format!("not a number here: {word:?}"))
}

pub fn scancode(name: &str) -> Result<u8, String> {
    scancode::named(name).ok_or_else(|| format!("no such key: {name:?}"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn write(file: &str, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(file, bytes).map_err(|e| format!("{file}: {e}"))
}
