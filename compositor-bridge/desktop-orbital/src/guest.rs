// SPDX-License-Identifier: Apache-2.0
//! What a guest says, given to whom it concerns.
use crate::clipboard::Clipboard;
use crate::desk::Desk;
use crate::sound::Sound;
use crate::turn::{GuestId, Turn};
use seamless_protocol::{Any, Violation};

type Concerned<'a> = (&'a mut Desk, &'a mut Sound, &'a mut Clipboard);

pub fn received(concerned: Concerned<'_>, turn: &mut Turn<'_>, guest: GuestId, message: Any<'_>) -> Result<(), Violation> {
    let (desk, sound, clipboard) = concerned;
    match message {
        // For launchers and for desktops with menus; a bridge may send them to every desktop.
        Any::AppCatalogue(_) | Any::Icon(_) | Any::AppStarted(_) | Any::AppFailed(_) | Any::AppExited(_) => Ok(()),
        Any::AudioStarted(_) | Any::AudioData(_) | Any::AudioStopped(_) => sound.received(turn, guest, &message),
        Any::ClipboardOffer(_)
        | Any::ClipboardRequest(_)
        | Any::ClipboardData(_)
        | Any::ClipboardCredit(_)
        | Any::ClipboardFailed(_)
        | Any::ClipboardCancelled(_) => clipboard.received(turn, desk, guest, &message),
        message => desk.received(turn, guest, message),
    }
}
