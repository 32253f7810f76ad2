// SPDX-License-Identifier: Apache-2.0
//! Orbital's clipboard: one buffer of bytes for the whole desktop, a letter for its kind first. It tells nobody that it has
//! changed, and each read begins at its start.
use super::data_uri;
use crate::limits::{BUFFER_BYTES, FIRST_READ_BYTES};
use crate::sys::{self, Fd};
use std::io;

/// What text is called: the first is what apps should use, the others are what older ones do.
pub const TEXTS: [&str; 5] = ["text/plain;charset=utf-8", "text/plain", "UTF8_STRING", "TEXT", "STRING"];
pub const URIS: &str = "text/uri-list";

/// Pictures that a program of Redox may know, the best first.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/bmp"];

/// All of it, or one byte more than we take.
pub fn read(window: &Fd) -> io::Result<Vec<u8>> {
    // Nearly always it is short; reading at all costs as much as there is room for.
    for room in [FIRST_READ_BYTES, BUFFER_BYTES + 1] {
        let fd = sys::dup(window, b"clipboard")?;
        let mut bytes = vec![0; room];
        let count = sys::read(&fd, &mut bytes)?;
        bytes.truncate(count);
        if count < room || room > BUFFER_BYTES {
            return Ok(bytes);
        }
    }
    Ok(Vec::new())
}

pub fn write(window: &Fd, bytes: &[u8]) -> io::Result<()> {
    let fd = sys::dup(window, b"clipboard")?;
    sys::write(&fd, bytes).map(drop)
}

/// What a guest may paste of Orbital's buffer.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Content {
    text: Option<Vec<u8>>,
    other: Option<(String, Vec<u8>)>,
}

impl Content {
    /// The kinds are those of Orbital's programs since June 2026; older ones wrote text without a kind, and what does not look
    /// like its kind is such a text.
    pub fn of(bytes: &[u8]) -> Content {
        if bytes.len() > BUFFER_BYTES {
            return Content::default();
        }
        match bytes {
            [b't' | b' ', text @ ..] => Content::text(text),
            // Names of files of Redox. As URIs an app would look for them among the guest's own.
            [b'f', paths @ ..] if paths.starts_with(b"/") || paths.starts_with(b"file:") => Content::text(paths),
            [b'u', uri @ ..] if std::str::from_utf8(uri).is_ok_and(|uri| uri.contains(':')) => {
                let lines = uri.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
                let list = lines.flat_map(|line| [line, b"\r\n"].concat()).collect();
                Content { other: Some((URIS.to_owned(), list)), ..Content::text(uri) }
            }
            [b'd', uri @ ..] if uri.starts_with(b"data:") => match data_uri::parse(uri) {
                Some((mime_type, data)) if mime_type.starts_with("text/plain") => Content::text(&data),
                other => Content { text: None, other },
            },
            text => Content::text(text),
        }
    }

    fn text(text: &[u8]) -> Content {
        let is_text = !text.is_empty() && std::str::from_utf8(text).is_ok();
        Content { text: is_text.then(|| text.to_vec()), other: None }
    }

    pub fn types(&self) -> Vec<&str> {
        let texts = self.text.iter().flat_map(|_| TEXTS);
        texts.chain(self.other.iter().map(|(name, _)| name.as_str())).collect()
    }

    pub fn get(&self, mime_type: &str) -> Option<&[u8]> {
        match &self.other {
            Some((name, data)) if name == mime_type => Some(data),
            _ => self.text.as_deref().filter(|_| TEXTS.contains(&mime_type)),
        }
    }
}

/// The type that Redox' programs can do most with, of those that a guest offers.
pub fn wanted<'a>(types: &[&'a str]) -> Option<&'a str> {
    let known = TEXTS.into_iter().chain([URIS]).chain(PICTURES);
    known.filter_map(|name| types.iter().copied().find(|offered| *offered == name)).next()
}

/// What a guest copied, as Orbital's programs read it; None when Redox can do nothing with it, or there is more than it is given.
pub fn of_guest(mime_type: &str, data: &[u8]) -> Option<Vec<u8>> {
    if data.is_empty() {
        return None;
    }
    let bytes = match mime_type {
        URIS => {
            let mut lines = data.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
            let uri = lines.find(|line| !line.is_empty() && !line.starts_with(b"#"))?;
            // A file of the guest's is none on Redox.
            if uri.starts_with(b"file:") {
                return None;
            }
            [b"u", uri].concat()
        }
        text if TEXTS.contains(&text) => [b"t", data].concat(),
        other => [b"d", data_uri::of(other, data).as_slice()].concat(),
    };
    (bytes.len() <= BUFFER_BYTES).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Option<&[u8]> {
        let content = Box::leak(Box::new(Content::of(bytes)));
        assert_eq!(content.get("STRING"), content.get("text/plain;charset=utf-8"));
        content.get("text/plain")
    }

    #[test]
    fn the_kind_is_no_part_of_the_text_and_text_of_old_programs_has_none() {
        assert_eq!(texts(b"tHello"), Some(&b"Hello"[..]));
        assert_eq!(texts(b" Hello"), Some(&b"Hello"[..]));
        for old in [&b"under"[..], b"Hello", b"files", b"data"] {
            assert_eq!(texts(old), Some(old));
        }
        assert_eq!(Content::of(b""), Content::default());
        assert_eq!(Content::of(b"t"), Content::default());
        assert_eq!(Content::of(b"t\xff"), Content::default());
    }

    #[test]
    fn files_are_their_names_and_a_uri_is_a_list_of_one_too() {
        assert_eq!(Content::of(b"f/home/user/a\n/home/user/b").types(), TEXTS);
        assert_eq!(texts(b"f/home/user/a\n/home/user/b"), Some(&b"/home/user/a\n/home/user/b"[..]));
        let content = Content::of(b"uhttps://redox");
        assert_eq!(content.types().last(), Some(&URIS));
        assert_eq!(content.get(URIS), Some(&b"https://redox\r\n"[..]));
        assert_eq!(content.get("text/plain"), Some(&b"https://redox"[..]));
    }

    #[test]
    fn data_has_the_type_that_it_says() {
        let content = Content::of(b"ddata:image/png;base64,iVBORw==");
        assert_eq!(content.types(), ["image/png"]);
        assert_eq!(content.get("image/png"), Some(&b"\x89PNG"[..]));
        assert_eq!(content.get("text/plain"), None);
        assert_eq!(texts(b"ddata:text/plain,a"), Some(&b"a"[..]));
        assert_eq!(Content::of(b"ddata:image/png;base64,!"), Content::default());
    }

    #[test]
    fn redox_gets_text_before_uris_and_uris_before_pictures() {
        assert_eq!(wanted(&["image/png", "text/html", "text/plain"]), Some("text/plain"));
        assert_eq!(wanted(&["image/jpeg", "image/png"]), Some("image/png"));
        assert_eq!(wanted(&["text/html"]), None);
        assert_eq!(of_guest("UTF8_STRING", b"x"), Some(b"tx".to_vec()));
        assert_eq!(of_guest(URIS, b"# from\r\nhttps://a\r\nhttps://b\r\n"), Some(b"uhttps://a".to_vec()));
        assert_eq!(of_guest(URIS, b"file:///home/a\r\n"), None);
        assert_eq!(of_guest("image/png", b"\x89PNG"), Some(b"ddata:image/png;base64,iVBORw==".to_vec()));
        assert_eq!(of_guest("text/plain", &vec![0; BUFFER_BYTES]), None);
    }
}
