// SPDX-License-Identifier: Apache-2.0
use crate::limits::{APP_ID_BYTES, EVDEV_CODE, MACHINE_NOTCHES, MACHINE_POSITION, PRESSED_KEYS, TEXT_BYTES, TEXT_INPUT_BYTES};
use crate::message::{choices, message};
use crate::{Reader, Rect};

choices! {
    AxisSource {
        Wheel = 0,
        Finger = 1,
        Continuous = 2,
        WheelTilt = 3,
    }
}

choices! {
    ConstraintKind {
        None = 0,
        Lock = 1,
        Confine = 2,
    }
}

choices! {
    /// What a MachineInput is about, and what its two numbers are.
    MachineInputKind {
        /// evdev code; 1 down, 0 up.
        Key = 1,
        /// x, y in parts of the screen.
        Position = 2,
        /// Notches to the right, and down.
        Wheel = 3,
    }
}

message! {
    PointerEnter = 0x0301, Control, ToGuest {
        window: u32 = id(),
        x: i32 = i32(),
        y: i32 = i32(),
    }
}

message! {
    PointerLeave = 0x0302, Control, ToGuest {
        window: u32 = id(),
    }
}

message! {
    PointerMotion = 0x0303, Control, ToGuest {
        window: u32 = id(),
        x: i32 = i32(),
        y: i32 = i32(),
        time_microseconds: u64 = u64(),
        dx: i32 = i32(),
        dy: i32 = i32(),
        raw_dx: i32 = i32(),
        raw_dy: i32 = i32(),
    }
}

message! {
    PointerButton = 0x0304, Control, ToGuest {
        window: u32 = id(),
        serial: u32 = id(),
        time_microseconds: u64 = u64(),
        code: u32 = evdev(),
        pressed: bool = bool(),
    }
}

message! {
    PointerAxis = 0x0305, Control, ToGuest {
        window: u32 = id(),
        time_microseconds: u64 = u64(),
        source: AxisSource = choice(),
        dx: i32 = i32(),
        dy: i32 = i32(),
        /// 120 a notch.
        wheel_x: i32 = i32(),
        wheel_y: i32 = i32(),
        stop_x: bool = bool(),
        stop_y: bool = bool(),
    }
}

message! {
    KeyboardFocus = 0x0306, Control, ToGuest {
        /// 0: no window of this guest.
        window: u32 = u32(),
        keys: Vec<u32> = list(PRESSED_KEYS, 4, Reader::evdev),
    }
}

message! {
    Key = 0x0307, Control, ToGuest {
        window: u32 = id(),
        serial: u32 = id(),
        time_microseconds: u64 = u64(),
        code: u32 = evdev(),
        pressed: bool = bool(),
    }
}

message! {
    KeyboardLayout<'a> = 0x0308, Control, ToGuest {
        rules: &'a str = text(APP_ID_BYTES),
        model: &'a str = text(APP_ID_BYTES),
        layout: &'a str = text(APP_ID_BYTES),
        variant: &'a str = text(APP_ID_BYTES),
        options: &'a str = text(TEXT_BYTES),
        repeat_rate: u32 = u32_to(1000),
        repeat_delay_milliseconds: u32 = u32_to(60_000),
    }
}

message! {
    LockState = 0x0309, Control, ToGuest {
        caps: bool = bool(),
        num: bool = bool(),
        scroll: bool = bool(),
    }
}

message! {
    TextInput<'a> = 0x030a, Control, ToGuest {
        window: u32 = id(),
        text: &'a str = text(TEXT_INPUT_BYTES),
    }
}

message! {
    TouchDown = 0x030b, Control, ToGuest {
        window: u32 = id(),
        serial: u32 = id(),
        finger: i32 = i32(),
        x: i32 = i32(),
        y: i32 = i32(),
        time_microseconds: u64 = u64(),
    }
}

message! {
    TouchMotion = 0x030c, Control, ToGuest {
        window: u32 = id(),
        finger: i32 = i32(),
        x: i32 = i32(),
        y: i32 = i32(),
        time_microseconds: u64 = u64(),
    }
}

message! {
    TouchUp = 0x030d, Control, ToGuest {
        window: u32 = id(),
        finger: i32 = i32(),
        time_microseconds: u64 = u64(),
    }
}

message! {
    TouchCancel = 0x030e, Control, ToGuest {
        window: u32 = id(),
    }
}

message! {
    TouchFrame = 0x030f, Control, ToGuest {}
}

message! {
    PointerConstraint = 0x0310, Control, FromGuest {
        window: u32 = id(),
        kind: ConstraintKind = choice(),
        region: Vec<Rect> = region(),
        hint_x: i32 = i32(),
        hint_y: i32 = i32(),
    }
}

message! {
    PointerConstraintState = 0x0311, Control, ToGuest {
        window: u32 = id(),
        active: bool = bool(),
    }
}

message! {
    DragState = 0x0312, Control, FromGuest {
        active: bool = bool(),
        window: u32 = u32(),
    }
}

message! {
    /// From a bridge to a launcher only.
    MachineInput = 0x0313, Control, FromGuest {
        kind: MachineInputKind = choice(),
        first: i32 = i32(),
        second: i32 = i32(),
    }
    requires |input| match input.kind {
        MachineInputKind::Key => (0..=EVDEV_CODE as i32).contains(&input.first) && (0..=1).contains(&input.second),
        MachineInputKind::Position => (0..=MACHINE_POSITION).contains(&input.first) && (0..=MACHINE_POSITION).contains(&input.second),
        MachineInputKind::Wheel => (-MACHINE_NOTCHES..=MACHINE_NOTCHES).contains(&input.first) && (-MACHINE_NOTCHES..=MACHINE_NOTCHES).contains(&input.second),
    }
}
