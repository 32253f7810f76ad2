// SPDX-License-Identifier: Apache-2.0
//! A person who clicks a file on Redox: the launcher reads what `seamless-associate` installed, and starts what that names.
use crate::guest::GuestDisk;
use crate::stage::{until, Stage};
use fake_orbital::peer::FakeGuest;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Path and inode of each file below a folder; what is renamed while it is read is left out.
fn installed(folder: &Path) -> BTreeMap<PathBuf, u64> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(installed(&entry.path()));
        } else if let Ok(metadata) = entry.metadata() {
            found.insert(entry.path(), metadata.ino());
        }
    }
    found
}

fn associate(stage: &Stage, words: &[&str]) -> String {
    let mut command = stage.program(env!("CARGO_BIN_EXE_seamless-associate"));
    let output = command.arg("--root").arg(stage.prefix.join("root")).args(words).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What the endpoint has written of its guests' apps, whole.
fn known_apps(stage: &Stage) -> BTreeMap<PathBuf, u64> {
    let mut files = installed(&stage.home().join(".local/share/seamless/apps"));
    files.retain(|path, _| path.extension().is_none_or(|kind| kind != "part"));
    files
}

/// An endpoint that knows of an app which opens texts and pictures.
fn known(stage: &mut Stage) -> FakeGuest {
    stage.types = vec!["text/plain", "image/png", "inode/directory"];
    let guest = stage.guest(&GuestDisk::default());
    until("its apps are known", || !known_apps(stage).is_empty());
    guest
}

#[test]
fn a_file_that_is_clicked_is_opened_by_a_guests_app_and_comes_back() {
    let mut stage = Stage::new();
    let mut guest = known(&mut stage);
    assert_eq!(associate(&stage, &[]), "1 apps of 1 guests open files; 0 that no longer do were removed\n");
    let path = stage.file("it's 100%.TXT", b"one");
    let found = stage.hand(&format!("launcher open {path:?}"));
    assert!(found.len() == 1 && found[0].contains("\tEditor (demo)\t"), "{found:?}");
    stage.hand(&format!("launcher start {path:?}"));
    let mut disk = GuestDisk::default();
    disk.open(&mut guest);
    assert_eq!((disk.name.as_str(), disk.copy.as_slice()), ("it's 100%.TXT", b"one".as_slice()));
    disk.save(b"two");
    disk.bring_back(&mut guest);
    assert_eq!(fs::read(&path).unwrap(), b"two");
    disk.close(&mut guest);
}

#[test]
fn associating_again_changes_nothing_and_leaves_what_others_installed() {
    let mut stage = Stage::new();
    let _guest = known(&mut stage);
    let root = stage.prefix.join("root/usr");
    let manifests = root.join("share/ui/apps");
    fs::create_dir_all(&manifests).unwrap();
    fs::write(manifests.join("30_cosmic-edit"), "name=Edit\nbinary=/usr/bin/cosmic-edit\naccept=*.txt\n").unwrap();
    fs::write(manifests.join("seamless.other"), "name=Other\nbinary=/usr/bin/other\n").unwrap();
    associate(&stage, &[]);
    let first = installed(&root);
    assert_eq!(first.len(), 4, "{first:?}");
    associate(&stage, &[]);
    assert_eq!(installed(&root), first);
    let path = stage.file("notes.txt", b"one");
    let found = stage.hand(&format!("launcher open {}", path.display()));
    assert_eq!(found.len(), 2, "the person chooses: {found:?}");
    assert_eq!(associate(&stage, &["--remove"]), "0 apps of 0 guests open files; 1 that no longer do were removed\n");
    let names: Vec<PathBuf> = installed(&root).into_keys().collect();
    assert_eq!(names, [manifests.join("30_cosmic-edit"), manifests.join("seamless.other")]);
}

#[test]
fn what_a_guest_no_longer_opens_is_removed() {
    let mut stage = Stage::new();
    let guest = known(&mut stage);
    associate(&stage, &[]);
    guest.die();
    stage.types = vec!["inode/directory"];
    let before = known_apps(&stage);
    let _guest = stage.guest(&GuestDisk::default());
    until("its apps are known", || known_apps(&stage) != before);
    assert_eq!(associate(&stage, &[]), "0 apps of 0 guests open files; 1 that no longer do were removed\n");
    assert!(installed(&stage.prefix.join("root/usr")).is_empty());
}

#[test]
fn an_app_that_opens_files_is_in_the_menu_once() {
    let mut stage = Stage::new();
    let _guest = known(&mut stage);
    stage.hand("launcher login");
    assert_eq!(stage.hand("launcher menu").iter().filter(|line| line.contains("Editor (demo)")).count(), 1);
    associate(&stage, &[]);
    stage.kill_endpoint();
    stage.start_endpoint();
    let entries = stage.home().join(".local/share/applications");
    until("its entry is gone", || installed(&entries).is_empty());
    let _guest = stage.guest(&GuestDisk::default());
    stage.hand("launcher login");
    let menu = stage.hand("launcher menu");
    assert_eq!(menu.iter().filter(|line| line.contains("Editor (demo)")).count(), 1, "{menu:?}");
    assert!(menu[0].starts_with("Utility\tseamless.demo.org.editor."), "{menu:?}");
    assert_eq!(stage.hand("launcher log"), [] as [&str; 0]);
}
