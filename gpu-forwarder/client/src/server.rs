// SPDX-License-Identifier: Apache-2.0
//! Where the GPU server is: SEAMLESS_GL says it, or a file of the person's, or it is where this session's own is.
//!
//! `PATH`: a socket, and memory that both see. `stream:PATH`: a socket, over which everything goes. `tcp:HOST:PORT`: a launcher's
//! door, where this machine is known as a desktop by its name and key.

use crate::door;
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
    Door { address: String, name: String, key_file: PathBuf },
}

impl Server {
    pub fn find() -> io::Result<Server> {
        let file = config_file().and_then(|path| text_of(&path).ok()).unwrap_or_default();
        let said = |variable: &str, key: &str| std::env::var(variable).ok().or_else(|| value(&file, key));
        match said("SEAMLESS_GL", "server") {
            Some(server) => Server::parse(&server, said("SEAMLESS_GL_NAME", "name"), said("SEAMLESS_GL_KEY_FILE", "key-file")),
            None => Server::of_session(),
        }
    }

    #[cfg(not(target_os = "redox"))]
    fn of_session() -> io::Result<Server> {
        let run = std::env::var_os("XDG_RUNTIME_DIR")
            .ok_or_else(|| wrong("neither SEAMLESS_GL (the GPU server's socket) nor XDG_RUNTIME_DIR is set".to_owned()))?;
        Ok(Server::Shared(PathBuf::from(run).join("seamless/gl.sock")))
    }

    #[cfg(target_os = "redox")]
    fn of_session() -> io::Result<Server> {
        Err(wrong("neither SEAMLESS_GL nor a line `server = tcp:HOST:PORT` in ~/.config/seamless/gl says where the GPU server is".to_owned()))
    }

    fn parse(text: &str, name: Option<String>, key_file: Option<String>) -> io::Result<Server> {
        if let Some(path) = text.strip_prefix("stream:") {
            return Ok(Server::Stream(path.into()));
        }
        let Some(address) = text.strip_prefix("tcp:") else { return Server::shared(text) };
        let Some((name, key_file)) = name.zip(key_file) else {
            return Err(wrong(format!("{text} is a launcher's door: SEAMLESS_GL_NAME and SEAMLESS_GL_KEY_FILE, or `name` and `key-file` in ~/.config/seamless/gl, say who comes")));
        };
        Ok(Server::Door { address: address.to_owned(), name, key_file: key_file.into() })
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
            Server::Door { address, name, key_file } => {
                let key = text_of(key_file).map_err(|e| wrong(format!("its key in {}: {e}", key_file.display())))?;
                let first = address.to_socket_addrs()?.next().ok_or(ErrorKind::NotFound)?;
                let mut socket = TcpStream::connect_timeout(&first, CONNECT)?;
                // Redox says yes to this and does nothing.
                let _ = socket.set_nodelay(true);
                door::enter(&mut socket, name, &key)?;
                Ok(Socket::Tcp(socket))
            }
        }
    }

    /// How many unacknowledged bytes may be under way. None: as many as the system takes.
    pub fn window(&self) -> Option<u32> {
        let is_lossy = cfg!(target_os = "redox") && matches!(self, Server::Door { .. });
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
            Server::Door { address, .. } => write!(f, "tcp:{address}"),
        }
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
        let parsed = |text| Server::parse(text, Some("redox".into()), Some("/etc/key".into())).unwrap();
        assert_eq!(parsed("/run/gl.sock"), Server::Shared("/run/gl.sock".into()));
        assert_eq!(parsed("stream:/run/gl.sock"), Server::Stream("/run/gl.sock".into()));
        assert_eq!(parsed("tcp:10.0.2.2:7654"), Server::Door { address: "10.0.2.2:7654".into(), name: "redox".into(), key_file: "/etc/key".into() });
        assert!(Server::parse("tcp:10.0.2.2:7654", None, Some("/etc/key".into())).is_err());
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
