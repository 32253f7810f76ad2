// SPDX-License-Identifier: Apache-2.0
//! Blocks of another implementation (lz4-blocks.txt, made by tests/anywhere).
use seamless_protocol::{lz4, Sha256};

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn what_k4os_packed_or_unpacks_is_unpacked_to_the_same_bytes() {
    let mut blocks = 0;
    for line in include_str!("lz4-blocks.txt").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let [name, size, digest, block] = fields[..] else { panic!("{line}") };
        let mut plain = vec![0xee; size.parse().unwrap()];
        assert!(lz4::decode(&hex(block), &mut plain), "{name}");
        assert_eq!(Sha256::of(&plain)[..], hex(digest)[..], "{name}");
        blocks += 1;
    }
    assert!(blocks > 200, "{blocks}");
}
