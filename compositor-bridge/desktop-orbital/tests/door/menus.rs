// SPDX-License-Identifier: Apache-2.0
//! Guests' apps in the launcher's menus: what is installed, what the launcher makes of it, and what goes when.

use crate::settled;
use crate::stage::{stage, Stage};
use fake_orbital::peer::FakeGuest;
use seamless_protocol::messages::{app_flags, App, AppCatalogue, GuestState, Icon, IconRequest};
use seamless_protocol::Any;

fn app<'a>(id: &'a str, name: &'a str, categories: &[&'a str]) -> App<'a> {
    App {
        id,
        name,
        generic_name: "",
        comment: "",
        keywords: Vec::new(),
        categories: categories.to_vec(),
        mime_types: Vec::new(),
        startup_window_class: "",
        flags: 0,
        actions: Vec::new(),
        icon_key: "pen",
    }
}

/// The guest says which apps it has, and gives the icons that it is asked for.
fn catalogue(guest: &mut FakeGuest, revision: u32, apps: Vec<App<'_>>) {
    let icons = apps.iter().filter(|app| app.flags & app_flags::NO_DISPLAY == 0 && !app.id.starts_with('%')).count();
    guest.say_on_bulk(&AppCatalogue { revision, part: 0, parts: 1, apps }).expect("said");
    for _ in 0..icons {
        let asked = guest.wait("IconRequest", |said| match said {
            Any::IconRequest(IconRequest { icon_key, size }) => Some(((*icon_key).to_owned(), *size)),
            _ => None,
        });
        assert_eq!(asked.expect("asked"), ("pen".to_owned(), 48));
        guest.say_on_bulk(&Icon { icon_key: "pen", size: 48, png: PNG }).expect("said");
    }
    settled(guest);
}

/// One pixel.
const PNG: &[u8] = include_bytes!("pixel.png");

/// What the launcher has in its menus after a login: category, id, name, icon.
fn menu(stage: &Stage) -> Vec<Vec<String>> {
    stage.hand("launcher login");
    assert_eq!(stage.hand("launcher log"), [""; 0]);
    assert!(!stage.hand("launcher bar").iter().any(|line| line.contains("seamless")), "an entry without a main category is on the bar");
    let ours = stage.hand("launcher menu").into_iter().filter(|line| line.contains("seamless."));
    ours.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn names(stage: &Stage) -> Vec<String> {
    let mut names: Vec<String> = menu(stage).into_iter().map(|words| words[2].clone()).collect();
    names.sort();
    names
}

fn icons(stage: &Stage) -> usize {
    let folder = stage.prefix.join("root/home/user/.local/share/icons/hicolor/48x48/apps");
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

/// Not before the endpoint has done what it was told: the launcher reads files, which nothing tells of.
fn menu_becomes(stage: &Stage, wanted: &[&str]) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while names(stage) != wanted {
        assert!(std::time::Instant::now() < deadline, "{:?} and not {wanted:?}", names(stage));
    }
}

#[test]
fn an_entry_is_in_one_folder_has_an_icon_and_runs_seamless_run_with_plain_words() {
    let mut stage = stage();
    let mut guest = stage.guest();
    catalogue(&mut guest, 1, vec![app("org.pen", "Pen", &["GTK", "Graphics", "Office", "Utility"]), app("odd", "Odd", &["GTK", "X-Mine"])]);
    menu_becomes(&stage, &["Odd (demo)", "Pen (demo)"]);
    let menu = menu(&stage);
    let folder = |name: &str| menu.iter().filter(|words| words[2] == name).map(|words| words[0].clone()).collect::<Vec<_>>();
    assert_eq!((folder("Pen (demo)"), folder("Odd (demo)")), (vec!["Graphics".to_owned()], vec!["Utility".to_owned()]));
    for words in &menu {
        assert!(words[3].ends_with(".png"), "{words:?}");
        let command = stage.hand(&format!("launcher command {}", words[1]))[0].replace('\'', "");
        let (program, rest) = command.split_once(' ').expect("words");
        assert!(program.ends_with("/seamless-run"), "{command}");
        assert!(["demo org.pen", "demo odd"].contains(&rest), "{command}");
    }
    assert_eq!(icons(&stage), 2);
}

#[test]
fn what_the_launcher_could_not_start_or_should_not_show_has_no_entry() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let hidden = App { flags: app_flags::NO_DISPLAY, ..app("org.hidden", "Hidden", &["System"]) };
    let strange = app("a b'c\"d;e", "100% %f\nExec=rm", &["System"]);
    catalogue(&mut guest, 1, vec![app("%f", "Percent", &["System"]), hidden, strange]);
    menu_becomes(&stage, &["100% %fExec=rm (demo)"]);
    let entry = menu(&stage)[0][1].clone();
    let command = stage.hand(&format!("launcher command {entry}"))[0].clone();
    assert!(command.contains("a b'\\''c\"d;e") || command.contains("a b'\"'\"'c\"d;e") || command.contains("a b"), "{command}");
}

#[test]
fn one_app_of_two_guests_is_two_entries_with_two_names() {
    let mut stage = stage();
    let mut demo = stage.guest();
    stage.tell_all(&[("demo", GuestState::Ready), ("work", GuestState::Ready)]);
    let mut work = stage.guest_named("work");
    catalogue(&mut demo, 1, vec![app("org.pen", "Pen", &["Office"])]);
    catalogue(&mut work, 1, vec![app("org.pen", "Pen", &["Office"])]);
    menu_becomes(&stage, &["Pen (demo)", "Pen (work)"]);
    assert_eq!(icons(&stage), 2);
}

#[test]
fn an_app_that_is_uninstalled_goes_with_its_icon_and_one_that_changes_is_changed() {
    let mut stage = stage();
    let mut guest = stage.guest();
    catalogue(&mut guest, 1, vec![app("org.pen", "Pen", &["Office"]), app("org.ink", "Ink", &["Office"])]);
    menu_becomes(&stage, &["Ink (demo)", "Pen (demo)"]);
    catalogue(&mut guest, 2, vec![app("org.ink", "Inkwell", &["Graphics"])]);
    menu_becomes(&stage, &["Inkwell (demo)"]);
    assert_eq!(icons(&stage), 1);
}

#[test]
fn entries_stay_while_a_guest_is_off_and_go_when_it_is_no_more() {
    let mut stage = stage();
    let mut demo = stage.guest();
    stage.tell_all(&[("demo", GuestState::Ready), ("work", GuestState::Ready)]);
    let mut work = stage.guest_named("work");
    catalogue(&mut demo, 1, vec![app("org.pen", "Pen", &["Office"])]);
    catalogue(&mut work, 1, vec![app("org.ink", "Ink", &["Office"])]);
    menu_becomes(&stage, &["Ink (work)", "Pen (demo)"]);
    stage.tell_all(&[("demo", GuestState::Ready), ("work", GuestState::Off)]);
    work.die();
    // An endpoint that is started anew leaves them, too, before any guest has come.
    stage.kill_endpoint();
    assert_eq!(names(&stage), ["Ink (work)", "Pen (demo)"]);
    stage.start_endpoint_and(|stage| stage.tell_all(&[("demo", GuestState::Ready), ("work", GuestState::Off)]));
    let mut demo = stage.guest();
    settled(&mut demo);
    assert_eq!(names(&stage), ["Ink (work)", "Pen (demo)"]);
    stage.tell_all(&[("demo", GuestState::Ready)]);
    menu_becomes(&stage, &["Pen (demo)"]);
    assert_eq!(icons(&stage), 1);
}
