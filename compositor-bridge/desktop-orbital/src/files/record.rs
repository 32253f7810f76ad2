// SPDX-License-Identifier: Apache-2.0
//! What an endpoint must know of a file that an earlier one opened in a guest: one small file each, in `seamless/files` of the
//! user's data. Written in one step and before what it says is done or said, so whichever moment an endpoint dies at, the next
//! one knows what to ask for and what is its own.
use super::disk;
use super::original::Seen;
use crate::escape::{escaped, unescaped};
use crate::limits;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

const FIRST_LINE: &str = "seamless-file 1";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub key: u64,
    /// Where it is open.
    pub guest: String,
    /// The original; links resolved.
    pub path: PathBuf,
    /// The original as it was last read or written by us: another one is somebody else's doing.
    pub seen: Seen,
    /// Empty: the guest's own app for such files.
    pub app: String,
    pub is_read_only: bool,
    /// The guest has said that it has it.
    pub is_opened: bool,
    /// The newest version that is safe here.
    pub stored: u32,
    /// A version that is about to be put in place, and what it is known by: when that lies at the path, it is done.
    pub storing: Option<(u32, Seen)>,
}

impl Record {
    pub fn name(&self) -> &str {
        self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    fn text(&self) -> String {
        let (version, there) = self.storing.unwrap_or_default();
        format!(
            "{FIRST_LINE}\nguest {}\npath {}\nseen {}\napp {}\nread-only {}\nopened {}\nstored {}\nstoring {version} {}\n",
            escaped(&self.guest),
            escaped(&self.path.to_string_lossy()),
            self.seen.text(),
            escaped(&self.app),
            u8::from(self.is_read_only),
            u8::from(self.is_opened),
            self.stored,
            there.text(),
        )
    }

    fn parse(key: u64, text: &str) -> Option<Record> {
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return None;
        }
        let mut next = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let record = Record {
            key,
            guest: unescaped(next("guest")?)?,
            path: unescaped(next("path")?)?.into(),
            seen: Seen::parse(next("seen")?)?,
            app: unescaped(next("app")?)?,
            is_read_only: next("read-only")? == "1",
            is_opened: next("opened")? == "1",
            stored: next("stored")?.parse().ok()?,
            storing: {
                let (version, there) = next("storing")?.split_once(' ')?;
                Some((version.parse().ok()?, Seen::parse(there)?)).filter(|(version, _)| *version != 0)
            },
        };
        record.path.is_absolute().then_some(record)
    }
}

/// The folder of the records.
pub struct Journal {
    pub folder: PathBuf,
}

impl Journal {
    pub fn write(&self, record: &Record) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        disk::write(&self.path(record.key), record.text().as_bytes())
    }

    pub fn remove(&self, key: u64) {
        let _ = fs::remove_file(self.path(key));
    }

    /// What earlier endpoints left. One that cannot be read is left alone.
    pub fn left(&self) -> Vec<Record> {
        let Ok(list) = fs::read_dir(&self.folder) else { return Vec::new() };
        let mut records: Vec<Record> = list.flatten().filter_map(|entry| read(&entry.path())).take(limits::FILES).collect();
        records.sort_by_key(|record| record.key);
        records
    }

    fn path(&self, key: u64) -> PathBuf {
        self.folder.join(format!("{key:016x}"))
    }
}

fn read(path: &Path) -> Option<Record> {
    let key = path.file_name()?.to_str().filter(|name| name.len() == 16).and_then(|name| u64::from_str_radix(name, 16).ok())?;
    let mut text = String::new();
    fs::File::open(path).ok()?.take(limits::RECORD_BYTES).read_to_string(&mut text).ok()?;
    Record::parse(key, &text).filter(|_| key != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_whole_or_not_at_all() {
        let seen = Seen { inode: 7, size: 5, seconds: 3, nanoseconds: 9 };
        let record = Record {
            key: 0xabc,
            guest: "dev box".into(),
            path: "/home/user/a\nb 100%.txt".into(),
            seen,
            app: String::new(),
            is_read_only: false,
            is_opened: true,
            stored: 3,
            storing: Some((4, seen)),
        };
        assert_eq!(Record::parse(0xabc, &record.text()), Some(record.clone()));
        let idle = Record { storing: None, ..record.clone() };
        assert_eq!(Record::parse(0xabc, &idle.text()), Some(idle));
        let text = record.text();
        for end in 0..text.len() - 2 {
            assert_ne!(Record::parse(0xabc, &text[..end]), Some(record.clone()));
        }
        assert_eq!(Record::parse(1, &text.replace("path /", "path ")), None);
    }
}
