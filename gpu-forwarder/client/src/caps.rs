// SPDX-License-Identifier: Apache-2.0
//! What the server tells of a new context once: strings, extensions and everything that never changes.

use crate::state::Table;
use std::ffi::CString;

#[derive(Default)]
pub struct Caps {
    pub vendor: CString,
    pub renderer: CString,
    pub version: CString,
    pub glsl: CString,
    pub extensions: CString,
    pub extension: Vec<CString>,
    /// Values of glGet that never change.
    pub limits: Table<u32, Vec<f64>>,
    /// Names that the server has already made: kind, names.
    pub names: Vec<(u32, Vec<u32>)>,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn u32(&mut self) -> Option<u32> {
        let bytes = self.bytes.get(self.at..self.at + 4)?;
        self.at += 4;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    }

    fn f64(&mut self) -> Option<f64> {
        self.at = self.at.next_multiple_of(8);
        let bytes = self.bytes.get(self.at..self.at + 8)?;
        self.at += 8;
        Some(f64::from_le_bytes(bytes.try_into().ok()?))
    }

    fn string(&mut self) -> Option<CString> {
        let len = self.u32()? as usize;
        let bytes = self.bytes.get(self.at..self.at + len)?;
        self.at += len.next_multiple_of(4);
        CString::new(bytes).ok()
    }
}

impl Caps {
    /// The reply to CreateContext behind its status.
    pub fn parse(bytes: &[u8]) -> Option<Caps> {
        let mut from = Reader { bytes, at: 4 };
        if from.u32()? != 5 {
            return None;
        }
        let mut caps = Caps {
            vendor: from.string()?,
            renderer: from.string()?,
            version: from.string()?,
            glsl: from.string()?,
            extensions: from.string()?,
            ..Caps::default()
        };
        for _ in 0..from.u32()? {
            let (pname, count) = (from.u32()?, from.u32()?);
            let values = (0..count).map(|_| from.f64()).collect::<Option<Vec<_>>>()?;
            caps.limits.insert(pname, values);
        }
        for _ in 0..from.u32()? {
            let (kind, count) = (from.u32()?, from.u32()?);
            caps.names.push((kind, (0..count).map(|_| from.u32()).collect::<Option<Vec<_>>>()?));
        }
        caps.extension = caps.extensions.to_string_lossy().split_ascii_whitespace().filter_map(|name| CString::new(name).ok()).collect();
        Some(caps)
    }

    /// Whether the fixed function is missing: the driver may make a core context of 3.1 when no profile was asked for.
    pub fn is_core(&self) -> bool {
        const PROFILE_MASK: u32 = 0x9126;
        let has = |name: &str| self.extension.iter().any(|known| known.to_bytes() == name.as_bytes());
        match self.limits.get(&PROFILE_MASK).and_then(|mask| mask.first()) {
            Some(mask) => *mask as u32 & 1 != 0,
            None => self.number() == (3, 1) && !has("GL_ARB_compatibility"),
        }
    }

    /// The version that the version string starts with, "OpenGL ES" or not.
    pub fn number(&self) -> (u32, u32) {
        let text = self.version.to_string_lossy();
        let mut parts = text.trim_start_matches(|c: char| !c.is_ascii_digit()).split(|c: char| !c.is_ascii_digit());
        let mut next = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
        (next(), next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_core_context_is_known_by_its_profile_or_by_what_it_lacks() {
        let caps = |version: &str, extension: &str, mask: Option<f64>| Caps {
            version: CString::new(version).expect("text"),
            extension: vec![CString::new(extension).expect("text")],
            limits: mask.map(|mask| (0x9126, vec![mask])).into_iter().collect(),
            ..Caps::default()
        };
        assert!(caps("4.5 (Core Profile)", "GL_A", Some(1.0)).is_core());
        assert!(!caps("4.5 (Compatibility Profile)", "GL_A", Some(2.0)).is_core());
        assert!(caps("3.1", "GL_A", None).is_core());
        assert!(!caps("3.1", "GL_ARB_compatibility", None).is_core());
        assert!(!caps("3.0", "GL_A", None).is_core());
    }

    #[test]
    fn strings_limits_and_names_come_out_as_the_server_put_them_in() {
        let mut bytes = Vec::new();
        let word = |bytes: &mut Vec<u8>, value: u32| bytes.extend(value.to_le_bytes());
        word(&mut bytes, 0);
        word(&mut bytes, 5);
        for text in ["Mesa", "llvmpipe", "4.5 (Compatibility Profile)", "4.50", "GL_A GL_B"] {
            word(&mut bytes, text.len() as u32);
            bytes.extend(text.as_bytes());
            bytes.resize(bytes.len().next_multiple_of(4), 0);
        }
        word(&mut bytes, 1);
        word(&mut bytes, 0x0d33);
        word(&mut bytes, 1);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes.extend(16384f64.to_le_bytes());
        word(&mut bytes, 1);
        word(&mut bytes, 1);
        word(&mut bytes, 2);
        word(&mut bytes, 7);
        word(&mut bytes, 8);
        let caps = Caps::parse(&bytes).expect("whole");
        assert_eq!(caps.number(), (4, 5));
        assert_eq!(caps.extension.len(), 2);
        assert_eq!(caps.limits[&0x0d33], [16384.0]);
        assert_eq!(caps.names, [(1, vec![7, 8])]);
        assert!(!caps.is_core(), "a version before profiles");
        for cut in 0..bytes.len() {
            assert!(Caps::parse(&bytes[..cut]).is_none());
        }
    }
}
