// SPDX-License-Identifier: Apache-2.0
//! Whatever dies between any two steps: the newest save is on Redox' side or in the guest, and comes back by itself.
use crate::guest::GuestDisk;
use crate::long;
use crate::stage::{until, Run, Stage};
use fake_orbital::peer::FakeGuest;
use seamless_protocol::messages::*;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Who dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Endpoint,
    Connection,
}

/// What has happened last when it dies, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum After {
    OpenFile,
    PartOfTheCopy,
    TheCopy,
    Opened,
    Saved,
    FetchFile,
    PartOfTheSave,
    TheSave,
    Stored,
    SavedAgain,
    FetchedAgain,
    Closed,
}

const ALL: [After; 12] = [
    After::OpenFile,
    After::PartOfTheCopy,
    After::TheCopy,
    After::Opened,
    After::Saved,
    After::FetchFile,
    After::PartOfTheSave,
    After::TheSave,
    After::Stored,
    After::SavedAgain,
    After::FetchedAgain,
    After::Closed,
];

/// Goes as far as that.
fn go(disk: &mut GuestDisk, guest: &mut FakeGuest, run: &mut Run, last: After) {
    for step in ALL.into_iter().filter(|step| *step <= last) {
        let key = disk.key;
        match step {
            After::OpenFile => disk.hear_open(guest),
            After::PartOfTheCopy => drop(disk.take_piece(guest, &mut 0)),
            After::TheCopy => {
                let mut owed = 4096;
                while !disk.take_piece(guest, &mut owed) {}
            }
            After::Opened => {
                disk.say_opened(guest);
                run.succeeds();
            }
            After::Saved => {
                disk.save(&long(1));
                guest.say(&FileSaved { key, version: 1, size: disk.saved.len() as u64 }).unwrap();
            }
            After::FetchFile => assert_eq!(disk.hear_fetch(guest), 1),
            After::PartOfTheSave if last == After::PartOfTheSave => disk.send(guest, 100_000),
            After::PartOfTheSave => {}
            After::TheSave => disk.send(guest, usize::MAX),
            After::Stored => disk.hear_stored(guest, 1),
            After::SavedAgain => {
                disk.save(&long(2));
                guest.say(&FileSaved { key, version: 2, size: disk.saved.len() as u64 }).unwrap();
            }
            After::FetchedAgain => {
                assert_eq!(disk.hear_fetch(guest), 2);
                disk.send(guest, usize::MAX);
            }
            After::Closed => {
                disk.hear_stored(guest, 2);
                disk.is_closed = true;
                guest.say(&FileClosed { key }).unwrap();
            }
        }
    }
}

fn holds_newest(disk: &GuestDisk, path: &Path) -> bool {
    let there = fs::read(path).unwrap();
    let newest = if disk.newest == 0 { long(0) } else { disk.saved.clone() };
    there == newest || disk.newest > disk.stored
}

/// From whatever was left to the newest save in its place and nothing remembered.
fn finish(disk: &mut GuestDisk, guest: &mut FakeGuest, path: &Path, last: After) {
    if last == After::TheCopy {
        // The guest has it whole, and nobody knew.
        disk.hear_open(guest);
        assert!(disk.is_again);
        disk.say_opened(guest);
    }
    if !disk.is_whole {
        // Nothing was edited, and it is opened anew.
        let key = disk.key;
        disk.hear_open(guest);
        assert!(disk.is_again && disk.key == key);
        disk.say_gone(guest);
        disk.open(guest);
        assert!(!disk.is_again && disk.key != key);
        disk.save(&long(3));
        disk.bring_back(guest);
    } else if disk.newest == 0 {
        disk.save(&long(3));
        disk.bring_back(guest);
    } else if disk.newest > disk.stored {
        // What the endpoint stored just before it died it says, and does not ask for again.
        let (key, newest) = (disk.key, disk.newest);
        let wants = guest
            .wait("FetchFile or FileStored", |said| match said {
                seamless_protocol::Any::FetchFile(fetch) if fetch.key == key && fetch.version == newest => Some(true),
                seamless_protocol::Any::FileStored(stored) if stored.key == key && stored.version == newest => Some(false),
                _ => None,
            })
            .unwrap();
        if wants {
            disk.send(guest, usize::MAX);
            disk.hear_stored(guest, newest);
        }
        disk.stored = newest;
    }
    assert!(fs::read(path).unwrap() == disk.saved, "the newest save is not in its place");
    if !disk.is_closed {
        disk.close(guest);
    }
}

fn dies(who: Who, last: After) {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let path = stage.file("notes.txt", &long(0));
    let mut run = stage.run(&path);
    go(&mut disk, &mut guest, &mut run, last);
    match who {
        Who::Endpoint => stage.kill_endpoint(),
        Who::Connection => guest.die(),
    }
    assert!(holds_newest(&disk, &path), "{who:?} {last:?}");
    if who == Who::Endpoint {
        stage.start_endpoint();
    }
    if !disk.is_whole {
        disk.copy.clear();
    }
    let mut guest = stage.guest(&disk);
    finish(&mut disk, &mut guest, &path, last);
    until("nothing is remembered", || stage.records().is_empty());
    assert_eq!(stage.names(), ["notes.txt"], "{who:?} {last:?}");
    assert_eq!(
        fs::read_dir(stage.home()).unwrap().flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(".seamless-8")).count(),
        0
    );
}

#[test]
fn an_endpoint_that_dies_at_any_step_loses_no_save() {
    for last in ALL {
        dies(Who::Endpoint, last);
    }
}

#[test]
fn a_connection_that_is_lost_at_any_step_loses_no_save() {
    for last in ALL {
        dies(Who::Connection, last);
    }
}

/// What an endpoint that died as it put version 1 in place had written: the record, and with it or without it the file.
fn dies_between_two_names(is_renamed: bool) {
    let mut stage = Stage::new();
    let mut disk = GuestDisk::default();
    let mut guest = stage.guest(&disk);
    let path = stage.file("notes.txt", b"one");
    let mut run = stage.run(&path);
    disk.open(&mut guest);
    run.succeeds();
    stage.kill_endpoint();
    disk.save(b"two");
    let beside = stage.home().join(format!(".seamless-{:016x}", disk.key));
    fs::write(&beside, b"two").unwrap();
    let found = fs::metadata(&beside).unwrap();
    let seen = format!("storing 1 {} {} {} {}\n", found.ino(), found.len(), found.mtime(), found.mtime_nsec());
    let record = stage.records().remove(0);
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, text.replace("storing 0 0 0 0 0\n", &seen)).unwrap();
    if is_renamed {
        fs::rename(&beside, &path).unwrap();
    }
    stage.start_endpoint();
    let mut guest = stage.guest(&disk);
    if is_renamed {
        disk.hear_stored(&mut guest, 1);
    } else {
        disk.answer_fetch(&mut guest);
    }
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert!(!beside.exists());
    disk.close(&mut guest);
    assert_eq!(stage.names(), ["notes.txt"]);
}

#[test]
fn an_endpoint_that_dies_before_it_renames_a_save_begins_anew_and_after_it_knows_its_work() {
    dies_between_two_names(false);
    dies_between_two_names(true);
}
