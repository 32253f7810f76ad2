// SPDX-License-Identifier: Apache-2.0
use super::*;

fn put(into: &mut Vec<u8>, words: &[i32]) {
    words.iter().for_each(|word| into.extend(word.to_le_bytes()));
}

fn text(into: &mut Vec<u8>, text: &[u8]) {
    into.extend(text);
    into.resize(into.len().next_multiple_of(4), 0);
}

fn answer() -> Vec<u8> {
    let mut bytes = Vec::new();
    put(&mut bytes, &[1, 6]);
    text(&mut bytes, b"fine!\0");
    put(&mut bytes, &[2, 9]);
    put(&mut bytes, &[3, 4, 0x1406, 5]);
    text(&mut bytes, b"ab[0]\0");
    put(&mut bytes, &[-1, 1, 0x8b5c, 3]);
    text(&mut bytes, b"b.m\0");
    put(&mut bytes, &[1, 4]);
    put(&mut bytes, &[7, 1, 0x8b52, 3]);
    text(&mut bytes, b"pos\0");
    bytes
}

#[test]
fn all_of_a_program_comes_out_of_one_answer() {
    let bytes = answer();
    let mut state = ProgramState::default();
    state.answered(ProgramAnswers::parse(&bytes));
    let found = |name: &CStr| state.uniforms.get(name).copied();
    assert_eq!([found(c"ab"), found(c"ab[0]"), found(c"b.m")], [Some(3), Some(3), Some(-1)]);
    assert_eq!(state.attribs.get(c"pos"), Some(&7));
    assert_eq!([0x8b82, 0x8b84, 0x8b86, 0x8b87, 0x8b89, 0x8b8a].map(|name| state.value(name)), [1, 6, 2, 9, 1, 4].map(Some));
    assert_eq!(state.value(0x8b85), None);
    assert_eq!(state.location_of_other(c"none"), Some(-1));
    assert_eq!(state.location_of_other(c"ab[2]"), None);
    assert_eq!(state.location_of_other(c"s.x"), None);
    for cut in 0..bytes.len() {
        assert!(ProgramAnswers::parse(&bytes[..cut]).is_none(), "{cut} bytes");
    }
}

#[test]
fn a_program_that_was_not_linked_has_its_log_and_nothing_else() {
    let mut state = ProgramState::default();
    state.answered(ProgramAnswers::parse(&[0, 0, 0, 0, 2, 0, 0, 0, b'x', 0, 0, 0]));
    assert_eq!([state.value(0x8b82), state.value(0x8b84), state.value(0x8b86)], [Some(0), Some(2), None]);
    assert_eq!(state.location_of_other(c"none"), None);
}

#[test]
fn all_of_a_shader_comes_out_of_one_answer() {
    let mut bytes = Vec::new();
    put(&mut bytes, &[1, 0x8b31, 120, 0]);
    let state = ShaderState { answers: ShaderAnswers::parse(&bytes) };
    assert_eq!([0x8b81, 0x8b4f, 0x8b88, 0x8b84, 0x8b80].map(|name| state.value(name)), [Some(1), Some(0x8b31), Some(120), Some(0), None]);
    assert!(ShaderAnswers::parse(&bytes[..15]).is_none());
}
