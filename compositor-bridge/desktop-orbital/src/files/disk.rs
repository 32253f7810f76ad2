// SPDX-License-Identifier: Apache-2.0
//! Files that are whole, old or new, whatever dies at which moment: written beside, brought to the disk, put in place in one step.
//! On RedoxFS each of these is a transaction of its own, and a rename replaces what is there within one.
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Nobody else reads it while it is not whole.
const OWNER_ONLY: u32 = 0o600;

/// A small file of ours.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    put_in_place(&beside, path)
}

/// A new file each time: what a killed writer left is no obstacle.
pub fn create(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path)
}

/// From one name to another in the same folder.
pub fn put_in_place(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    // A file system that does not know how to do that to a folder does it by itself.
    if let Some(folder) = to.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
    Ok(())
}
