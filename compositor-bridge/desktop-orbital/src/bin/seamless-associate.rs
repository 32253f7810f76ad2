// SPDX-License-Identifier: Apache-2.0
//! Makes the guests' apps programs that Redox opens files with. Root runs it, once, and again when guests have other apps.
use seamless_desktop_orbital::associations::{Associations, Outcome};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: seamless-associate [--remove] [--root DIR] [HOME...]
Installs manifests for the launcher in /usr/share/ui/apps, from what the endpoints of the people with these homes
know of their guests; all in /home, and /root, unless said. --remove takes away all that it installed.";

fn main() -> ExitCode {
    let (mut is_removing, mut root, mut homes) = (false, PathBuf::from("/"), Vec::new());
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match (word.as_str(), &mut words) {
            ("--remove", _) => is_removing = true,
            ("--root", words) => match words.next() {
                Some(folder) => root = folder.into(),
                None => return usage(),
            },
            (option, _) if option.starts_with('-') => return usage(),
            (home, _) => homes.push(PathBuf::from(home)),
        }
    }
    if homes.is_empty() {
        homes = all_homes(&root);
    }
    let program = std::env::current_exe().ok().map(|path| path.with_file_name("seamless-run"));
    let program = program.and_then(|path| path.to_str().map(str::to_owned)).unwrap_or_else(|| "/usr/bin/seamless-run".into());
    let associations = Associations::new(root, program);
    let done = if is_removing {
        associations.remove(|_| true).map(|removed| Outcome { removed, ..Outcome::default() })
    } else {
        associations.install(&homes)
    };
    match done {
        Ok(Outcome { apps, guests, removed }) => {
            println!("{apps} apps of {guests} guests open files; {removed} that no longer do were removed");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("seamless-associate: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn all_homes(root: &Path) -> Vec<PathBuf> {
    let list = std::fs::read_dir(root.join("home")).map(|list| list.flatten().map(|entry| entry.path()).collect());
    let mut homes: Vec<PathBuf> = list.unwrap_or_default();
    homes.sort();
    homes.push(root.join("root"));
    homes
}
