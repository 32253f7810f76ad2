// SPDX-License-Identifier: Apache-2.0
//! Files of Redox' opened in a guest by the real programs: opened, saved, stored, and whatever dies in between.
mod associations;
mod guest;
mod kills;
mod stage;

use guest::GuestDisk;
use seamless_protocol::messages::*;
use seamless_protocol::Any;
use stage::{until, Stage};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

/// A file of several windows.
pub fn long(seed: u8) -> Vec<u8> {
    (0..700_000u32).map(|at| (at / 7 % 251) as u8 ^ seed).collect()
}

#[test]
fn a_file_is_opened_in_a_guest_and_every_save_is_in_its_place() {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let path = stage.file("notes.txt", &long(0));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let mut run = stage.run(&path);
    disk.open(&mut guest);
    assert_eq!((disk.name.as_str(), disk.is_read_only), ("notes.txt", false));
    assert!(disk.copy == long(0), "the copy is another");
    run.succeeds();
    for (seed, content) in [long(1), Vec::new(), b"three".to_vec()].iter().enumerate() {
        disk.save(content);
        disk.bring_back(&mut guest);
        assert!(fs::read(&path).unwrap() == *content, "save {seed}");
    }
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o640);
    disk.close(&mut guest);
    until("nothing is remembered", || stage.records().is_empty());
    assert_eq!(stage.names(), ["notes.txt"]);
}

#[test]
fn a_file_that_is_opened_again_is_the_same_copy() {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let path = stage.file("notes.txt", b"one");
    let mut run = stage.run(&path);
    disk.open(&mut guest);
    run.succeeds();
    disk.save(b"two");
    disk.bring_back(&mut guest);
    let key = disk.key;
    let mut run = stage.run(&path);
    disk.hear_open(&mut guest);
    assert!(disk.key == key && disk.is_again);
    disk.say_opened(&mut guest);
    run.succeeds();
}

/// How the guest says that the file is over, in words that are on their way as it is opened again.
fn opened_as_it_ends(is_closed: bool, is_known: bool) {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let path = stage.file("notes.txt", b"one");
    let mut run = stage.run(&path);
    disk.open(&mut guest);
    run.succeeds();
    disk.save(b"first");
    disk.bring_back(&mut guest);
    let key = disk.key;
    if !is_known {
        // As the endpoint comes back to a guest whose apps it does not know yet.
        guest.die();
        guest = stage.session();
    }
    let record = || stage.records().first().and_then(|record| fs::metadata(record).ok()).map(|found| found.ino());
    let before = record();
    let mut run = stage.run(&path);
    if is_known {
        disk.hear_open(&mut guest);
        assert!(disk.key == key && disk.is_again);
    } else {
        until("it is noted that it is to be opened", || record() != before);
    }
    if is_closed {
        guest.say(&FileClosed { key }).unwrap();
    } else {
        disk.say_gone(&mut guest);
    }
    if !is_known {
        stage.apps(&mut guest);
    }
    let mut again = GuestDisk::default();
    again.open(&mut guest);
    assert!(again.key != key && !again.is_again);
    assert_eq!(again.copy, b"first");
    // To what it was asked meanwhile, and it comes late.
    disk.say_gone(&mut guest);
    run.succeeds();
    again.save(b"second");
    again.bring_back(&mut guest);
    assert_eq!(fs::read(&path).unwrap(), b"second");
    again.close(&mut guest);
    until("nothing is remembered", || stage.records().is_empty());
    assert_eq!(stage.names(), ["notes.txt"]);
}

#[test]
fn a_file_that_is_opened_again_as_it_ends_is_another_copy_whose_saves_come_back() {
    for is_closed in [true, false] {
        for is_known in [true, false] {
            opened_as_it_ends(is_closed, is_known);
        }
    }
}

#[test]
fn a_file_that_cannot_be_opened_again_is_asked_after_and_then_forgotten() {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let path = stage.file("notes.txt", b"one");
    let mut run = stage.run(&path);
    disk.open(&mut guest);
    run.succeeds();
    let mut run = stage.run(&path);
    disk.hear_open(&mut guest);
    disk.say_not_opened(&mut guest, "there is no app 'org.editor' in this guest");
    stage.hand("wait window Seamless");
    stage.hand("close Seamless");
    run.fails();
    disk.hear_stored(&mut guest, 0);
    disk.say_gone(&mut guest);
    until("nothing is remembered", || stage.records().is_empty());
}

#[test]
fn a_save_that_is_said_again_while_it_still_seems_to_come_is_fetched_at_once_when_it_does_not() {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let path = stage.file("notes.txt", b"one");
    let mut run = stage.run(&path);
    disk.open(&mut guest);
    run.succeeds();
    disk.save(b"two");
    let key = disk.key;
    let saved = FileSaved { key, version: 1, size: 3 };
    guest.say(&saved).unwrap();
    assert_eq!(disk.hear_fetch(&mut guest), 1);
    guest.say(&saved).unwrap();
    // It is read before what is on bulk.
    guest.say(&Ping { token: 7 }).unwrap();
    guest.wait("Pong", |said| matches!(said, Any::Pong(pong) if pong.token == 7).then_some(())).unwrap();
    guest.say_on_bulk(&FileFailed { key, version: 1, request: 0, reason: "the guest's agent went away" }).unwrap();
    disk.answer_fetch(&mut guest);
    assert_eq!(fs::read(&path).unwrap(), b"two");
}

