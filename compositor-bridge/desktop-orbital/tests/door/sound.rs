// SPDX-License-Identifier: Apache-2.0
//! Sound of a guest in Redox' audio scheme: with it, without it, and how late.

use crate::stage::{stage, stage_with};
use fake_orbital::peer::FakeGuest;
use fake_orbital::server::{Clock, Options};
use seamless_protocol::messages::{AudioData, AudioStarted, AudioStopped};
use seamless_protocol::Any;
use std::time::{Duration, Instant};

const RATE: u64 = 44_100;
/// What an agent sends at a time: 20 ms.
const PIECE: usize = 882;
/// Far from everything else that is played.
const LOUD: i16 = 20_000;
/// 60 ms.
const WINDOW: i64 = 2646;

fn wanted_rate(guest: &mut FakeGuest) -> u32 {
    let sink = guest.wait("AudioSink", |said| match said {
        Any::AudioSink(sink) => Some((sink.rate, sink.channels)),
        _ => None,
    });
    let (rate, channels) = sink.expect("said");
    assert_eq!(channels, if rate == 0 { 0 } else { 2 });
    rate
}

fn start(guest: &mut FakeGuest, stream: u32) {
    guest.say(&AudioStarted { stream, app_instance: 0, name: "player", title: "tone" }).expect("said");
}

fn piece(left: i16) -> Vec<u8> {
    let [low, high] = left.to_le_bytes();
    [low, high, 0, 0].repeat(PIECE)
}

#[test]
fn a_redox_without_a_sound_card_wants_no_sound_until_it_has_one() {
    let mut stage = stage();
    stage.hand("audio gone");
    let mut guest = stage.guest();
    assert_eq!(wanted_rate(&mut guest), 0);
    stage.hand("audio back");
    assert_eq!(wanted_rate(&mut guest), 44_100);
}

#[test]
fn a_scheme_that_vanishes_while_something_plays_ends_the_sound_and_one_that_comes_back_has_it_again() {
    let mut stage = stage();
    let mut guest = stage.guest();
    assert_eq!(wanted_rate(&mut guest), 44_100);
    start(&mut guest, 1);
    guest.say(&AudioData { stream: 1, position: 0, samples: &piece(5) }).expect("said");
    stage.hand("wait streams 1");
    stage.hand("audio gone");
    guest.say(&AudioData { stream: 1, position: PIECE as u64, samples: &piece(5) }).expect("said");
    assert_eq!(wanted_rate(&mut guest), 0);
    stage.hand("wait streams 0");
    // What was under way is for nobody.
    guest.say(&AudioData { stream: 1, position: 2 * PIECE as u64, samples: &piece(5) }).expect("said");
    guest.say(&AudioStopped { stream: 1 }).expect("said");
    stage.hand("audio back");
    assert_eq!(wanted_rate(&mut guest), 44_100);
    start(&mut guest, 2);
    guest.say(&AudioData { stream: 2, position: 0, samples: &piece(7) }).expect("said");
    guest.say(&AudioStopped { stream: 2 }).expect("said");
    stage.hand("wait streams 1");
    stage.shared().wait(Duration::from_secs(10), |world| world.audio.queued().any(|frames| frames == PIECE).then_some(())).expect("given");
    stage.hand("audio step 2");
    assert_eq!(stage.heard().iter().filter(|sample| **sample == 7).count(), PIECE);
}

/// Pieces in time with the clock, as an agent sends them; some are loud, and where they are in what the loudspeaker got says how
/// long they were under way.
#[test]
fn a_sound_is_heard_at_most_60_ms_after_it_came() {
    let mut stage = stage_with(Options { audio: Some(Clock::Real), ..Options::default() });
    let mut guest = stage.guest();
    start(&mut guest, 1);
    let began = Instant::now();
    let (mut sent, mut credit) = (Vec::new(), WINDOW);
    for number in 0..60u64 {
        let is_loud = number > 10 && number % 5 == 0;
        // Without credit the oldest is let go of.
        let late = (PIECE as i64 - credit).clamp(0, PIECE as i64) as usize;
        if late < PIECE {
            if is_loud {
                // Each has its own loudness, to be known by.
                sent.push((LOUD + number as i16, stage.shared().with(|world| world.audio.frames) as i64));
            }
            let samples = &piece(if is_loud { LOUD + number as i16 } else { 1 })[late * 4..];
            guest.say(&AudioData { stream: 1, position: number * PIECE as u64 + late as u64, samples }).expect("said");
            credit -= (PIECE - late) as i64;
        }
        let due = began + Duration::from_micros((number + 1) * PIECE as u64 * 1_000_000 / RATE);
        for heard in guest.rest(due.saturating_duration_since(Instant::now())).expect("there") {
            if let Any::AudioCredit(given) = heard.message() {
                credit += i64::from(given.frames);
            }
        }
    }
    guest.say(&AudioStopped { stream: 1 }).expect("said");
    stage.hand("wait streams 0");
    let heard = stage.heard();
    // On a machine that is very busy some are thrown away, for the loudspeaker is later than the endpoint reckons.
    let found = |(loud, _): &(i16, i64)| heard.iter().position(|sample| sample == loud);
    let delays: Vec<i64> = sent.iter().filter_map(|click| Some(found(click)? as i64 - click.1)).collect();
    println!("frames from a sound's coming to the loudspeaker: {delays:?}");
    // The least: the others waited for a processor as well.
    assert!(delays.iter().min().is_some_and(|least| *least <= WINDOW), "{delays:?}");
}
