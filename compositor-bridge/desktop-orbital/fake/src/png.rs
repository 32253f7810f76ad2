// SPDX-License-Identifier: Apache-2.0
//! A picture as PNG: 8-bit RGB, in stored blocks, because a test has no time to compress and a viewer does not mind.

const STORED_BYTES: usize = 65_535;
const ADLER: u32 = 65_521;

/// `pixels` are 0x00RRGGBB, by rows.
pub fn encode(width: u32, height: u32, pixels: &[u32]) -> Vec<u8> {
    let mut rows = Vec::with_capacity((width as usize * 3 + 1) * height as usize);
    for row in pixels.chunks_exact(width.max(1) as usize) {
        // No filter.
        rows.push(0);
        rows.extend(row.iter().flat_map(|pixel| [(pixel >> 16) as u8, (pixel >> 8) as u8, *pixel as u8]));
    }

    let mut data = vec![0x78, 0x01];
    let mut blocks = rows.chunks(STORED_BYTES).peekable();
    while let Some(block) = blocks.next() {
        let len = block.len() as u16;
        data.push(u8::from(blocks.peek().is_none()));
        data.extend(len.to_le_bytes());
        data.extend((!len).to_le_bytes());
        data.extend(block);
    }
    data.extend(adler(&rows).to_be_bytes());

    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    chunk(&mut png, b"IHDR", &header);
    chunk(&mut png, b"IDAT", &data);
    chunk(&mut png, b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    png.extend((data.len() as u32).to_be_bytes());
    png.extend(kind);
    png.extend(data);
    let table = crc_table();
    let crc = kind.iter().chain(data).fold(u32::MAX, |crc, byte| table[(crc as u8 ^ byte) as usize] ^ crc >> 8);
    png.extend((!crc).to_be_bytes());
}

fn crc_table() -> [u32; 256] {
    std::array::from_fn(|at| (0..8).fold(at as u32, |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ crc >> 1 } else { crc >> 1 }))
}

fn adler(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1, 0);
    // So many sums fit 32 bits before they have to be reduced.
    for part in bytes.chunks(5552) {
        for byte in part {
            a += u32::from(*byte);
            b += a;
        }
        a %= ADLER;
        b %= ADLER;
    }
    b << 16 | a
}
