// SPDX-License-Identifier: Apache-2.0
//! What a guest says, given to whom it concerns.
use crate::calls::Calls;
use crate::clipboard::Clipboard;
use crate::desk::Desk;
use crate::files::Files;
use crate::link::session::Step;
use crate::log;
use crate::menus::Menus;
use crate::sound::Sound;
use crate::turn::{GuestId, Turn};
use seamless_protocol::{Any, Violation};

/// All that a guest can concern.
pub struct Concerned<'a> {
    pub desk: &'a mut Desk,
    pub sound: &'a mut Sound,
    pub clipboard: &'a mut Clipboard,
    pub menus: &'a mut Menus,
    pub files: &'a mut Files,
    pub calls: Option<&'a mut Calls>,
    pub guest: GuestId,
    /// The guest's, and its label's text.
    pub name: &'a str,
}

impl Concerned<'_> {
    pub fn step(&mut self, turn: &mut Turn<'_>, step: Step<'_>) -> Result<(), Violation> {
        let guest = self.guest;
        match step {
            Step::Opened => {
                log::note(&format!("guest {}: connected", self.name));
                // Before the Resync, which the guest answers with its own.
                self.sound.opened(turn, guest);
                self.clipboard.opened(turn, guest);
                self.desk.opened(turn, guest);
                Ok(())
            }
            Step::Message(message) => self.received(turn, message),
        }
    }

    fn received(&mut self, turn: &mut Turn<'_>, message: Any<'_>) -> Result<(), Violation> {
        let guest = self.guest;
        match &message {
            Any::AppCatalogue(_) | Any::Icon(_) => {
                let label = self.desk.label(guest).to_owned();
                if self.menus.received(turn, guest, (self.name, &label), &message)? {
                    self.files.came(turn, guest, self.name);
                }
                Ok(())
            }
            Any::FileData(_) | Any::FileCredit(_) | Any::FileOpened(_) | Any::FileSaved(_) | Any::FileClosed(_) | Any::FileFailed(_) => {
                self.files.received(turn, (guest, self.name), &message)
            }
            Any::AppStarted(started) => self.answer(started.request, "started"),
            Any::AppFailed(failed) => self.answer(failed.request, &format!("failed {}", failed.reason)),
            Any::AppExited(_) => Ok(()),
            Any::AudioStarted(_) | Any::AudioData(_) | Any::AudioStopped(_) => self.sound.received(turn, guest, &message),
            Any::ClipboardOffer(_)
            | Any::ClipboardRequest(_)
            | Any::ClipboardData(_)
            | Any::ClipboardCredit(_)
            | Any::ClipboardFailed(_)
            | Any::ClipboardCancelled(_) => self.clipboard.received(turn, self.desk, guest, &message),
            _ => self.desk.received(turn, guest, message),
        }
    }

    fn answer(&mut self, request: u32, line: &str) -> Result<(), Violation> {
        if let Some(calls) = &mut self.calls {
            calls.answered(self.guest, request, line);
        }
        Ok(())
    }
}
