// SPDX-License-Identifier: Apache-2.0
use super::*;

const RGBA: PixelSize = PixelSize { bits: 32, element: 1 };
const RGB: PixelSize = PixelSize { bits: 24, element: 1 };
const BITMAP: PixelSize = PixelSize { bits: 1, element: 1 };

#[test]
fn rows_of_three_byte_pixels_are_padded_to_the_alignment() {
    let image = Image::of(&PixelStore::default(), RGB, [3, 2, 1]).expect("small");
    assert_eq!((image.row, image.row_step, image.tight(), image.reach()), (9, 12, 18, 21));
    assert!(!image.is_tight());
    let program: Vec<u8> = (0..21).collect();
    let mut tight = vec![0; 18];
    image.gather(&PixelStore::default(), RGB, &program, &mut tight, 0);
    assert_eq!(tight, [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
}

#[test]
fn skips_and_lengths_move_the_start() {
    let store = PixelStore { row_length: 10, image_height: 4, skip_rows: 2, skip_pixels: 3, skip_images: 1, alignment: 1, ..PixelStore::default() };
    let image = Image::of(&store, RGBA, [2, 2, 2]).expect("small");
    assert_eq!((image.row_step, image.image_step), (40, 160));
    assert_eq!(image.start, 3 * 4 + 2 * 40 + 160);
    assert_eq!(image.reach(), image.start + 160 + 40 + 8);
}

#[test]
fn scattering_what_was_gathered_changes_nothing() {
    for swap_bytes in [false, true] {
        let store = PixelStore { swap_bytes, row_length: 7, skip_pixels: 1, skip_rows: 1, ..PixelStore::default() };
        let pixel = PixelSize { bits: 48, element: 2 };
        let image = Image::of(&store, pixel, [5, 3, 2]).expect("small");
        let before: Vec<u8> = (0..image.reach()).map(|at| (at * 7) as u8).collect();
        let mut tight = vec![0; image.tight()];
        image.gather(&store, pixel, &before, &mut tight, 0);
        let mut after = before.clone();
        image.scatter(&store, pixel, &tight, &mut after, 0);
        assert_eq!(before, after);
        assert_eq!(tight[0] == before[image.start], !swap_bytes);
    }
}

#[test]
fn a_bitmap_is_turned_to_the_highest_bit_first_wherever_it_starts() {
    let store = PixelStore { skip_pixels: 3, alignment: 1, ..PixelStore::default() };
    let image = Image::of(&store, BITMAP, [10, 1, 1]).expect("small");
    let mut tight = vec![0; image.tight()];
    image.gather(&store, BITMAP, &[0b0001_0110, 0b1010_0000], &mut tight, 0);
    assert_eq!(tight, [0b1011_0101, 0b0000_0000]);
    let lsb = PixelStore { lsb_first: true, alignment: 1, ..PixelStore::default() };
    let image = Image::of(&lsb, BITMAP, [4, 1, 1]).expect("small");
    let mut tight = vec![0; 1];
    image.gather(&lsb, BITMAP, &[0b0000_0011], &mut tight, 0);
    assert_eq!(tight, [0b1100_0000]);
    let mut back = vec![0b1111_0000];
    image.scatter(&lsb, BITMAP, &tight, &mut back, 0);
    assert_eq!(back, [0b1111_0011]);
}

#[test]
fn sizes_beyond_memory_are_refused() {
    assert_eq!(Image::of(&PixelStore::default(), RGBA, [usize::MAX / 2, 2, 1]), None);
    let store = PixelStore { skip_images: usize::MAX / 2, ..PixelStore::default() };
    assert_eq!(Image::of(&store, RGBA, [4, 4, 1]), None);
}

#[test]
fn packed_types_count_as_one_element() {
    assert_eq!(pixel_size(0x1907, 0x8363), Some(PixelSize { bits: 16, element: 2 }));
    assert_eq!(pixel_size(0x1908, 0x1401), Some(RGBA));
    assert_eq!(pixel_size(0x84f9, 0x84fa), Some(PixelSize { bits: 32, element: 4 }));
    assert_eq!(pixel_size(0x1908, 0x9999), None);
}
