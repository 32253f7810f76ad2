// SPDX-License-Identifier: Apache-2.0
//! In through a launcher's door (PROTOCOL.md, "Doors"): it asks who comes, and says whether this desktop may use its machine's GPU.

use seamless_protocol::messages::Join;
use seamless_protocol::{proof, Any, Header, Message, HEADER_BYTES};
use std::io::{self, ErrorKind, Read, Write};

/// Before the name of the guest whose GPU it is, where others say the guest's alone; nothing behind it: the launcher's machine's.
const GPU: &str = "gl:";

/// Who comes, and for whose GPU.
pub struct Visitor<'a> {
    pub desktop: &'a str,
    /// None: the way in says who comes.
    pub key: Option<&'a str>,
    pub guest: &'a str,
}

/// A message before the connection is what it is for; the protocol's limit.
const MESSAGE: usize = 4096;

/// After this the connection is one with a GPU server.
pub fn enter(socket: &mut (impl Read + Write), visitor: &Visitor) -> io::Result<()> {
    let guest = format!("{GPU}{}", visitor.guest);
    let mut payload = Vec::new();
    let proof = match receive(socket, 1, &mut payload)? {
        Any::Challenge(challenge) if challenge.proof_wanted => {
            let key = visitor.key.ok_or_else(|| wrong("it asks for a key: SEAMLESS_GL_KEY_FILE, or `key-file` in ~/.config/seamless/gl"))?;
            let key = digits(key).ok_or_else(|| wrong("its key is not hexadecimal digits, as 'seamless desktop add' shows them"))?;
            proof(&key, &challenge.nonce, visitor.desktop, &guest)
        }
        Any::Challenge(_) => [0; 32],
        _ => return Err(wrong("what answers is no launcher's door")),
    };
    let mut join = Vec::new();
    Join { desktop: visitor.desktop, guest: &guest, proof }.append(1, &mut join);
    socket.write_all(&join)?;
    match receive(socket, 2, &mut payload)? {
        Any::Joined(_) => Ok(()),
        Any::Refused(refused) => Err(wrong(refused.reason)),
        _ => Err(wrong("the launcher's door answers what it should not")),
    }
}

fn receive<'a>(socket: &mut impl Read, sequence: u64, payload: &'a mut Vec<u8>) -> io::Result<Any<'a>> {
    let mut header = [0; HEADER_BYTES];
    socket.read_exact(&mut header)?;
    let header = Header::read(&header).filter(|header| header.length as usize <= MESSAGE && header.sequence == sequence);
    let header = header.ok_or_else(|| wrong("what answers is no launcher's door"))?;
    payload.resize(header.length as usize, 0);
    socket.read_exact(payload)?;
    Any::read(header.number, payload).map_err(|violation| wrong(&violation.to_string()))
}

fn digits(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2));
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect::<Option<Vec<u8>>>().filter(|key| !key.is_empty())
}

fn wrong(text: &str) -> io::Error {
    io::Error::new(ErrorKind::PermissionDenied, text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use seamless_protocol::messages::{Challenge, Joined, Refused};
    use std::os::unix::net::UnixStream;

    fn door(key: Option<&str>, guest: &str, answer: impl FnOnce(Join, &mut Vec<u8>) + Send + 'static) -> io::Result<()> {
        let (mut ours, mut theirs) = UnixStream::pair()?;
        let proof_wanted = key.is_some();
        let thread = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            Challenge { magic: seamless_protocol::MAGIC, major: 1, minor: 0, proof_wanted, nonce: [7; 32] }.append(1, &mut bytes);
            theirs.write_all(&bytes).unwrap();
            let mut payload = Vec::new();
            let Any::Join(join) = receive(&mut theirs, 1, &mut payload).unwrap() else { panic!("no Join") };
            bytes.clear();
            answer(join, &mut bytes);
            theirs.write_all(&bytes).unwrap();
        });
        let entered = enter(&mut ours, &Visitor { desktop: "redox", key, guest });
        thread.join().unwrap();
        entered
    }

    #[test]
    fn the_door_is_told_who_comes_and_for_what() {
        door(Some("0a0B"), "", |join, bytes| {
            assert_eq!((join.desktop, join.guest), ("redox", "gl:"));
            assert_eq!(join.proof, proof(&[10, 11], &[7; 32], "redox", "gl:"));
            Joined {}.append(2, bytes);
        })
        .unwrap();
    }

    #[test]
    fn the_gpu_of_a_guest_is_asked_for_by_its_name() {
        door(None, "work", |join, bytes| {
            assert_eq!((join.guest, join.proof), ("gl:work", [0; 32]));
            Joined {}.append(2, bytes);
        })
        .unwrap();
    }

    #[test]
    fn a_refusal_is_told_in_its_own_words() {
        let refused = door(None, "", |_, bytes| Refused { code: 5, reason: "not this one" }.append(2, bytes)).unwrap_err();
        assert_eq!(refused.to_string(), "not this one");
    }

    #[test]
    fn a_key_is_pairs_of_digits() {
        assert_eq!(digits("00ff").as_deref(), Some(&[0, 255][..]));
        for wrong in ["", "0", "0x", "zz", "00f"] {
            assert_eq!(digits(wrong), None, "{wrong}");
        }
    }
}
