// SPDX-License-Identifier: Apache-2.0

/// 0xRRGGBB; the first is the built-in guest's alone.
const PALETTE: [u32; 8] = [0x2f6fb5, 0x2e8b57, 0xb5542f, 0x7b4fa3, 0x8a7a1f, 0x1f8a8a, 0xa33f6b, 0x5a6b7b];

/// The colour by which a person knows a guest's windows, 0xRRGGBB; the launcher's directory tells the same one (GuestColour.cs).
pub fn guest_colour(guest: &str) -> u32 {
    if guest == "local" {
        return PALETTE[0];
    }
    let hash = guest.encode_utf16().fold(0x811c_9dc5u32, |hash, letter| (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193));
    PALETTE[1 + (hash % (PALETTE.len() as u32 - 1)) as usize]
}

#[cfg(test)]
mod tests {
    use super::guest_colour;

    /// The same names as in GuestColourTests.cs.
    #[test]
    fn a_name_has_the_colour_that_the_launcher_gives_it() {
        let colours = ["local", "work", "tiny", "redox", "r\u{e9}sum\u{e9} \u{1f98a}"].map(guest_colour);
        assert_eq!(colours.map(|colour| format!("{colour:06x}")), ["2f6fb5", "b5542f", "a33f6b", "8a7a1f", "7b4fa3"]);
    }
}
