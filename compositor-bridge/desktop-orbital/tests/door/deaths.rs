// SPDX-License-Identifier: Apache-2.0
//! Whoever dies, at whatever moment: afterwards all windows are there with the right content, and nothing else is left open.

use crate::stage::{ended, stage, Stage};
use crate::{asked_to_close, configured, settled, BLUE, GREEN};
use fake_orbital::peer::{popup, toplevel, FakeGuest, Picture};
use seamless_protocol::messages::{WindowClosed, WindowState};
use seamless_protocol::{Any, Rect};

const SIZE: (i32, i32) = (300, 200);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    Idle,
    /// Orbital has asked for another size, and the app has not drawn for it.
    Resizing,
    /// Half of a frame's messages have come.
    InFrame,
    /// A button is down over the content, and another window is being dragged by its title.
    Dragging,
    WithMenu,
    Minimized,
}

const MOMENTS: [Moment; 6] = [Moment::Idle, Moment::Resizing, Moment::InFrame, Moment::Dragging, Moment::WithMenu, Moment::Minimized];

fn editor() -> WindowState<'static> {
    toplevel(1, "Editor", SIZE.0, SIZE.1)
}

fn other() -> WindowState<'static> {
    toplevel(7, "Other", 90, 60)
}

/// The guest says all of its windows.
fn windows(stage: &Stage, guest: &mut FakeGuest) {
    stage.shown(guest, &other(), GREEN);
    stage.shown(guest, &editor(), BLUE);
}

fn arrange(stage: &Stage, guest: &mut FakeGuest, moment: Moment) {
    windows(stage, guest);
    let (x, y) = stage.content("Editor");
    match moment {
        Moment::Idle => {}
        Moment::Resizing => {
            stage.hand("drag-border Editor right 60");
            configured(guest, "the size", |configure| configure.width == SIZE.0 + 60);
        }
        Moment::InFrame => Picture::new(1, 2, SIZE, GREEN).say_part_to(guest).expect("said"),
        Moment::Dragging => {
            stage.hand(&format!("move {} {}", x + 20, y + 20));
            stage.hand("button 1");
            guest.wait("the press", |said| matches!(said, Any::PointerButton(button) if button.pressed).then_some(())).expect("pressed");
        }
        Moment::WithMenu => {
            let menu = popup(2, 1, Rect::new(10, 20, 30, 15), 120, 80);
            guest.show(&menu, &Picture::new(2, 1, (120, 80), GREEN)).expect("shown");
            stage.hand("wait windows 3");
        }
        Moment::Minimized => {
            guest.say(&seamless_protocol::messages::MinimizeRequested { window: 1 }).expect("said");
            settled(guest);
        }
    }
}

fn say_again(guest: &mut FakeGuest) {
    guest.show(&other(), &Picture::new(7, 1, (90, 60), GREEN)).expect("shown");
    guest.show(&editor(), &Picture::new(1, 1, SIZE, GREEN)).expect("shown");
}

/// The guest is back and says its windows: they are there, as they are now, and can be used.
fn all_is_well(stage: &mut Stage, guest: &mut FakeGuest, after: (&str, Moment)) {
    stage.hand("button 0");
    say_again(guest);
    // Only a window that was minimized before is still.
    if after.1 == Moment::Minimized {
        guest.say(&seamless_protocol::messages::Activate { window: 1, input_serial: 0 }).expect("said");
    }
    stage.hand("wait window Editor");
    stage.hand("wait window Other");
    settled(guest);
    stage.hand(&format!("wait size Editor {} {}", SIZE.0, SIZE.1 + crate::STRIP));
    stage.hand("focus Editor");
    let (x, y) = stage.content("Editor");
    stage.hand(&format!("wait pixel {} {} 20c040", x + 150, y + 100));
    stage.hand("key a tap");
    let tap = guest.wait("the key", |said| matches!(said, Any::Key(key) if key.window == 1 && key.code == 30 && !key.pressed).then_some(()));
    tap.unwrap_or_else(|error| panic!("after {after:?}: {error}"));
    stage.hand("close Editor");
    asked_to_close(guest, 1);
    guest.say(&WindowClosed { window: 1 }).expect("said");
    guest.say(&WindowClosed { window: 7 }).expect("said");
    stage.hand("wait windows 0");
    stage.hand("wait handles 1");
    assert_eq!(stage.hand("faults"), [""; 0], "{after:?}");
}

#[test]
fn the_guests_bridge_at_any_moment() {
    let mut stage = stage();
    let mut guest = stage.guest();
    for moment in MOMENTS {
        arrange(&stage, &mut guest, moment);
        guest.die();
        guest = stage.guest();
        all_is_well(&mut stage, &mut guest, ("bridge", moment));
    }
}

