// SPDX-License-Identifier: Apache-2.0
use crate::messages::*;
use crate::{Channel, Message, Violation, Way, Writer};

/// What is known of a message's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub number: u16,
    pub name: &'static str,
    pub carried_by: Channel,
    pub way: Way,
    pub most_handles: u8,
}

macro_rules! any {
    ($life:lifetime: $($name:ident $(($borrows:lifetime))?,)*) => {
        /// Any message, for those who receive.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Any<$life> {
            $($name($name $(<$borrows>)?),)*
        }

        impl<$life> Any<$life> {
            /// A number that we do not have, or bytes that are not precisely that message, end the session.
            pub fn read(number: u16, payload: &$life [u8]) -> Result<Any<$life>, Violation> {
                match number {
                    $($name::NUMBER => $name::read(payload).map(Any::$name),)*
                    _ => return Err(Violation::new(format!("sent message 0x{number:04x}, which protocol 1.0 does not have"))),
                }
                .ok_or_else(|| Violation::new(format!("sent a {} that cannot be read", kind(number).map_or("message", |kind| kind.name))))
            }

            pub fn put_fields(&self, writer: &mut Writer<'_>) {
                match self {
                    $(Any::$name(message) => message.put_fields(writer),)*
                }
            }
        }

        pub fn kind(number: u16) -> Option<Kind> {
            match number {
                $($name::NUMBER => Some(Kind {
                    number,
                    name: $name::NAME,
                    carried_by: $name::CARRIED_BY,
                    way: $name::WAY,
                    most_handles: $name::MOST_HANDLES,
                }),)*
                _ => None,
            }
        }
    };
}

any! { 'a:
    Hello('a), Welcome('a), Refused('a), Ping, Pong, Resync,
    WindowState('a), WindowClosed, Configure, CloseRequested, Activate, MoveRequested, ResizeRequested, MinimizeRequested, ShowWindowMenu,
    Outputs('a),
    FrameMemory, FrameMemoryReleased, Frame, FrameShown, FrameReleased, InlineFrame('a),
    PointerEnter, PointerLeave, PointerMotion, PointerButton, PointerAxis, KeyboardFocus, Key, KeyboardLayout('a), LockState, TextInput('a),
    TouchDown, TouchMotion, TouchUp, TouchCancel, TouchFrame, PointerConstraint, PointerConstraintState, DragState,
    MachineInput,
    CursorHidden, CursorShape, CursorImage('a),
    AppCatalogue('a), CatalogueRequest, IconRequest('a), Icon('a), StartApp('a), AppStarted, AppFailed('a), AppExited, StopApp,
    OpenTerminal('a), TerminalOpened, TerminalData('a), TerminalCredit, TerminalResized, TerminalSignal, CloseTerminal, TerminalExited,
    TerminalFailed('a),
    ClipboardOffer('a), ClipboardRequest('a), ClipboardData('a), ClipboardCredit, ClipboardFailed('a), ClipboardCancelled,
    AudioSink, AudioStarted('a), AudioData('a), AudioCredit, AudioStopped,
    OpenFile('a), FileData('a), FileCredit, FileOpened, FileSaved, FetchFile, FileStored, FileReleased, FileClosed, FileFailed('a),
    Challenge, Join('a), Joined, Guests('a), StartGuest('a),
}
