// SPDX-License-Identifier: Apache-2.0
//! Displays and what is on them. As in Orbital only damaged rectangles are painted again, so damage that a client forgets to tell
//! is missing in the picture.

use crate::font;
use crate::rect::Rect;
use crate::window::Window;

pub const BACKGROUND: u32 = 0xff1e_1e1e;
pub const TITLE: u32 = 0xff1b_1b1b;
pub const TITLE_FOCUSED: u32 = 0xff36_3636;
const TITLE_TEXT: u32 = 0xffe7_e7e7;
const CLOSE: u32 = 0xffd0_4040;
const MAXIMISE: u32 = 0xff40_a050;

const TASKBAR_HEIGHT: i32 = 48;

/// One display: they stand in a row, left to right, at y = 0.
pub struct Display {
    pub rect: Rect,
    pub scale: i32,
    /// Quirk: computed when the display is found, and not when it is resized.
    pub factored_scale: u32,
    picture: Vec<u32>,
}

fn scale_of(height: i32) -> i32 {
    height / 1600 + 1
}

/// dst = (dst·(255−a) + src·a) / 256: straight alpha, and an opaque pixel loses a 256th.
pub fn blend(old: u32, new: u32) -> u32 {
    let alpha = new >> 24;
    let channel = |shift: u32| (((old >> shift & 0xff) * (255 - alpha) + (new >> shift & 0xff) * alpha) >> 8) << shift;
    0xff00_0000 | channel(16) | channel(8) | channel(0)
}

impl Display {
    fn new(x: i32, width: u32, height: u32) -> Display {
        let (w, h) = (width as i32, height as i32);
        Display {
            rect: Rect::new(x, 0, w, h),
            scale: scale_of(h),
            factored_scale: 160 + (height.saturating_sub(800)) / 10,
            picture: vec![BACKGROUND; width as usize * height as usize],
        }
    }

    fn row(&mut self, y: i32, x: i32, w: i32) -> &mut [u32] {
        let start = (y - self.rect.y) as usize * self.rect.w as usize + (x - self.rect.x) as usize;
        &mut self.picture[start..start + w as usize]
    }

    fn fill(&mut self, rect: &Rect, clip: &Rect, colour: u32) {
        let rect = rect.intersection(clip);
        for y in rect.y..rect.bottom() {
            self.row(y, rect.x, rect.w).fill(colour);
        }
    }
}

pub struct Screen {
    displays: Vec<Display>,
    damage: Vec<Rect>,
    /// Rectangles painted since the start, for tests that count.
    pub painted: u64,
    /// Their pixels.
    pub painted_area: u64,
    row: Vec<u32>,
}

impl Screen {
    pub fn new(sizes: &[(u32, u32)]) -> Screen {
        let mut x = 0;
        let mut displays = Vec::new();
        for &(width, height) in sizes {
            displays.push(Display::new(x, width, height));
            x += width as i32;
        }
        let damage = displays.iter().map(|d| d.rect).collect();
        Screen { displays, damage, painted: 0, painted_area: 0, row: Vec::new() }
    }

    pub fn displays(&self) -> &[Display] {
        &self.displays
    }

    /// The first display: what sizes, clamping and new windows go by.
    pub fn first(&self) -> Rect {
        self.displays[0].rect
    }

    pub fn resize(&mut self, display: usize, width: u32, height: u32) {
        let display = &mut self.displays[display];
        display.rect.w = width as i32;
        display.rect.h = height as i32;
        display.scale = scale_of(height as i32);
        display.picture = vec![BACKGROUND; width as usize * height as usize];
        self.damage.push(display.rect);
    }

    /// The display that a window is on most.
    pub fn of_window(&self, window: &Rect) -> Rect {
        let mut best = (self.first(), 0);
        for display in &self.displays {
            let area = display.rect.intersection(window).area();
            if area > best.1 {
                best = (display.rect, area);
            }
        }
        best.0
    }

    /// Without the launcher's bar, whose height is a guess.
    pub fn without_bar(rect: &Rect) -> Rect {
        Rect { h: (rect.h - TASKBAR_HEIGHT * scale_of(rect.h)).max(0), ..*rect }
    }

