// SPDX-License-Identifier: Apache-2.0
//! What a guest says, given to whom it concerns.
use crate::desk::Desk;
use crate::sound::Sound;
use crate::turn::{GuestId, Turn};
use seamless_protocol::{Any, Violation};

pub fn received(desk: &mut Desk, sound: &mut Sound, turn: &mut Turn<'_>, guest: GuestId, message: Any<'_>) -> Result<(), Violation> {
    match message {
        // For launchers and for desktops with menus; a bridge may send them to every desktop.
        Any::AppCatalogue(_) | Any::Icon(_) | Any::AppStarted(_) | Any::AppFailed(_) | Any::AppExited(_) => Ok(()),
        Any::AudioStarted(_) | Any::AudioData(_) | Any::AudioStopped(_) => sound.received(turn, guest, &message),
        message => desk.received(turn, guest, message),
    }
}
