// SPDX-License-Identifier: Apache-2.0
//! No desktop has terminal streams; they are here so that every number of the protocol is known by its layout.
use super::apps::entries;
use crate::limits::{
    APP_ID_BYTES, START_APP_ITEM_BYTES, TERMINAL_ARGUMENTS, TERMINAL_ARGUMENT_BYTES, TERMINAL_DATA_BYTES, TERMINAL_WINDOW_BYTES, TEXT_BYTES,
};
use crate::message::{choices, message};

choices! {
    TerminalChannel {
        Input = 0,
        Output = 1,
        Errors = 2,
    }
}

message! {
    OpenTerminal<'a> = 0x0601, Control, ToGuest {
        stream: u32 = id(),
        /// 1 pty, 2 root, 4 the guest's GPU server in place of a program.
        flags: u32 = flags(7),
        columns: u16 = u16(),
        rows: u16 = u16(),
        arguments: Vec<&'a str> = texts(TERMINAL_ARGUMENTS, TERMINAL_ARGUMENT_BYTES),
        environment: Vec<&'a str> = texts(TERMINAL_ARGUMENTS, TERMINAL_ARGUMENT_BYTES),
        working_directory: &'a str = text(START_APP_ITEM_BYTES),
        terminal_type: &'a str = text(APP_ID_BYTES),
    } requires |open| open.arguments.first().is_none_or(|program| !program.is_empty()) && entries(&open.environment) && of_gpu(open.flags, &open.environment, &open.arguments)
}

fn of_gpu(flags: u32, environment: &[&str], arguments: &[&str]) -> bool {
    flags & 4 == 0 || (flags == 4 && environment.is_empty() && matches!(arguments, [] | ["status"]))
}

message! {
    TerminalOpened = 0x0602, Control, FromGuest {
        stream: u32 = id(),
        pid: i32 = i32(),
    }
}

message! {
    TerminalData<'a> = 0x0603, Bulk, Either {
        stream: u32 = id(),
        channel: TerminalChannel = choice(),
        data: &'a [u8] = bytes(TERMINAL_DATA_BYTES),
    } requires |data| data.channel == TerminalChannel::Input || !data.data.is_empty()
}

message! {
    TerminalCredit = 0x0604, Control, Either {
        stream: u32 = id(),
        bytes: u32 = u32_in(1, TERMINAL_WINDOW_BYTES),
    }
}

message! {
    TerminalResized = 0x0605, Control, ToGuest {
        stream: u32 = id(),
        columns: u16 = u16(),
        rows: u16 = u16(),
    }
}

message! {
    TerminalSignal = 0x0606, Control, ToGuest {
        stream: u32 = id(),
        signal: i32 = i32_in(1, 64),
    }
}

message! {
    CloseTerminal = 0x0607, Control, ToGuest {
        stream: u32 = id(),
    }
}

message! {
    TerminalExited = 0x0608, Bulk, FromGuest {
        stream: u32 = id(),
        exit_code: i32 = i32_in(0, 255),
        signal: i32 = i32_in(0, 64),
    }
}

message! {
    TerminalFailed<'a> = 0x0609, Bulk, FromGuest {
        stream: u32 = id(),
        reason: &'a str = text(TEXT_BYTES),
    }
}
