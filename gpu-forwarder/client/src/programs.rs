// SPDX-License-Identifier: Apache-2.0
//! What the client knows of programs and shaders: after linking or compiling, one answer of the server has all that programs ask.

use crate::state::Table;
use std::ffi::{CStr, CString};

/// An active uniform or attribute.
pub struct Variable {
    pub name: CString,
    pub location: i32,
    pub size: i32,
    pub kind: u32,
}

/// All variables of one sort, and the length of the longest name.
#[derive(Default)]
pub struct Variables {
    pub all: Vec<Variable>,
    pub longest: i32,
}

pub struct ProgramAnswers {
    pub is_linked: bool,
    /// With its zero; empty where there is none.
    pub log: Vec<u8>,
    pub uniforms: Variables,
    pub attribs: Variables,
}

pub struct ShaderAnswers {
    pub is_compiled: bool,
    pub kind: i32,
    pub source_length: i32,
    pub log: Vec<u8>,
}

/// What was found out about a program since it was linked last.
#[derive(Default)]
pub struct ProgramState {
    pub uniforms: Table<CString, i32>,
    pub attribs: Table<CString, i32>,
    pub answers: Option<ProgramAnswers>,
    /// There is no such answer: it is too large.
    pub is_silent: bool,
}

/// The same of a shader since it was compiled.
#[derive(Default)]
pub struct ShaderState {
    pub answers: Option<ShaderAnswers>,
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn word(&mut self) -> Option<i32> {
        let (word, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(i32::from_le_bytes(*word))
    }

    fn bytes(&mut self, len: i32) -> Option<&'a [u8]> {
        let len = usize::try_from(len).ok()?;
        let bytes = self.0.get(..len)?;
        self.0 = self.0.get(len.next_multiple_of(4)..).unwrap_or(&[]);
        Some(bytes)
    }

    fn variables(&mut self) -> Option<Variables> {
        let (count, longest) = (self.word()?, self.word()?);
        let mut all = Vec::new();
        for _ in 0..count {
            let (location, size, kind, len) = (self.word()?, self.word()?, self.word()? as u32, self.word()?);
            let name = CStr::from_bytes_until_nul(self.bytes(len.checked_add(1)?)?).ok()?.to_owned();
            all.push(Variable { name, location, size, kind });
        }
        Some(Variables { all, longest })
    }
}

impl ProgramAnswers {
    pub fn parse(bytes: &[u8]) -> Option<ProgramAnswers> {
        let mut from = Reader(bytes);
        let is_linked = from.word()? != 0;
        let len = from.word()?;
        let log = from.bytes(len)?.to_vec();
        let (uniforms, attribs) = if is_linked { (from.variables()?, from.variables()?) } else { Default::default() };
        Some(ProgramAnswers { is_linked, log, uniforms, attribs })
    }
}

impl ShaderAnswers {
    pub fn parse(bytes: &[u8]) -> Option<ShaderAnswers> {
        let mut from = Reader(bytes);
        let (is_compiled, kind, source_length, len) = (from.word()? != 0, from.word()?, from.word()?, from.word()?);
        Some(ShaderAnswers { is_compiled, kind, source_length, log: from.bytes(len)?.to_vec() })
    }
}

/// Where names lead. An array is known by its own name, too.
fn locations(variables: &Variables) -> Table<CString, i32> {
    let mut table = Table::default();
    for variable in &variables.all {
        if let Some(array) = variable.name.to_bytes().strip_suffix(b"[0]").and_then(|name| CString::new(name).ok()) {
            table.insert(array, variable.location);
        }
        table.insert(variable.name.clone(), variable.location);
    }
    table
}

impl ProgramState {
    pub fn answered(&mut self, answers: Option<ProgramAnswers>) {
        self.is_silent = answers.is_none();
        if let Some(answers) = answers.as_ref().filter(|answers| answers.is_linked) {
            self.uniforms = locations(&answers.uniforms);
            self.attribs = locations(&answers.attribs);
        }
        self.answers = answers;
    }

    pub fn is_linked(&self) -> bool {
        self.answers.as_ref().is_some_and(|answers| answers.is_linked)
    }

    /// What a name leads to that is not in the table. None: elements of arrays and parts of structures are the server's to find.
    pub fn location_of_other(&self, name: &CStr) -> Option<i32> {
        let is_plain = !name.to_bytes().iter().any(|letter| matches!(letter, b'[' | b'.'));
        (self.is_linked() && is_plain).then_some(-1)
    }

    /// glGetProgramiv.
    pub fn value(&self, pname: u32) -> Option<i32> {
        let answers = self.answers.as_ref()?;
        Some(match pname {
            0x8b82 => answers.is_linked.into(),
            0x8b84 => answers.log.len() as i32,
            _ if !answers.is_linked => return None,
            0x8b86 => answers.uniforms.all.len() as i32,
            0x8b87 => answers.uniforms.longest,
            0x8b89 => answers.attribs.all.len() as i32,
            0x8b8a => answers.attribs.longest,
            _ => return None,
        })
    }
}

impl ShaderState {
    /// glGetShaderiv.
    pub fn value(&self, pname: u32) -> Option<i32> {
        let answers = self.answers.as_ref()?;
        Some(match pname {
            0x8b4f => answers.kind,
            0x8b81 => answers.is_compiled.into(),
            0x8b84 => answers.log.len() as i32,
            0x8b88 => answers.source_length,
            _ => return None,
        })
    }
}

#[cfg(test)]
#[path = "programs_tests.rs"]
mod tests;
