// SPDX-License-Identifier: Apache-2.0
//! Super-C, Super-X and Super-V in the words of the app that has the keyboard. There are keys of their own for it (XF86Copy …),
//! but hardly an app knows them: GTK 4 does not. So an app gets what its own users press.
use crate::desk::Notice;
use crate::keys::{KEY_C, KEY_INSERT, KEY_LEFT_CONTROL, KEY_LEFT_SHIFT, KEY_V, KEY_X};

/// In the order in which they are pressed. In a terminal Ctrl-C ends the program that runs in it; an app that is in no
/// catalogue may be one, so it is given the older keys, which mean the same to toolkits and nothing to programs.
pub fn of(notice: Notice, is_terminal: Option<bool>) -> &'static [u32] {
    match (notice, is_terminal) {
        (Notice::Focused(_) | Notice::Key(..), _) => &[],
        // Nothing can be cut out of a terminal.
        (Notice::Copy(_) | Notice::Cut(_), Some(true)) => &[KEY_LEFT_CONTROL, KEY_LEFT_SHIFT, KEY_C],
        (Notice::Paste(_), Some(true)) => &[KEY_LEFT_CONTROL, KEY_LEFT_SHIFT, KEY_V],
        (Notice::Copy(_), Some(false)) => &[KEY_LEFT_CONTROL, KEY_C],
        (Notice::Copy(_), None) => &[KEY_LEFT_CONTROL, KEY_INSERT],
        (Notice::Cut(_), _) => &[KEY_LEFT_CONTROL, KEY_X],
        (Notice::Paste(_), _) => &[KEY_LEFT_CONTROL, KEY_V],
    }
}
