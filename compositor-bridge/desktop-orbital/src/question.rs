// SPDX-License-Identifier: Apache-2.0
//! What `seamless-run` asks the endpoint for, as one line: `run GUEST<tab>APP`, or `open GUEST<tab>APP<tab>FILE`.
use crate::associations::wrapper;
use crate::escape::{escaped, unescaped};
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub guest: String,
    /// Empty with a file: the guest's own app for it.
    pub app: String,
    pub file: Option<PathBuf>,
}

/// What the words after `seamless-run` ask for, one question a file: `GUEST APP [FILE…]`, or what the launcher starts for one of its
/// manifests: the script, and the file. None: neither.
pub fn asked(words: &[String]) -> Result<Option<Vec<Question>>, String> {
    let (guest, app, files) = match words {
        [script, files @ ..] if script.starts_with('/') => {
            let (guest, app) = wrapper::read(Path::new(script))?;
            (guest, app, files)
        }
        [guest, app, files @ ..] => (guest.clone(), app.clone(), files),
        _ => return Ok(None),
    };
    let question = Question { guest, app, file: None };
    if files.is_empty() {
        return Ok(Some(vec![question]));
    }
    let of = |file: &String| {
        let path = std::path::absolute(file).map_err(|error| format!("{file}: {error}"))?;
        Ok(Question { file: Some(path), ..question.clone() })
    };
    files.iter().map(of).collect::<Result<_, String>>().map(Some)
}

impl Question {
    /// What the person waits for.
    pub fn thing(&self) -> String {
        self.file.as_ref().map_or_else(|| self.app.clone(), |file| file.display().to_string())
    }

    /// For the person, when it does not come.
    pub fn failure(&self, reason: &str) -> String {
        let Question { guest, app, file } = self;
        match file {
            Some(file) => format!("{} is not opened with {app} in {guest}: {reason}", file.display()),
            None => format!("{app} in {guest} does not start: {reason}"),
        }
    }

    pub fn line(&self) -> String {
        let (guest, app) = (escaped(&self.guest), escaped(&self.app));
        match &self.file {
            Some(file) => format!("open {guest}\t{app}\t{}", escaped(&file.to_string_lossy())),
            None => format!("run {guest}\t{app}"),
        }
    }

    pub fn parse(line: &str) -> Option<Question> {
        let (verb, words) = line.split_once(' ')?;
        let words: Vec<String> = words.split('\t').map(unescaped).collect::<Option<_>>()?;
        match (verb, words.as_slice()) {
            ("run", [guest, app]) if !guest.is_empty() && !app.is_empty() => Some(Question { guest: guest.clone(), app: app.clone(), file: None }),
            ("open", [guest, app, file]) if !guest.is_empty() && file.starts_with('/') => {
                Some(Question { guest: guest.clone(), app: app.clone(), file: Some(file.into()) })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_one_line_whatever_the_names_are() {
        for file in [None, Some("/home/user/a\tb\n100%.txt".into())] {
            let question = Question { guest: "dev box".into(), app: "org.\tx".into(), file };
            assert!(!question.line().contains('\n'));
            assert_eq!(Question::parse(&question.line()), Some(question));
        }
        for line in ["", "run", "run a", "run \tb", "open a\tb", "open a\tb\tc", "stop a\tb", "run a\tb\tc"] {
            assert_eq!(Question::parse(line), None, "{line}");
        }
    }
}
