// SPDX-License-Identifier: Apache-2.0
use super::*;

fn found(memory: &[u8], shadow: &[u8], gap: usize) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    differences(memory, shadow, gap, &mut runs);
    runs
}

#[test]
fn what_differs_is_found_byte_by_byte_or_with_what_lies_between() {
    let shadow = vec![7u8; 10_000];
    let mut memory = shadow.clone();
    assert!(found(&memory, &shadow, 0).is_empty());
    for at in [0, 1, 40, 4095, 4096, 9_999] {
        memory[at] = 1;
    }
    assert_eq!(found(&memory, &shadow, 0), [(0, 2), (40, 41), (4095, 4097), (9_999, 10_000)]);
    assert_eq!(found(&memory, &shadow, 64), [(0, 48), (4088, 4104), (9_992, 10_000)]);
    assert_eq!(found(&memory[..9_997], &shadow[..9_997], 64), [(0, 48), (4088, 4104)]);
}

#[test]
fn a_run_is_no_longer_than_a_range_of_the_slab() {
    let (memory, shadow) = (vec![1u8; SLAB_RANGE + 100], vec![0u8; SLAB_RANGE + 100]);
    assert_eq!(found(&memory, &shadow, 64), [(0, SLAB_RANGE), (SLAB_RANGE, SLAB_RANGE + 100)]);
}

#[test]
fn the_programs_memory_has_the_content_and_lies_as_the_offset_does() {
    let maps = Maps::default();
    let pointer = maps.add(3, 100, &[1, 2, 3, 4], READ | WRITE | PERSISTENT | COHERENT, true).expect("room");
    assert_eq!(pointer as usize % 64, 100 % 64);
    assert_eq!(sys::bytes(pointer, 4), [1, 2, 3, 4]);
    assert_eq!(maps.coherent(), 4);
    assert_eq!(maps.readable(), [(3, 100, 4)]);
    maps.remove(3);
    assert_eq!(maps.coherent(), 0);
    assert!(!maps.has_readable());
}

#[test]
fn what_arrives_leaves_alone_what_the_program_wrote_meanwhile() {
    let maps = Maps::default();
    let pointer = maps.add(3, 0, &[0, 0, 0, 0], READ | WRITE | PERSISTENT, true).expect("room");
    sys::bytes_mut(pointer, 4)[1] = 9;
    maps.arrived(3, &[5, 0, 6, 0]);
    assert_eq!(sys::bytes(pointer, 4), [5, 9, 6, 0]);
    maps.update(3, 2, &[8, 8, 8]);
    assert_eq!(sys::bytes(pointer, 4), [5, 9, 8, 8]);
    let list = &mut *maps.list();
    assert_eq!(list.maps[0].shadow(), [5, 0, 8, 8]);
}

#[test]
fn no_more_is_mapped_than_the_client_keeps() {
    let maps = Maps::default();
    for buffer in 0..PERSISTENT_MAPS as u32 {
        assert!(maps.add(buffer, 0, &[0], WRITE | PERSISTENT, false).is_some());
    }
    assert!(maps.add(7_777, 0, &[0], WRITE | PERSISTENT, false).is_none());
    maps.remove(5);
    assert!(maps.add(7_777, 0, &[0], WRITE | PERSISTENT, false).is_some());
}
