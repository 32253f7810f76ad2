// SPDX-License-Identifier: Apache-2.0
//! protocol/vectors/*.hex, byte for byte: what C# writes is read here, and what is written here are the same bytes.
use seamless_protocol::{kind, lz4, Any, Header, PortMark, Writer, HEADER_BYTES};
use std::path::{Path, PathBuf};

fn bytes(path: &Path) -> Vec<u8> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

fn vectors() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let hex = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "hex"));
    hex.map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), bytes(path))).collect()
}

fn messages() -> Vec<(String, Vec<u8>)> {
    vectors().into_iter().filter(|(name, _)| name != "port-mark").collect()
}

#[test]
fn every_vector_is_read_and_written_again_as_the_same_bytes() {
    assert!(messages().len() > 70);
    for (name, bytes) in messages() {
        let header = Header::read(&bytes).unwrap();
        let payload = &bytes[HEADER_BYTES..];
        assert_eq!(header.length as usize, payload.len(), "{name}");
        assert!(header.handles <= kind(header.number).unwrap_or_else(|| panic!("{name}: 0x{:04x}", header.number)).most_handles, "{name}");
        let message = Any::read(header.number, payload).unwrap_or_else(|violation| panic!("{name}: {violation}"));
        let mut again = header.to_bytes().to_vec();
        message.put_fields(&mut Writer::new(&mut again));
        assert_eq!(again, bytes, "{name}: {message:?}");
    }
}

#[test]
fn every_kind_of_message_in_a_group_that_has_vectors_has_one() {
    let there: Vec<u16> = messages().iter().map(|(_, bytes)| Header::read(bytes).unwrap().number).collect();
    let expected = (0..=u16::MAX).filter(|number| there.iter().any(|other| other >> 8 == number >> 8)).filter_map(kind);
    let missing: Vec<&str> = expected.filter(|kind| !there.contains(&kind.number)).map(|kind| kind.name).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn a_byte_less_or_more_is_refused() {
    for (name, bytes) in messages() {
        let number = Header::read(&bytes).unwrap().number;
        let payload = &bytes[HEADER_BYTES..];
        for length in 0..payload.len() {
            assert!(Any::read(number, &payload[..length]).is_err(), "{name} cut to {length}");
        }
        let mut longer = payload.to_vec();
        longer.push(0);
        assert!(Any::read(number, &longer).is_err(), "{name} with a byte more");
    }
}

#[test]
fn what_any_changed_byte_makes_is_refused_or_written_again_as_it_was_read() {
    for (name, bytes) in messages() {
        let number = Header::read(&bytes).unwrap().number;
        let mut payload = bytes[HEADER_BYTES..].to_vec();
        for at in 0..payload.len() {
            for change in [1, 0x80, 0xff] {
                payload[at] ^= change;
                if let Ok(message) = Any::read(number, &payload) {
                    let mut again = Vec::new();
                    message.put_fields(&mut Writer::new(&mut again));
                    assert_eq!(again, payload, "{name}, byte {at}");
                }
                payload[at] ^= change;
            }
        }
    }
}

#[test]
fn the_rows_of_the_lz4_vector_unpack() {
    let (_, bytes) = messages().into_iter().find(|(name, _)| name == "inline-frame-lz4").unwrap();
    let Any::InlineFrame(frame) = Any::read(0x0206, &bytes[HEADER_BYTES..]).unwrap() else { panic!("not an InlineFrame") };
    let mut plain = vec![0xee; frame.damage.plain_bytes() as usize];
    assert!(lz4::decode(frame.rows, &mut plain));
    assert!(plain.iter().all(|byte| *byte == 0) || plain.chunks(4).all(|pixel| pixel == &plain[..4]));
}

#[test]
fn the_mark_of_a_port_is_no_header() {
    let (_, bytes) = vectors().into_iter().find(|(name, _)| name == "port-mark").unwrap();
    let mark = PortMark::read(bytes[..].try_into().unwrap()).unwrap();
    assert_eq!(mark, PortMark { ours: 0x1122_3344_5566_7788, yours: 0x99aa_bbcc_ddee_ff01 });
    assert_eq!(mark.to_bytes()[..], bytes[..]);
    assert!(Header::read(&bytes).is_none());
}
