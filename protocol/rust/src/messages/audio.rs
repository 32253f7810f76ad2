// SPDX-License-Identifier: Apache-2.0
use crate::limits::{AUDIO_CHANNELS, AUDIO_DATA_BYTES, AUDIO_LEAST_RATE, AUDIO_RATE, AUDIO_WINDOW_MILLISECONDS, TEXT_BYTES};
use crate::message::message;

message! {
    /// How the desktop plays sound: signed 16 bit little-endian, interleaved. Rate and channels 0: not at all.
    AudioSink = 0x0801, Control, ToGuest {
        rate: u32 = u32_to(AUDIO_RATE),
        channels: u8 = u8_to(AUDIO_CHANNELS),
    } requires |sink| (sink.rate == 0 && sink.channels == 0) || (sink.rate >= AUDIO_LEAST_RATE && sink.channels != 0)
}

message! {
    AudioStarted<'a> = 0x0802, Control, FromGuest {
        stream: u32 = id(),
        /// 0: not known.
        app_instance: u32 = u32(),
        name: &'a str = text(TEXT_BYTES),
        title: &'a str = text(TEXT_BYTES),
    }
}

message! {
    AudioData<'a> = 0x0803, Control, FromGuest {
        stream: u32 = id(),
        /// Frames since the stream's start; a gap is silence.
        position: u64 = u64(),
        samples: &'a [u8] = bytes(AUDIO_DATA_BYTES),
    } requires |data| !data.samples.is_empty() && data.samples.len() % 2 == 0
}

message! {
    AudioCredit = 0x0804, Control, ToGuest {
        stream: u32 = id(),
        frames: u32 = u32_in(1, AUDIO_RATE * AUDIO_WINDOW_MILLISECONDS / 1000),
    }
}

message! {
    AudioStopped = 0x0805, Control, FromGuest {
        stream: u32 = id(),
    }
}
