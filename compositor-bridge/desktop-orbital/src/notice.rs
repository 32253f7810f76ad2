// SPDX-License-Identifier: Apache-2.0
//! A small window of our own that says one thing to the person, for programs that have no other way.
use crate::desk::orbital_window::{code, Event, OrbitalWindow};
use crate::label;
use crate::limits::EVENTS_PER_READ;
use seamless_protocol::Rect;
use std::io;

const WIDTH: usize = 560;
const LINE: usize = 22;
const SCALE: usize = 2;
/// Letters of a line at that scale, with a margin.
const LETTERS: usize = (WIDTH - 24) / (6 * SCALE);
const BACKGROUND: [u8; 4] = [0x3a, 0x33, 0x2b, 0xff];

pub struct NoticeWindow {
    pub window: OrbitalWindow,
}

impl NoticeWindow {
    pub fn open(words: &str) -> io::Result<NoticeWindow> {
        let lines = lines(words);
        let height = (lines.len() + 1) * LINE;
        let mut window = OrbitalWindow::open("a", Rect::new(-1, -1, WIDTH as i32, height as i32), "Seamless")?;
        let pixels = window.pixels();
        pixels.chunks_exact_mut(4).for_each(|pixel| pixel.copy_from_slice(&BACKGROUND));
        for (index, line) in lines.iter().enumerate() {
            label::paint_text(pixels, WIDTH, (12, LINE / 2 + index * LINE, SCALE), line);
        }
        window.damage_all()?;
        Ok(NoticeWindow { window })
    }

    /// Whether the person closed it.
    pub fn is_closed(&self) -> io::Result<bool> {
        let mut events = [Event::default(); EVENTS_PER_READ];
        loop {
            let count = self.window.read(&mut events)?;
            if events[..count].iter().any(|event| event.code == code::QUIT) {
                return Ok(true);
            }
            if count < events.len() {
                return Ok(false);
            }
        }
    }
}

/// Broken between words, and within one that no line holds, as a path may be; at most as many lines as a screen has room for.
fn lines(words: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in words.split_whitespace() {
        // A letter less in a name would be another name.
        let letters: Vec<char> = word.chars().map(|letter| if label::has_glyph(letter) { letter } else { '?' }).collect();
        for (index, part) in letters.chunks(LETTERS).enumerate() {
            let used = lines.last().map_or(0, |line| line.chars().count());
            if used > 0 && (index > 0 || used + 1 + part.len() > LETTERS) {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.extend(part);
            }
        }
    }
    lines.truncate(12);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_to_a_person_are_broken_between_words() {
        let lines = lines(&"eight888 ".repeat(20));
        assert!(lines.len() > 1 && lines.iter().all(|line| line.len() <= LETTERS));
    }

    #[test]
    fn a_letter_that_cannot_be_shown_is_not_left_out() {
        assert_eq!(lines("Käse, it's"), ["K?se, it's"]);
    }

    #[test]
    fn a_word_that_no_line_holds_is_whole_over_several() {
        let path = "/home/user/".to_owned() + &"a".repeat(2 * LETTERS);
        let lines = lines(&format!("see {path} there"));
        assert_eq!(lines.concat().replace(' ', ""), format!("see{path}there"));
        assert_eq!((lines.len(), lines[0].as_str()), (4, "see"));
        assert!(lines.iter().all(|line| line.chars().count() <= LETTERS));
    }
}
