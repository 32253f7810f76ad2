// SPDX-License-Identifier: Apache-2.0
use crate::limits::{GUESTS, GUEST_NAME_BYTES, TEXT_BYTES};
use crate::message::{choices, message, record};
use crate::MAGIC;

choices! {
    GuestState {
        Off = 1,
        Starting = 2,
        Ready = 3,
        Failed = 4,
    }
}

message! {
    /// The launcher's first message on every connection.
    Challenge = 0x0a01, Control, FromListener {
        magic: u32 = u32_in(MAGIC, MAGIC),
        major: u16 = u16(),
        minor: u16 = u16(),
        /// Otherwise the wiring says who connects.
        proof_wanted: bool = bool(),
        nonce: [u8; 32] = raw32(),
    }
}

message! {
    Join<'a> = 0x0a02, Control, ToListener {
        desktop: &'a str = text(GUEST_NAME_BYTES),
        /// Empty: the directory.
        guest: &'a str = text(GUEST_NAME_BYTES),
        /// Of `proof`; zeros when none is wanted.
        proof: [u8; 32] = raw32(),
    }
}

message! {
    Joined = 0x0a03, Control, FromListener {}
}

record! {
    Guest<'a> {
        name: &'a str = text(GUEST_NAME_BYTES),
        state: GuestState = choice(),
        /// 0xRRGGBB.
        colour: u32 = u32_to(0xff_ffff),
        label: &'a str = text(TEXT_BYTES),
        reason: &'a str = text(TEXT_BYTES),
    }
}

message! {
    /// The whole truth, each time that it changes.
    Guests<'a> = 0x0a04, Control, FromListener {
        guests: Vec<Guest<'a>> = list(GUESTS, 11, Guest::take),
    }
}

message! {
    StartGuest<'a> = 0x0a05, Control, ToListener {
        guest: &'a str = text(GUEST_NAME_BYTES),
    }
}
