// SPDX-License-Identifier: Apache-2.0
//! From a frame to the screen.
use super::orbital_window::OrbitalWindow;
use super::shell::report;
use super::view::View;
use super::window::OnScreen;
use super::{Desk, WindowKey};
use crate::limits;
use crate::log;
use crate::turn::{GuestId, Turn};
use seamless_protocol::messages::*;
use seamless_protocol::{Rect, Violation};

/// Rectangles that are painted one by one; past this the whole window is cheaper.
const MOST_RECTS: usize = 64;

impl Desk {
    pub(super) fn take_frame(&mut self, turn: &mut Turn<'_>, guest: GuestId, frame: &InlineFrame<'_>) -> Result<(), Violation> {
        let key = WindowKey { guest, window: frame.window };
        // A window may be closed while parts of its last frame are still under way.
        let Some(window) = self.windows.get_mut(&key) else { return Ok(()) };
        let before = window.content.size_in_bytes();
        let after = frame.width as usize * frame.height as usize * 4;
        if after > before && self.content_bytes(guest) - before + after > limits::CONTENT_BYTES {
            return Err(Violation::new("has windows of more pixels than this desktop keeps"));
        }
        let Some(window) = self.windows.get_mut(&key) else { return Ok(()) };
        window.content.take(frame, &mut self.plain)?;
        if self.plain.len() > limits::PLAIN_BYTES_KEPT {
            self.plain = Vec::new();
        }
        if window.damage.len() + frame.damage.as_slice().len() > MOST_RECTS {
            window.damage.clear();
            window.damage.push(Rect::new(0, 0, frame.width, frame.height));
        } else {
            window.damage.extend_from_slice(frame.damage.as_slice());
        }
        if frame.last {
            let next = window.configures.answered(frame.configure_serial, turn.now);
            self.show(turn, key);
            self.send_configure(turn, key, next);
        }
        Ok(())
    }

    /// Brings the newest content to the screen and answers its frame, now or, when nobody sees it, later.
    pub(super) fn show(&mut self, turn: &mut Turn<'_>, key: WindowKey) {
        let Some(window) = self.windows.get_mut(&key) else { return };
        if !window.has_frame() {
            return;
        }
        let serial = window.content.serial;
        if window.is_minimized || !window.is_mapped() || window.state.role == WindowRole::DragIcon || !self.put_on_screen(turn, key) {
            if let Some(window) = self.windows.get_mut(&key) {
                window.unseen = Some((serial, turn.now + limits::UNSEEN_FRAME));
            }
            return;
        }
        self.paint(key);
        if let Some(window) = self.windows.get_mut(&key) {
            window.unseen = None;
        }
        self.answer(turn, key, serial, 0);
    }

    pub(super) fn answer(&mut self, turn: &mut Turn<'_>, key: WindowKey, serial: u32, flags: u32) {
        let presented_nanoseconds = turn.nanoseconds();
        turn.posts.send(key.guest, &FrameShown { window: key.window, serial, presented_nanoseconds, refresh_nanoseconds: 0, sequence: 0, flags });
        // The pixels came with the frame; nothing of the guest's is read any more.
        turn.posts.send(key.guest, &FrameReleased { window: key.window, serial });
    }

    /// Paints all of it again, strip included.
    pub(super) fn repaint(&mut self, key: WindowKey) {
        let Some(window) = self.windows.get_mut(&key) else { return };
        let Some(on_screen) = &mut window.on_screen else { return };
        let view = on_screen.view;
        on_screen.cursor = None;
        let pixels = on_screen.orbital.pixels();
        pixels.fill(0);
        let label = &self.faces[key.guest].label;
        if view.strip > 0 {
            label.paint(pixels, view.width as usize, view.screen_scale as usize);
        } else {
            label.paint_edge(pixels, view.width as usize, view.edge as usize);
        }
        let whole = Rect::new(0, 0, window.content.width, window.content.height);
        view.paint(&window.content, pixels, whole);
        report(on_screen.orbital.damage_all());
        window.damage.clear();
        self.draw_cursor(key);
    }

    fn content_bytes(&self, guest: GuestId) -> usize {
        self.windows.iter().filter(|(key, _)| key.guest == guest).map(|(_, window)| window.content.size_in_bytes()).sum()
    }

