// SPDX-License-Identifier: Apache-2.0
//! A line taken apart as a shell does: quotes, backslashes, and a comment where a word could begin (the shlex crate's rules).

/// `None`: a quote or a backslash without its end.
pub fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        while rest.next_if(|c| matches!(c, ' ' | '\t' | '\n')).is_some() {}
        match rest.peek() {
            None => return Some(words),
            Some('#') => while rest.next_if(|&c| c != '\n').is_some() {},
            Some(_) => words.push(word(&mut rest)?),
        }
    }
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn word(rest: &mut Letters<'_>) -> Option<String> {
    let mut word = String::new();
    while let Some(c) = rest.next_if(|c| !matches!(c, ' ' | '\t' | '\n')) {
        match c {
            '\'' => loop {
                match rest.next()? {
                    '\'' => break,
                    c => word.push(c),
                }
            },
            '"' => double_quoted(rest, &mut word)?,
            '\\' => match rest.next()? {
                '\n' => {}
                c => word.push(c),
            },
            c => word.push(c),
        }
    }
    Some(word)
}

fn double_quoted(rest: &mut Letters<'_>, word: &mut String) -> Option<()> {
    loop {
        match rest.next()? {
            '"' => return Some(()),
            '\\' => match rest.next()? {
                c @ ('$' | '`' | '"' | '\\') => word.push(c),
                '\n' => {}
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

/// One word again, whatever is in it.
pub fn quote(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
