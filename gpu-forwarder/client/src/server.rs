// SPDX-License-Identifier: Apache-2.0
//! Where the GPU server is: SEAMLESS_GL says it, or a file of the person's, or it is where this session's own is.
//!
//! `PATH`: a socket, and memory that both see. `stream:PATH`: a socket, over which everything goes. `tcp:HOST:PORT`: a launcher's
//! door, where this machine is known as a desktop by its name and key; `door:PATH`: one at a socket, which says itself who comes.
//! A launcher's door leads to its machine's server, or to the one in the guest that SEAMLESS_GL_GUEST names.

use crate::door::{self, Visitor};
use crate::limits::{CONNECT, FILE_BYTES, UNACKNOWLEDGED};
use crate::wire::Socket;
use std::io::{self, ErrorKind, Read};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

#[derive(Debug, PartialEq, Eq)]
pub enum Server {
    #[cfg(not(target_os = "redox"))]
    Shared(PathBuf),
    Stream(PathBuf),
    Door(Door),
}

/// A launcher's, and what is wanted there.
#[derive(Debug, PartialEq, Eq)]
pub struct Door {
    place: Place,
    name: String,
    key_file: Option<PathBuf>,
    /// Whose GPU; empty: the launcher's machine's.
    guest: String,
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Tcp(String),
    Unix(PathBuf),
}

/// What variables and the file say beside the server.
#[derive(Default)]
struct Said {
    name: Option<String>,
    key_file: Option<String>,
    guest: Option<String>,
}

impl Server {
    pub fn find() -> io::Result<Server> {
        let file = config_file().and_then(|path| text_of(&path).ok()).unwrap_or_default();
        let said = |variable: &str, key: &str| std::env::var(variable).ok().or_else(|| value(&file, key));
        let guest = std::env::var("SEAMLESS_GL_GUEST").ok();
        // A variable that names a server means that server, whatever guest the file names.
        let guest = guest.or_else(|| std::env::var_os("SEAMLESS_GL").map_or_else(|| value(&file, "guest"), |_| None)).filter(|guest| !guest.is_empty());
        match said("SEAMLESS_GL", "server") {
            Some(server) => Server::parse(&server, Said { name: said("SEAMLESS_GL_NAME", "name"), key_file: said("SEAMLESS_GL_KEY_FILE", "key-file"), guest }),
            None => Server::of_session(guest),
        }
    }

    #[cfg(not(target_os = "redox"))]
    fn of_session(guest: Option<String>) -> io::Result<Server> {
        let run = std::env::var_os("XDG_RUNTIME_DIR")
            .ok_or_else(|| wrong("neither SEAMLESS_GL (the GPU server's socket) nor XDG_RUNTIME_DIR is set".to_owned()))?;
        let run = PathBuf::from(run).join("seamless");
        Ok(match guest {
            Some(guest) => Server::Door(Door { place: Place::Unix(run.join("desktops/own.sock")), name: "own".to_owned(), key_file: None, guest }),
            None => Server::Shared(run.join("gl.sock")),
        })
    }

    #[cfg(target_os = "redox")]
    fn of_session(_guest: Option<String>) -> io::Result<Server> {
        Err(wrong("neither SEAMLESS_GL nor a line `server = tcp:HOST:PORT` in ~/.config/seamless/gl says where the GPU server is".to_owned()))
    }

    fn parse(text: &str, said: Said) -> io::Result<Server> {
        let Said { name, key_file, guest } = said;
        if let Some(path) = text.strip_prefix("door:").map(PathBuf::from) {
            // Each such socket is one desktop's, and has its name.
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            return Ok(Server::Door(Door { place: Place::Unix(path), name, key_file: None, guest: guest.unwrap_or_default() }));
        }
        let Some(address) = text.strip_prefix("tcp:") else {
            return match guest {
                Some(guest) => Err(wrong(format!("the GPU of guest '{guest}' is reached through a launcher's door, and {text} is none: leave SEAMLESS_GL out, or say tcp:HOST:PORT"))),
                None => text.strip_prefix("stream:").map_or_else(|| Server::shared(text), |path| Ok(Server::Stream(path.into()))),
            };
        };
        let Some((name, key_file)) = name.zip(key_file) else {
            return Err(wrong(format!("{text} is a launcher's door: SEAMLESS_GL_NAME and SEAMLESS_GL_KEY_FILE, or `name` and `key-file` in ~/.config/seamless/gl, say who comes")));
        };
        Ok(Server::Door(Door { place: Place::Tcp(address.to_owned()), name, key_file: Some(key_file.into()), guest: guest.unwrap_or_default() }))
    }

    #[cfg(not(target_os = "redox"))]
    fn shared(text: &str) -> io::Result<Server> {
        Ok(Server::Shared(text.into()))
    }

    #[cfg(target_os = "redox")]
    fn shared(text: &str) -> io::Result<Server> {
        Err(wrong(format!("memory cannot be shared with {text} here; a server is tcp:HOST:PORT or stream:PATH")))
    }

