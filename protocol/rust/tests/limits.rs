// SPDX-License-Identifier: Apache-2.0
//! The table of PROTOCOL.md, section 7, against `limits`.
use seamless_protocol::limits;

macro_rules! ours {
    ($($name:ident),* $(,)?) => { [$((stringify!($name), limits::$name as u64)),*] };
}

/// What a desktop has no use for: limits of those who listen, of handles, and of terminals' keepers.
const OTHERS: [&str; 6] = ["HandlesPerMessage", "QueuedHandles", "PendingConnections", "FrameMemories", "Launchers", "TerminalStreams"];

#[test]
fn the_numbers_are_those_of_the_page() {
    let ours = ours![
        CONTROL_MESSAGE_BYTES,
        BULK_MESSAGE_BYTES,
        HANDSHAKE_MESSAGE_BYTES,
        INLINE_PLAIN_BYTES,
        QUEUED_BYTES,
        HANDSHAKE_SECONDS,
        DAMAGE_RECTS,
        REGION_RECTS,
        TITLE_BYTES,
        APP_ID_BYTES,
        TEXT_BYTES,
        WINDOW_SIDE,
        COORDINATE,
        WINDOWS,
        FRAME_MEMORY_BYTES,
        OUTPUTS,
        PRESSED_KEYS,
        EVDEV_CODE,
        MACHINE_POSITION,
        MACHINE_NOTCHES,
        TEXT_INPUT_BYTES,
        CURSOR_SIDE,
        ICON_BYTES,
        ICON_SIDE,
        APPS,
        APPS_PER_PART,
        CATALOGUE_PARTS,
        APP_ACTIONS,
        APP_WORDS,
        START_APP_ITEMS,
        START_APP_ITEM_BYTES,
        TERMINAL_ARGUMENTS,
        TERMINAL_ARGUMENT_BYTES,
        TERMINAL_WINDOW_BYTES,
        TERMINAL_DATA_BYTES,
        CLIPBOARD_TYPES,
        CLIPBOARD_REQUESTS,
        CLIPBOARD_BYTES,
        CLIPBOARD_DATA_BYTES,
        CLIPBOARD_WINDOW_BYTES,
        CLIPBOARD_SECONDS,
        MIME_TYPE_BYTES,
        AUDIO_STREAMS,
        AUDIO_RATE,
        AUDIO_LEAST_RATE,
        AUDIO_CHANNELS,
        AUDIO_DATA_BYTES,
        AUDIO_WINDOW_MILLISECONDS,
        FILES,
        FILE_BYTES,
        FILE_NAME_BYTES,
        FILE_DATA_BYTES,
        FILE_WINDOW_BYTES,
        GUESTS,
        GUEST_NAME_BYTES,
        UNACKNOWLEDGED_BYTES,
    ];
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../PROTOCOL.md")).unwrap();
    let table = page.split("## 7. Limits").nth(1).unwrap().split("\n## ").next().unwrap();
    let mut compared = 0;
    for row in table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| limit ")) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let (name, value) = (cells[0].trim_start_matches("| "), cells[1].replace(',', "").parse::<u64>().unwrap());
        match ours.iter().find(|(ours, _)| ours.replace('_', "").eq_ignore_ascii_case(name)) {
            Some((ours, number)) => {
                assert_eq!(*number, value, "{ours}");
                compared += 1;
            }
            None => assert!(OTHERS.contains(&name), "{name} is on the page and not here"),
        }
    }
    assert!(compared >= 48, "{compared}");
}
