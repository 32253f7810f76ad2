// SPDX-License-Identifier: Apache-2.0
//! The person's own file, and how a save from a guest takes its place: written beside it, brought to the disk, then renamed over it,
//! with the same mode. An original that is not the one that we read or wrote last is somebody else's work; then both are kept.
use super::record::Record;
use crate::limits;
use seamless_protocol::limits::FILE_NAME_BYTES;
use seamless_protocol::shorten;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// By what a file is known to be the one that was seen: not replaced, not written since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub inode: u64,
    pub size: u64,
    pub seconds: i64,
    pub nanoseconds: i64,
}

impl Seen {
    /// None when there is no regular file of that name.
    pub fn of(path: &Path) -> Option<Seen> {
        let found = fs::metadata(path).ok().filter(|found| found.is_file())?;
        Some(Seen { inode: found.ino(), size: found.len(), seconds: found.mtime(), nanoseconds: found.mtime_nsec() })
    }

    pub fn text(&self) -> String {
        format!("{} {} {} {}", self.inode, self.size, self.seconds, self.nanoseconds)
    }

    pub fn parse(text: &str) -> Option<Seen> {
        let mut words = text.split(' ');
        let seen = Seen {
            inode: words.next()?.parse().ok()?,
            size: words.next()?.parse().ok()?,
            seconds: words.next()?.parse().ok()?,
            nanoseconds: words.next()?.parse().ok()?,
        };
        words.next().is_none().then_some(seen)
    }
}

/// Where the file itself is, when the path is a link or leads through some. The error is for a person.
pub fn resolve(path: &Path) -> Result<PathBuf, String> {
    let real = fs::canonicalize(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    })?;
    let name = real.file_name().and_then(|name| name.to_str());
    if real.to_str().is_none() || name.is_none_or(|name| name.len() > FILE_NAME_BYTES) {
        return Err("no guest can have a file of that name".into());
    }
    // Redox' own name of the same folder; nobody reads that with pleasure.
    Ok(real.strip_prefix("/scheme/file").map_or_else(|_| real.clone(), |below| Path::new("/").join(below)))
}

/// Nobody may write it.
pub fn is_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o222 == 0)
}

/// Where a save is collected: in the same folder, for only there can it be put in place in one step.
pub fn beside(record: &Record) -> PathBuf {
    record.path.with_file_name(format!(".seamless-{:016x}", record.key))
}

/// Gives what was collected the original's mode and brings it to the disk.
pub fn finish(record: &Record, collected: &File) -> io::Result<()> {
    let mode = fs::metadata(&record.path).map_or(0o644, |found| found.permissions().mode() & 0o7777);
    collected.set_permissions(fs::Permissions::from_mode(mode))?;
    collected.sync_all()
}

/// Somebody else has written it, or put another file there. Taken away it is nobody's work any more.
pub fn has_changed(record: &Record) -> bool {
    record.path.exists() && Seen::of(&record.path) != Some(record.seen)
}

/// A free name that tells where it comes from: `notes (from dev, 2026-01-31 14.05).txt`; the time is UTC, for Redox knows no other.
pub fn kept_name(record: &Record) -> io::Result<PathBuf> {
    let name = record.name();
    let (stem, extension) = match name.rfind('.') {
        Some(at) if at > 0 => name.split_at(at),
        _ => (name, ""),
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let guest: String = record.guest.chars().map(|letter| if letter == '/' { '_' } else { letter }).collect();
    for number in 1..=limits::KEPT_NAMES {
        let again = if number == 1 { String::new() } else { format!(", {number}") };
        let end = format!(" (from {guest}, {}{again}){extension}", date(now));
        let path = record.path.with_file_name(format!("{}{end}", shorten(stem, FILE_NAME_BYTES.saturating_sub(end.len()))));
        if fs::symlink_metadata(&path).is_err() {
            return Ok(path);
        }
    }
    Err(io::Error::other(format!("there are {} saves beside it already", limits::KEPT_NAMES)))
}

/// `2026-01-31 14.05`, by counting days in eras of 400 years that begin on the first of March.
fn date(seconds: u64) -> String {
    let days = seconds / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{of_month:02} {:02}.{:02}", seconds / 3600 % 24, seconds / 60 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(date(0), "1970-01-01 00.00");
        assert_eq!(date(951_782_400), "2000-02-29 00.00");
        assert_eq!(date(1_709_251_199), "2024-02-29 23.59");
        assert_eq!(date(1_769_868_300), "2026-01-31 14.05");
    }
}
