// SPDX-License-Identifier: Apache-2.0
//! The X servers that a program has windows on: each numbers its windows as if there were no other.

use super::{Display, XID};
use std::ffi::CString;
use std::sync::Mutex;

/// An X server, by the place of its name among those that the program has named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Server(usize);

/// A drawable that no other one is mistaken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub server: Server,
    pub id: XID,
}

impl Server {
    /// DISPLAY's, and what a context has that was never current.
    pub const UNNAMED: Server = Server(0);

    /// Of a connection, whichever of the server's screens it names.
    pub fn of(display: Display) -> Server {
        crate::sys::x_display_name(display).map_or(Server::UNNAMED, |name| Server::named(without_screen(name.as_bytes())))
    }

    fn named(name: &[u8]) -> Server {
        static KNOWN: Mutex<Vec<CString>> = Mutex::new(Vec::new());
        let mut known = KNOWN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let at = known.iter().position(|one| one.as_bytes() == name).unwrap_or_else(|| {
            known.push(CString::new(name).unwrap_or_default());
            known.len() - 1
        });
        Server(at + 1)
    }
}

/// `host:1.2` is screen 2 of `host:1`.
fn without_screen(name: &[u8]) -> &[u8] {
    let colon = name.iter().rposition(|byte| *byte == b':').unwrap_or(name.len());
    let dot = name[colon..].iter().position(|byte| *byte == b'.').map_or(name.len(), |dot| colon + dot);
    &name[..dot]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn screens_of_one_server_are_one_server() {
        let of = |name: &str| Server::named(without_screen(name.as_bytes()));
        assert_eq!(of(":7"), of(":7.1"));
        assert_eq!(of("a.host.somewhere:7.0"), of("a.host.somewhere:7"));
        assert_ne!(of(":7"), of(":71"));
        assert_ne!(of("a.host:7"), of("b.host:7"));
        assert_ne!(of("no number"), Server::UNNAMED);
    }
}
