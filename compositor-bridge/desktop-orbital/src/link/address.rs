// SPDX-License-Identifier: Apache-2.0
//! Where a launcher or a bridge is, and a connection to it.
use super::wires::{Wire, Wires};
use crate::sys::{Source, Watch};
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Tcp(String),
    Unix(PathBuf),
    /// The first of a virtual machine's wires to its launcher; the others have the ports behind it.
    Wires(String, u16),
}

impl Address {
    /// `10.0.2.2:7654`, `wires:10.0.2.100:7654` or `unix:PATH`.
    pub fn parse(text: &str) -> Option<Address> {
        if let Some(path) = text.strip_prefix("unix:") {
            return (!path.is_empty()).then(|| Address::Unix(path.into()));
        }
        let (host, port) = text.strip_prefix("wires:").unwrap_or(text).rsplit_once(':')?;
        let port = port.parse().ok().filter(|port| *port != 0 && !host.is_empty())?;
        Some(if text.starts_with("wires:") { Address::Wires(host.to_owned(), port) } else { Address::Tcp(text.to_owned()) })
    }

    /// May take long; called on a thread of its own.
    pub fn connect(&self, wires: &Arc<Wires>) -> io::Result<Stream> {
        match self {
            Address::Wires(host, first_port) => wires.connect(host, *first_port).map(Stream::Wire),
            Address::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_nonblocking(true)?;
                Ok(Stream::Unix(stream))
            }
            Address::Tcp(text) => {
                let first = text.to_socket_addrs()?.next().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
                let stream = TcpStream::connect_timeout(&first, crate::limits::CONNECT)?;
                // Small messages are prompt ones. Redox says yes to this and does nothing.
                let _ = stream.set_nodelay(true);
                stream.set_nonblocking(true)?;
                Ok(Stream::Tcp(stream))
            }
        }
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Address::Tcp(text) => f.write_str(text),
            Address::Wires(host, first_port) => write!(f, "wires:{host}:{first_port}"),
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

pub enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
    Wire(Wire),
}

impl Read for &Stream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match *self {
            Stream::Tcp(stream) => (&*stream).read(buf),
            Stream::Unix(stream) => (&*stream).read(buf),
            Stream::Wire(wire) => wire.read(buf),
        }
    }
}

impl Write for &Stream {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match *self {
            Stream::Tcp(stream) => (&*stream).write(buf),
            Stream::Unix(stream) => (&*stream).write(buf),
            Stream::Wire(wire) => wire.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Source for Stream {
    fn watch(&self) -> Watch<'_> {
        match self {
            Stream::Tcp(stream) => stream.watch(),
            Stream::Unix(stream) => stream.watch(),
            Stream::Wire(wire) => wire.socket().watch(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_with_a_port_or_a_socket() {
        assert_eq!(Address::parse("10.0.2.2:7654"), Some(Address::Tcp("10.0.2.2:7654".into())));
        assert_eq!(Address::parse("unix:/run/d.sock"), Some(Address::Unix("/run/d.sock".into())));
        assert_eq!(Address::parse("wires:10.0.2.100:7654"), Some(Address::Wires("10.0.2.100".into(), 7654)));
        for wrong in ["wires:7", "wires:host:0", "10.0.2.2", "10.0.2.2:", ":7", "unix:", "host:0", "host:99999"] {
            assert_eq!(Address::parse(wrong), None, "{wrong}");
        }
    }
}