    /// Only what is new.
    fn paint(&mut self, key: WindowKey) {
        let Some(window) = self.windows.get_mut(&key) else { return };
        let Some(on_screen) = &mut window.on_screen else { return };
        let view = on_screen.view;
        let mut painted = [Rect::default(); MOST_RECTS];
        let mut count = 0;
        for area in window.damage.drain(..) {
            if let Some(rect) = view.paint(&window.content, on_screen.orbital.pixels(), area) {
                painted[count] = rect;
                count += 1;
            }
        }
        let is_under_cursor = on_screen.cursor.is_some_and(|cursor| painted[..count].iter().any(|rect| rect.intersection(&cursor).is_some()));
        if is_under_cursor {
            self.draw_cursor(key);
        }
        if let Some(on_screen) = self.windows.get_mut(&key).and_then(|window| window.on_screen.as_mut()) {
            report(on_screen.orbital.damage(&painted[..count]));
        }
    }

    /// Opens the Orbital window, or gives it the size of the content. False when there is none.
    fn put_on_screen(&mut self, turn: &mut Turn<'_>, key: WindowKey) -> bool {
        let Some(window) = self.windows.get_mut(&key) else { return false };
        let view = View::of(&window.content, self.display.scale, window.is_popup());
        match &mut window.on_screen {
            None => return self.open(turn, key, view),
            Some(on_screen) if on_screen.view != view => {
                let is_new_size = (on_screen.view.width, on_screen.view.height) != (view.width, view.height);
                on_screen.view = view;
                if is_new_size {
                    if let Err(error) = on_screen.orbital.resize(view.width, view.height) {
                        log::warning(&format!("Orbital does not resize a window: {error}"));
                        self.hide_after_error(turn, key);
                        return false;
                    }
                }
                self.move_popup(key);
                self.repaint(key);
                if is_new_size {
                    self.place_reactive_popups(turn, key);
                }
            }
            Some(_) => self.move_popup(key),
        }
        true
    }

    fn open(&mut self, turn: &mut Turn<'_>, key: WindowKey, view: View) -> bool {
        if self.windows[&key].is_popup() {
            // What the person did before is not meant for it.
            self.catch_up(turn);
            self.dismiss_by_press(turn);
        }
        let window = &self.windows[&key];
        let (flags, place) = if window.is_popup() {
            let Some((x, y)) = self.geometry_origin(key) else { return false };
            // Both below zero would mean "anywhere"; it is moved to its place at once.
            let flags = if view.is_blended { "altf" } else { "alf" };
            (flags, Rect::new(x.max(0), y.max(0), view.width, view.height))
        } else {
            ("ar", Rect::new(-1, -1, view.width, view.height))
        };
        // A window with an empty title stays out of Super-Tab.
        let title = if window.is_popup() { "" } else { "window" };
        let orbital = match OrbitalWindow::open(flags, place, title) {
            Ok(orbital) => orbital,
            Err(error) => {
                log::warning(&format!("Orbital opens no window: {error}"));
                return false;
            }
        };
        let token = self.next_token;
        self.next_token += 1;
        if let Err(error) = turn.events.add_read(&orbital.fd, token) {
            log::warning(&format!("a window of Orbital's cannot be watched: {error}"));
            return false;
        }
        self.tokens.insert(token, key);
        let Some(window) = self.windows.get_mut(&key) else { return false };
        window.on_screen = Some(OnScreen { orbital, view, cursor: None, is_arrow_shown: true, is_relative: false, was_focused: false });
        self.move_popup(key);
        self.retitle(key);
        self.repaint(key);
        self.follow_wish(key);
        // What came before the window was watched is told by no event.
        self.ready(turn, token);
        true
    }

    fn hide_after_error(&mut self, turn: &mut Turn<'_>, key: WindowKey) {
        let Some(window) = self.windows.get_mut(&key) else { return };
        if let Some(on_screen) = window.on_screen.take() {
            let _ = turn.events.remove(&on_screen.orbital.fd);
            self.tokens.retain(|_, of| *of != key);
            self.focus.closed(key, turn.now);
        }
    }
}