#[test]
fn a_save_that_replaces_the_one_that_comes_is_the_one_that_stays() {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let path = stage.file("notes.txt", b"one");
    let mut run = stage.run(&path);
    disk.open(&mut guest);
    run.succeeds();
    disk.save(&long(1));
    guest.say(&FileSaved { key: disk.key, version: 1, size: disk.saved.len() as u64 }).unwrap();
    assert_eq!(disk.hear_fetch(&mut guest), 1);
    // While the first comes there are two more, and the first is gone.
    disk.save(b"two");
    guest.say(&FileSaved { key: disk.key, version: 2, size: 3 }).unwrap();
    disk.save(b"three");
    guest.say(&FileSaved { key: disk.key, version: 3, size: 5 }).unwrap();
    guest.say_on_bulk(&FileFailed { key: disk.key, version: 1, request: 0, reason: "version 1 is gone; the newest is 3" }).unwrap();
    disk.answer_fetch(&mut guest);
    assert_eq!(fs::read(&path).unwrap(), b"three");
}

#[test]
fn an_original_that_was_changed_meanwhile_stays_and_the_person_is_told() {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let path = stage.file("notes.txt", b"one");
    let mut run = stage.run(&path);
    disk.open(&mut guest);
    run.succeeds();
    fs::write(&path, b"of somebody else").unwrap();
    disk.save(b"of the guest");
    disk.bring_back(&mut guest);
    assert_eq!(fs::read(&path).unwrap(), b"of somebody else");
    let names = stage.names();
    assert!(names.len() == 2 && names[0].starts_with("notes (from demo, 20") && names[0].ends_with(").txt"), "{names:?}");
    assert_eq!(fs::read(stage.home().join(&names[0])).unwrap(), b"of the guest");
    stage.hand("wait window Seamless");
    stage.hand("close Seamless");
    stage.hand("wait no-window Seamless");
    // What is saved next goes where the first went.
    disk.save(b"of the guest again");
    disk.bring_back(&mut guest);
    assert_eq!(fs::read(stage.home().join(&names[0])).unwrap(), b"of the guest again");
    assert_eq!(stage.names().len(), 2);
}

#[test]
fn a_save_that_cannot_be_written_stays_in_the_guest_and_the_person_is_told() {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let folder = stage.home().join("work");
    fs::create_dir(&folder).unwrap();
    let path = stage.file("work/notes.txt", b"one");
    let mut run = stage.run(&path);
    disk.open(&mut guest);
    run.succeeds();
    fs::remove_dir_all(&folder).unwrap();
    disk.save(b"two");
    guest.say(&FileSaved { key: disk.key, version: 1, size: 3 }).unwrap();
    stage.hand("wait window Seamless");
    // The folder is there again, and so is the guest after a while.
    fs::create_dir(&folder).unwrap();
    guest.die();
    let mut guest = stage.guest(&disk);
    guest.wait("FetchFile", |said| matches!(said, Any::FetchFile(_)).then_some(())).expect("tried again");
    disk.send(&mut guest, usize::MAX);
    disk.hear_stored(&mut guest, 1);
    assert_eq!(fs::read(&path).unwrap(), b"two");
}

#[test]
fn what_cannot_be_opened_is_said_in_a_window_that_names_it() {
    let mut stage = Stage::new();
    let disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    for what in ["nothing.txt", ".local"] {
        fs::create_dir_all(stage.home().join(".local")).unwrap();
        let mut run = stage.run(&stage.home().join(what));
        stage.hand("wait window Seamless");
        stage.hand("close Seamless");
        run.fails();
        // Else the next close is for this one, on a machine that has much else to do.
        stage.hand("wait no-window Seamless");
    }
    let path = stage.file("notes.txt", b"one");
    let mut run = stage.run(&path);
    let mut disk = GuestDisk::default();
    disk.hear_open(&mut guest);
    let key = disk.key;
    guest.wait("FileData", |said| matches!(said, Any::FileData(data) if data.key == key).then_some(())).unwrap();
    disk.say_not_opened(&mut guest, "there is no app 'org.editor' in this guest");
    stage.hand("wait window Seamless");
    stage.hand("close Seamless");
    run.fails();
    disk.hear_released(&mut guest);
    until("nothing is remembered", || stage.records().is_empty());
}

#[test]
fn a_file_that_nobody_may_write_is_opened_for_reading() {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let path = stage.file("notes.txt", b"one");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let mut run = stage.run(&path);
    disk.open(&mut guest);
    assert!(disk.is_read_only);
    run.succeeds();
    disk.close(&mut guest);
}