#[test]
fn the_endpoint_at_any_moment() {
    let mut stage = stage();
    for moment in MOMENTS {
        let mut guest = stage.guest();
        arrange(&stage, &mut guest, moment);
        stage.kill_endpoint();
        stage.hand("wait windows 0");
        stage.hand("wait handles 0");
        stage.start_endpoint();
        let mut guest = stage.guest();
        all_is_well(&mut stage, &mut guest, ("endpoint", moment));
        stage.kill_endpoint();
        stage.start_endpoint();
    }
}

#[test]
fn the_launcher_at_any_moment_with_what_it_passes_on() {
    let mut stage = stage();
    let mut guest = stage.guest();
    for moment in MOMENTS {
        arrange(&stage, &mut guest, moment);
        guest.die();
        stage.launcher_dies();
        guest = stage.guest();
        all_is_well(&mut stage, &mut guest, ("launcher", moment));
    }
}

#[test]
fn only_the_directory_and_no_window_notices() {
    let mut stage = stage();
    let mut guest = stage.guest();
    for moment in MOMENTS {
        arrange(&stage, &mut guest, moment);
        stage.launcher_dies();
        guest.say(&WindowClosed { window: 2 }).expect("said");
        all_is_well(&mut stage, &mut guest, ("directory", moment));
    }
}

#[test]
fn orbital_at_any_moment_and_the_endpoint_ends_and_says_why() {
    let mut stage = stage();
    for moment in MOMENTS {
        let mut guest = stage.guest();
        arrange(&stage, &mut guest, moment);
        stage.kill_orbital();
        // It is noticed with the next thing that it is wanted for.
        let _ = Picture::new(7, 9, (90, 60), BLUE).say_to(&mut guest);
        assert_eq!(stage.endpoint_ended().code(), Some(1), "{moment:?}");
        stage.start_orbital();
        stage.start_endpoint();
        let mut guest = stage.guest();
        all_is_well(&mut stage, &mut guest, ("Orbital", moment));
        stage.kill_endpoint();
        stage.start_endpoint();
    }
}

#[test]
fn the_end_of_a_session_ends_the_endpoint_with_its_windows() {
    let mut stage = stage();
    let mut guest = stage.guest();
    windows(&stage, &mut guest);
    assert!(ended(stage.endpoint_with(&["--end"])).success());
    assert!(stage.endpoint_ended().success());
    stage.hand("wait windows 0");
    stage.hand("wait handles 0");
    // Where none runs there is nothing to do.
    assert!(ended(stage.endpoint_with(&["--end"])).success());
}

#[test]
fn of_two_endpoints_of_one_person_the_newer_one_stays() {
    let mut stage = stage();
    let mut guest = stage.guest();
    windows(&stage, &mut guest);
    let older = stage.take_endpoint();
    stage.start_endpoint();
    assert!(ended(older).success());
    let mut guest = stage.guest();
    all_is_well(&mut stage, &mut guest, ("older endpoint", Moment::Idle));
}

#[test]
fn a_guest_that_another_desktop_takes_has_no_windows_here_and_all_of_them_when_it_is_given_back() {
    let mut stage = stage();
    let mut guest = stage.guest();
    windows(&stage, &mut guest);
    stage.door.refuse(Some((seamless_protocol::messages::refusal::BUSY, "guest 'demo' is shown on desktop 'headless'")));
    guest.die();
    // Long before a guest that is merely away is given up.
    stage.hand("wait windows 0 within 5000");
    stage.hand("wait handles 1");
    stage.door.refuse(None);
    let mut guest = stage.guest();
    all_is_well(&mut stage, &mut guest, ("another desktop", Moment::Idle));
}

#[test]
fn a_menu_goes_with_its_bridge_and_comes_back_with_it() {
    let mut stage = stage();
    let mut guest = stage.guest();
    arrange(&stage, &mut guest, Moment::WithMenu);
    guest.die();
    stage.hand("wait windows 2");
    let mut guest = stage.guest();
    say_again(&mut guest);
    let menu = popup(2, 1, Rect::new(10, 20, 30, 15), 120, 80);
    guest.show(&menu, &Picture::new(2, 1, (120, 80), GREEN)).expect("shown");
    stage.hand("wait windows 3");
    stage.hand("key 0x01 tap");
    asked_to_close(&mut guest, 2);
}

#[test]
fn a_guest_that_is_restarting_keeps_its_windows_meanwhile() {
    let mut stage = stage();
    let mut guest = stage.guest();
    windows(&stage, &mut guest);
    stage.tell(seamless_protocol::messages::GuestState::Starting);
    guest.die();
    stage.tell(seamless_protocol::messages::GuestState::Ready);
    let mut guest = stage.guest();
    assert_eq!(stage.hand("windows").len(), 2);
    all_is_well(&mut stage, &mut guest, ("restart", Moment::Idle));
}
