// SPDX-License-Identifier: Apache-2.0
//! The words that the program was started with.
use crate::link::address::Address;
use std::path::PathBuf;

pub const USAGE: &str = "usage: seamless-desktop-orbital --launcher HOST:PORT|wires:HOST:PORT|unix:PATH [--name NAME] [--key-file FILE]
       seamless-desktop-orbital --bridge unix:PATH --guest NAME
       seamless-desktop-orbital --end      ends the one that runs
without words: those in ~/.config/seamless/desktop-orbital";

#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    pub launcher: Option<Address>,
    /// Who we are at the launcher's door.
    pub name: String,
    pub key_file: Option<String>,
    /// One guest's bridge on the same machine, without a launcher.
    pub bridge: Option<(String, Address)>,
}

/// Where the words are when the program is started with none, as `seamless-run` does: options and values on lines of their own,
/// or separated by blanks; lines that begin with # are comments.
pub fn file() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
    let folder = std::env::var_os("XDG_CONFIG_HOME").filter(|path| !path.is_empty()).map(PathBuf::from).or_else(home)?;
    Some(folder.join("seamless/desktop-orbital"))
}

/// The user's data folder; None: there is no home.
pub fn data() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    std::env::var_os("XDG_DATA_HOME").filter(|path| !path.is_empty()).map(PathBuf::from).or_else(home)
}

pub fn words_of(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.trim_start().starts_with('#')).flat_map(str::split_whitespace).map(str::to_owned).collect()
}

impl Options {
    /// The error is for a person.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options { launcher: None, name: "redox".into(), key_file: None, bridge: None };
        let (mut guest, mut bridge) = (None, None);
        let mut words = words;
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("'{word}' needs a value"))?;
            let address = || Address::parse(&value).ok_or_else(|| format!("'{value}' is no HOST:PORT, no wires:HOST:PORT and no unix:PATH"));
            match word.as_str() {
                "--launcher" => options.launcher = Some(address()?),
                "--bridge" => bridge = Some(address()?),
                "--name" => options.name = value,
                "--key-file" => options.key_file = Some(value),
                "--guest" => guest = Some(value),
                _ => return Err(format!("'{word}' is not an option")),
            }
        }
        options.bridge = match (guest, bridge) {
            (Some(guest), Some(bridge)) => Some((guest, bridge)),
            (None, None) => None,
            _ => return Err("--bridge and --guest belong together".into()),
        };
        if options.launcher.is_none() == options.bridge.is_none() {
            return Err("one of --launcher and --bridge is wanted".into());
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Options, String> {
        Options::parse(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_launcher_is_enough() {
        let options = parse("--launcher 10.0.2.2:7654").unwrap();
        assert_eq!((options.name.as_str(), options.key_file), ("redox", None));
    }

    #[test]
    fn words_in_a_file_are_those_of_a_command_line() {
        let words = words_of("# where the launcher is\n--launcher 10.0.2.2:7654\n--key-file\n  /home/user/key\n");
        let options = Options::parse(words.into_iter()).unwrap();
        assert_eq!(options.key_file.as_deref(), Some("/home/user/key"));
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        assert_eq!(parse("").unwrap_err(), "one of --launcher and --bridge is wanted");
        assert_eq!(parse("--launcher here").unwrap_err(), "'here' is no HOST:PORT, no wires:HOST:PORT and no unix:PATH");
        assert_eq!(parse("--launcher").unwrap_err(), "'--launcher' needs a value");
        assert_eq!(parse("--colour red").unwrap_err(), "'--colour' is not an option");
        assert_eq!(parse("--bridge unix:/a").unwrap_err(), "--bridge and --guest belong together");
    }
}
