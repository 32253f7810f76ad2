// SPDX-License-Identifier: Apache-2.0
//! `seamless-run`, as the launcher starts it from an entry: the guest is there, off, unknown, cannot be started, or goes.

use crate::stage::{ended, stage, Stage, STRIP};
use crate::BLUE;
use fake_orbital::peer::{toplevel, FakeGuest, Picture};
use seamless_protocol::messages::{AppFailed, AppStarted, GuestState, StartApp};
use seamless_protocol::Any;
use std::process::Child;

fn asked(guest: &mut FakeGuest) -> (u32, String) {
    let found = guest.wait("StartApp", |said| match said {
        Any::StartApp(StartApp { request, app_id, .. }) => Some((*request, (*app_id).to_owned())),
        _ => None,
    });
    found.expect("asked")
}

/// The guest does not run, and the endpoint knows that.
fn without(state: GuestState) -> Stage {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(1, "Ends", 100, 50), BLUE);
    stage.tell(state);
    guest.die();
    stage.hand("wait windows 0");
    stage
}

/// The launcher hears that the guest is to start.
fn start_heard(stage: &mut Stage) -> String {
    let heard = stage.directory.hear().expect("heard");
    let Any::StartGuest(start) = heard.message() else { panic!("{:?}", heard.message()) };
    start.guest.to_owned()
}

/// A notice is there; the person closes it, and the program ends so.
fn told_and_closed(stage: &Stage, run: Child) {
    stage.hand("wait window Seamless");
    // There are words in it.
    stage.hand(&format!("window-screenshot Seamless {}", stage.prefix.join("notice.png").display()));
    assert!(std::fs::metadata(stage.prefix.join("notice.png")).expect("a picture").len() > 400);
    stage.hand("close Seamless");
    stage.hand("wait no-window Seamless");
    assert_eq!(ended(run).code(), Some(1));
}

#[test]
fn an_app_of_a_guest_that_runs_starts_without_a_word() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let run = stage.run("demo", "org.editor");
    let (request, app) = asked(&mut guest);
    assert_eq!(app, "org.editor");
    guest.say(&AppStarted { request, instance: 1, pid: 1 }).expect("said");
    assert!(ended(run).success());
    assert_eq!(stage.hand("windows").len(), 0);
}

#[test]
fn an_app_of_a_guest_that_is_off_starts_it_says_so_meanwhile_and_then_the_app_is_there_instead() {
    let mut stage = without(GuestState::Off);
    let run = stage.run("demo", "org.editor");
    assert_eq!(start_heard(&mut stage), "demo");
    stage.tell(GuestState::Starting);
    stage.hand("wait window Seamless");
    stage.tell(GuestState::Ready);
    let mut guest = stage.guest();
    let (request, _) = asked(&mut guest);
    guest.say(&AppStarted { request, instance: 1, pid: 1 }).expect("said");
    stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    assert!(ended(run).success());
    stage.hand("wait no-window Seamless");
    stage.hand(&format!("wait size Editor 300 {}", 200 + STRIP));
}

#[test]
fn who_closes_the_notice_does_not_wait_and_the_app_comes_all_the_same() {
    let mut stage = without(GuestState::Off);
    let run = stage.run("demo", "org.editor");
    stage.hand("wait window Seamless");
    stage.hand("close Seamless");
    assert!(ended(run).success());
    stage.tell(GuestState::Ready);
    let mut guest = stage.guest();
    assert_eq!(asked(&mut guest).1, "org.editor");
}

#[test]
fn an_app_that_is_gone_is_said_so() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let run = stage.run("demo", "org.gone");
    let (request, _) = asked(&mut guest);
    guest.say(&AppFailed { request, reason: "there is no app 'org.gone'" }).expect("said");
    told_and_closed(&stage, run);
}

#[test]
fn a_guest_that_nobody_knows_is_said_so() {
    let mut stage = stage();
    let _guest = stage.guest();
    let run = stage.run("elsewhere", "org.editor");
    told_and_closed(&stage, run);
}

#[test]
fn a_guest_that_cannot_be_started_is_said_so_with_the_reason_and_tried_again_the_next_time() {
    let mut stage = without(GuestState::Off);
    let run = stage.run("demo", "org.editor");
    assert_eq!(start_heard(&mut stage), "demo");
    stage.hand("wait window Seamless");
    let coming = stage.line("Seamless")[0].clone();
    stage.tell(GuestState::Failed);
    stage.hand(&format!("wait no-window {coming}"));
    told_and_closed(&stage, run);
    let run = stage.run("demo", "org.editor");
    assert_eq!(start_heard(&mut stage), "demo");
    stage.tell(GuestState::Starting);
    stage.tell(GuestState::Ready);
    let mut guest = stage.guest();
    let (request, _) = asked(&mut guest);
    guest.say(&AppStarted { request, instance: 1, pid: 1 }).expect("said");
    assert!(ended(run).success());
}

#[test]
fn a_guest_that_fails_as_before_is_said_so_after_a_while() {
    let mut stage = without(GuestState::Failed);
    let run = stage.run("demo", "org.editor");
    assert_eq!(start_heard(&mut stage), "demo");
    stage.hand("wait window Seamless");
    let coming = stage.line("Seamless")[0].clone();
    // The launcher says nothing new: it failed with the same words at once.
    stage.hand(&format!("wait no-window {coming} within 20000"));
    told_and_closed(&stage, run);
}

#[test]
fn a_guest_that_goes_while_an_app_starts_is_said_so() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let run = stage.run("demo", "org.editor");
    asked(&mut guest);
    guest.die();
    told_and_closed(&stage, run);
}

#[test]
fn what_is_asked_in_no_known_words_is_refused_and_the_endpoint_goes_on() {
    use std::io::{Read, Write};
    let mut stage = stage();
    let mut guest = stage.guest();
    let flood = "x".repeat(100_000);
    for line in ["", "fly", "run demo", "run \t", "run demo\ta\tb", flood.as_str()] {
        let mut call = std::os::unix::net::UnixStream::connect(stage.prefix.join("calls")).expect("it listens");
        let _ = call.write_all(format!("{line}\n").as_bytes());
        let mut answer = Vec::new();
        let _ = call.read_to_end(&mut answer);
        assert!(answer.is_empty() || answer.starts_with(b"failed "), "{line:.20}");
    }
    stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    Picture::new(1, 2, (300, 200), BLUE).say_to(&mut guest).expect("said");
}