    pub fn damage(&mut self, rect: Rect) {
        if !rect.is_empty() && !self.damage.iter().any(|known| known.covers(&rect)) {
            self.damage.push(rect);
        }
    }

    /// Paints what is damaged, from windows back to front, with whether each is focused.
    pub fn paint<'a>(&mut self, windows: impl Iterator<Item = (&'a Window, bool)> + Clone) {
        let mut row = std::mem::take(&mut self.row);
        for damage in self.damage.drain(..) {
            for display in &mut self.displays {
                let clip = damage.intersection(&display.rect);
                if clip.is_empty() {
                    continue;
                }
                self.painted += 1;
                self.painted_area += clip.area() as u64;
                display.fill(&clip, &clip, BACKGROUND);
                for (window, focused) in windows.clone() {
                    paint_title(display, window, focused, &clip);
                    paint_content(display, window, &clip, &mut row);
                }
            }
        }
        self.row = row;
    }

    /// One dot of the displays beside each other.
    pub fn pixel(&self, x: i32, y: i32) -> Option<u32> {
        let display = self.displays.iter().find(|display| (display.rect.x..display.rect.right()).contains(&x))?;
        let inside = (0..display.rect.h).contains(&y);
        inside.then(|| display.picture[(y * display.rect.w + x - display.rect.x) as usize])
    }

    /// All displays beside each other, with the pointer unless it is hidden: 0x00RRGGBB, by rows.
    pub fn picture(&self, pointer: Option<(i32, i32)>) -> (u32, u32, Vec<u32>) {
        let width: i32 = self.displays.iter().map(|d| d.rect.w).sum();
        let height = self.displays.iter().map(|d| d.rect.h).max().unwrap_or(0);
        let mut all = vec![0; width as usize * height as usize];
        let mut left = 0;
        for display in &self.displays {
            for (row, from) in all.chunks_exact_mut(width as usize).zip(display.picture.chunks_exact(display.rect.w as usize)) {
                row[left..left + from.len()].copy_from_slice(from);
            }
            left += display.rect.w as usize;
        }
        if let Some((x, y)) = pointer {
            for (dy, span) in POINTER.iter().enumerate() {
                for dx in 0..*span {
                    let (x, y) = (x + dx, y + dy as i32);
                    if (0..width).contains(&x) && (0..height).contains(&y) {
                        all[(y * width + x) as usize] = if dx == 0 || dx == span - 1 { 0 } else { 0xff_ffff };
                    }
                }
            }
        }
        (width as u32, height as u32, all)
    }
}

/// The arrow: how wide each of its rows is.
const POINTER: [i32; 14] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 7, 4, 3, 2];

fn paint_title(display: &mut Display, window: &Window, focused: bool, clip: &Rect) {
    let title = window.title_rect();
    if title.intersection(clip).is_empty() {
        return;
    }
    display.fill(&title, clip, if focused { TITLE_FOCUSED } else { TITLE });
    let scale = window.scale;
    let room = Rect::new(title.x + 6 * scale, title.y, title.w - 24 * scale, title.h).intersection(clip);
    font::draw(&window.title, (title.x + 6 * scale, title.y + 6 * scale), 2 * scale, |x, y, size| {
        display.fill(&Rect::new(x, y, size, size), &room, TITLE_TEXT);
    });
    let button = |of: Rect| Rect::new(of.x + 3 * scale, of.y + 8 * scale, 12 * scale, 12 * scale);
    if window.resizable {
        display.fill(&button(window.maximise_rect()), clip, MAXIMISE);
    }
    if !window.unclosable {
        display.fill(&button(window.close_rect()), clip, CLOSE);
    }
}

fn paint_content(display: &mut Display, window: &Window, clip: &Rect, row: &mut Vec<u32>) {
    let part = window.rect().intersection(clip);
    if part.is_empty() {
        return;
    }
    row.resize(part.w as usize, 0);
    for y in part.y..part.bottom() {
        window.pixels.read((part.x - window.x) as usize, (y - window.y) as usize, row);
        let on_screen = display.row(y, part.x, part.w);
        if window.transparent {
            for (old, new) in on_screen.iter_mut().zip(row.iter()) {
                *old = blend(*old, *new);
            }
        } else {
            // Whatever the alpha says.
            on_screen.copy_from_slice(row);
        }
    }
}