    /// A connection on which the greeting is due.
    pub fn connect(&self) -> io::Result<Socket> {
        match self {
            #[cfg(not(target_os = "redox"))]
            Server::Shared(path) => UnixStream::connect(path).map(Socket::Unix),
            Server::Stream(path) => UnixStream::connect(path).map(Socket::Unix),
            Server::Door(door) => door.enter(),
        }
    }

    /// What it means when this server ends without a word.
    pub fn silence(&self) -> &'static str {
        match self {
            Server::Door(_) => ": it is gone, or the launcher lets this program there no more (on its machine: seamless gpu status)",
            _ => "",
        }
    }

    /// How many unacknowledged bytes may be under way. None: as many as the system takes.
    pub fn window(&self) -> Option<u32> {
        let is_lossy = cfg!(target_os = "redox") && matches!(self, Server::Door(Door { place: Place::Tcp(_), .. }));
        let said = std::env::var("SEAMLESS_GL_WINDOW").ok().and_then(|text| text.parse().ok()).filter(|bytes| *bytes >= 4096);
        said.or(is_lossy.then_some(UNACKNOWLEDGED as u32))
    }
}

impl std::fmt::Display for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            #[cfg(not(target_os = "redox"))]
            Server::Shared(path) => write!(f, "{}", path.display()),
            Server::Stream(path) => write!(f, "stream:{}", path.display()),
            Server::Door(door) => match &door.place {
                Place::Tcp(address) => write!(f, "tcp:{address}"),
                Place::Unix(path) => write!(f, "door:{}", path.display()),
            },
        }
    }
}

impl Door {
    fn enter(&self) -> io::Result<Socket> {
        let key = self.key_file.as_ref().map(|file| text_of(file).map_err(|e| wrong(format!("its key in {}: {e}", file.display()))));
        let key = key.transpose()?;
        let mut socket = match &self.place {
            Place::Tcp(address) => {
                let first = address.to_socket_addrs()?.next().ok_or(ErrorKind::NotFound)?;
                let socket = TcpStream::connect_timeout(&first, CONNECT)?;
                // Redox says yes to this and does nothing.
                let _ = socket.set_nodelay(true);
                Socket::Tcp(socket)
            }
            Place::Unix(path) => Socket::Unix(UnixStream::connect(path).map_err(|e| wrong(format!("{e}: no launcher runs there; seamless apps starts it")))?),
        };
        door::enter(&mut socket, &Visitor { desktop: &self.name, key: key.as_deref(), guest: &self.guest })?;
        Ok(socket)
    }
}

fn config_file() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
    Some(std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home)?.join("seamless/gl"))
}

fn text_of(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(FILE_BYTES).read_to_string(&mut text)?;
    Ok(text.trim().to_owned())
}

/// The value of `key = value`.
fn value(file: &str, key: &str) -> Option<String> {
    let pairs = file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.trim(), value.trim())).find(|(name, _)| *name == key).map(|(_, value)| value.to_owned())
}

fn wrong(text: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_a_socket_a_stream_or_a_door_with_a_key() {
        let said = |guest: Option<&str>| Said { name: Some("redox".into()), key_file: Some("/etc/key".into()), guest: guest.map(str::to_owned) };
        let parsed = |text| Server::parse(text, said(None)).unwrap();
        assert_eq!(parsed("/run/gl.sock"), Server::Shared("/run/gl.sock".into()));
        assert_eq!(parsed("stream:/run/gl.sock"), Server::Stream("/run/gl.sock".into()));
        let door = |guest: &str| Door { place: Place::Tcp("10.0.2.2:7654".into()), name: "redox".into(), key_file: Some("/etc/key".into()), guest: guest.into() };
        assert_eq!(parsed("tcp:10.0.2.2:7654"), Server::Door(door("")));
        assert_eq!(Server::parse("tcp:10.0.2.2:7654", said(Some("work"))).unwrap(), Server::Door(door("work")));
        assert!(Server::parse("tcp:10.0.2.2:7654", Said { name: None, ..said(None) }).is_err());
        let own = Door { place: Place::Unix("/run/desktops/own.sock".into()), name: "own".into(), key_file: None, guest: "work".into() };
        assert_eq!(Server::parse("door:/run/desktops/own.sock", said(Some("work"))).unwrap(), Server::Door(own));
        assert!(Server::parse("/run/gl.sock", said(Some("work"))).is_err());
    }

    #[test]
    fn the_file_has_one_value_in_a_line() {
        let file = "# where the GPU is\nserver = tcp:10.0.2.2:7654\n name=redox\n\nkey-file = /etc/seamless/key\n";
        assert_eq!(value(file, "server").as_deref(), Some("tcp:10.0.2.2:7654"));
        assert_eq!(value(file, "name").as_deref(), Some("redox"));
        assert_eq!(value(file, "key-file").as_deref(), Some("/etc/seamless/key"));
        assert_eq!(value(file, "key"), None);
    }
}
