// SPDX-License-Identifier: Apache-2.0
use super::*;

const FLOAT: u32 = 0x1406;

fn array(size: u32, stride: u32, pointer: usize) -> Array {
    Array { size, kind: FLOAT, stride, pointer, ..Array::default() }
}

fn planned(vao: &Vao, mask: u32, used: Used) -> (Vec<Piece>, Vec<Part>) {
    let (mut pieces, mut parts) = (Vec::new(), Vec::new());
    plan(vao, mask, &used, &mut pieces, &mut parts);
    (pieces, parts)
}

fn vertices(first: usize, count: usize) -> Used {
    Used { first, count, base_instance: 0, instances: 1 }
}

#[test]
fn only_the_elements_that_are_drawn_are_copied() {
    let mut vao = Vao::default();
    vao.arrays[VERTEX] = array(3, 0, 1000);
    let (pieces, parts) = planned(&vao, 1, vertices(5, 4));
    assert_eq!(pieces, [Piece { start: 1060, len: 48 }]);
    assert_eq!(parts, [Part { slot: VERTEX, piece: 0, at: 0, len: 48 }]);
}

#[test]
fn interleaved_arrays_become_one_piece_whichever_comes_first() {
    let mut vao = Vao::default();
    vao.arrays[VERTEX] = array(3, 32, 1020);
    vao.arrays[NORMAL] = array(3, 32, 1008);
    vao.arrays[TEXCOORD] = array(2, 32, 1000);
    let (pieces, parts) = planned(&vao, 1 | 1 << NORMAL | 1 << TEXCOORD, vertices(0, 10));
    assert_eq!(pieces, [Piece { start: 1000, len: 9 * 32 + 32 }]);
    assert_eq!(parts.iter().map(|part| (part.slot, part.at)).collect::<Vec<_>>(), [(VERTEX, 20), (NORMAL, 8), (TEXCOORD, 0)]);
}

#[test]
fn arrays_with_equal_stride_that_lie_apart_stay_apart() {
    let mut vao = Vao::default();
    vao.arrays[VERTEX] = array(3, 12, 1000);
    vao.arrays[NORMAL] = array(3, 12, 5000);
    let (pieces, parts) = planned(&vao, 3, vertices(0, 10));
    assert_eq!(pieces.len(), 2);
    assert_eq!(parts.iter().map(|part| part.piece).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn instanced_arrays_count_instances() {
    let mut vao = Vao::default();
    vao.arrays[GENERIC] = Array { divisor: 3, ..array(4, 0, 64) };
    let (pieces, _) = planned(&vao, 1 << GENERIC, Used { first: 9, count: 100, base_instance: 2, instances: 7 });
    assert_eq!(pieces, [Piece { start: 64 + 32, len: 48 }]);
}

#[test]
fn a_packed_element_is_four_bytes_and_so_are_bgra_bytes() {
    assert_eq!(Array { size: 4, kind: 0x8368, ..Array::default() }.element(), 4);
    assert_eq!(Array { size: 0x80e1, kind: 0x1401, ..Array::default() }.element(), 4);
    assert_eq!(Array { size: 3, kind: 0x1402, ..Array::default() }.element(), 6);
}

#[test]
fn the_restart_index_is_no_vertex() {
    let shorts = [3u16, 0xffff, 9, 5].map(u16::to_le_bytes).concat();
    assert_eq!(index_range(&shorts, 0x1403, None), Some((3, 0xffff)));
    assert_eq!(index_range(&shorts, 0x1403, Some(0xffff)), Some((3, 9)));
    assert_eq!(index_range(&[7, 2, 4], 0x1401, None), Some((2, 7)));
    assert_eq!(index_range(&[], 0x1401, None), None);
    assert_eq!(index_range(&[1], FLOAT, None), None);
}

#[test]
fn each_vertex_array_object_keeps_its_own_arrays() {
    let mut arrays = Arrays::default();
    arrays.vao.enabled = 1;
    arrays.bind(5);
    assert_eq!(arrays.vao.enabled, 0);
    arrays.vao.enabled = 6;
    arrays.bind(0);
    assert_eq!(arrays.vao.enabled, 1);
    arrays.bind(5);
    assert_eq!(arrays.vao.enabled, 6);
    arrays.delete(5);
    assert_eq!((arrays.bound, arrays.vao.enabled), (0, 1));
    arrays.bind(5);
    assert_eq!(arrays.vao.enabled, 0);
}

#[test]
fn many_indices_have_the_extent_that_one_after_the_other_has() {
    let mut random = 0x2545_f491_4f6c_dd1du64;
    for len in 0..200usize {
        let indices: Vec<u8> = (0..len * 4)
            .map(|_| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (random >> 56) as u8
            })
            .collect();
        for (kind, width) in [(0x1401, 1), (0x1403, 2), (0x1405, 4)] {
            let all = || indices.chunks_exact(width).map(|index| index.iter().rev().fold(0u32, |value, byte| value << 8 | u32::from(*byte)));
            for restart in [None, all().next()] {
                let kept = || all().filter(|index| restart != Some(*index));
                let expected = kept().min().zip(kept().max());
                assert_eq!(index_range(&indices, kind, restart), expected);
            }
        }
    }
}
