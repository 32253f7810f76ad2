// SPDX-License-Identifier: Apache-2.0
//! Where a launcher or a bridge is, and a connection to it.
use crate::sys::{Source, Watch};
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Tcp(String),
    Unix(PathBuf),
}

impl Address {
    /// `10.0.2.2:7654` or `unix:PATH`.
    pub fn parse(text: &str) -> Option<Address> {
        if let Some(path) = text.strip_prefix("unix:") {
            return (!path.is_empty()).then(|| Address::Unix(path.into()));
        }
        let (host, port) = text.rsplit_once(':')?;
        let is_port = port.parse::<u16>().is_ok_and(|port| port != 0);
        (!host.is_empty() && is_port).then(|| Address::Tcp(text.to_owned()))
    }

    /// May take long; called on a thread of its own.
    pub fn connect(&self) -> io::Result<Stream> {
        match self {
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
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

pub enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Read for &Stream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match *self {
            Stream::Tcp(stream) => (&*stream).read(buf),
            Stream::Unix(stream) => (&*stream).read(buf),
        }
    }
}

impl Write for &Stream {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match *self {
            Stream::Tcp(stream) => (&*stream).write(buf),
            Stream::Unix(stream) => (&*stream).write(buf),
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
        for wrong in ["10.0.2.2", "10.0.2.2:", ":7", "unix:", "host:0", "host:99999"] {
            assert_eq!(Address::parse(wrong), None, "{wrong}");
        }
    }
}
