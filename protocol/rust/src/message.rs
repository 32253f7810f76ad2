// SPDX-License-Identifier: Apache-2.0
//! What all messages have in common, and the words in which they are laid down: `field: type = how it is read and checked`.
use crate::{Header, Reader, Writer, HEADER_BYTES};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Either,
    FromGuest,
    ToGuest,
    /// Doors (PROTOCOL.md, group 0x0a): from the launcher that listens, and to it.
    FromListener,
    ToListener,
}

/// A number with names, one byte on the wire; the first name is what a failed reader returns.
pub trait Choice: Copy + Default {
    fn of(number: u8) -> Option<Self>;
    fn number(self) -> u8;
}

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $(#[$first_doc:meta])* $first:ident = $first_number:literal, $($(#[$item_doc:meta])* $item:ident = $number:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        #[repr(u8)]
        pub enum $name {
            #[default]
            $(#[$first_doc])*
            $first = $first_number,
            $($(#[$item_doc])* $item = $number,)*
        }

        impl $crate::message::Choice for $name {
            fn of(number: u8) -> Option<Self> {
                match number {
                    $first_number => Some($name::$first),
                    $($number => Some($name::$item),)*
                    _ => None,
                }
            }

            fn number(self) -> u8 {
                self as u8
            }
        }

        impl $crate::writer::Put for $name {
            fn put(&self, writer: &mut $crate::Writer<'_>) {
                $crate::writer::Put::put(&(*self as u8), writer);
            }
        }
    };
}
pub(crate) use choices;

choices! {
    /// Which of a session's two connections.
    Channel {
        Control = 1,
        Bulk = 2,
    }
}

/// One kind of message. What it borrows, it borrows from the payload.
pub trait Message<'a>: Sized {
    const NUMBER: u16;
    const NAME: &'static str;
    const CARRIED_BY: Channel;
    const WAY: Way;
    const MOST_HANDLES: u8 = 0;

    /// Reads the fields; whether all is well, `Reader::finish` says.
    fn fields(reader: &mut Reader<'a>) -> Self;

    fn put_fields(&self, writer: &mut Writer<'_>);

    /// None when the bytes are not precisely such a message.
    fn read(payload: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(payload);
        let message = Self::fields(&mut reader);
        reader.finish().then_some(message)
    }

    /// Appends header and payload.
    fn append(&self, sequence: u64, to: &mut Vec<u8>) {
        let start = to.len();
        to.extend_from_slice(&[0; HEADER_BYTES]);
        self.put_fields(&mut Writer::new(to));
        let length = (to.len() - start - HEADER_BYTES) as u32;
        let header = Header { length, number: Self::NUMBER, handles: 0, sequence };
        to[start..start + HEADER_BYTES].copy_from_slice(&header.to_bytes());
    }
}

/// A structure of fields in their order on the wire.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident < $life:lifetime > { $($fields:tt)* } $(requires |$message:ident| $rule:expr)?) => {
        $crate::message::record!(@ [$(#[$doc])*] $name [$life] [<$life>] { $($fields)* } $(requires |$message| $rule)?);
    };
    ($(#[$doc:meta])* $name:ident { $($fields:tt)* } $(requires |$message:ident| $rule:expr)?) => {
        $crate::message::record!(@ [$(#[$doc])*] $name ['a] [] { $($fields)* } $(requires |$message| $rule)?);
    };
    (@ [$(#[$doc:meta])*] $name:ident [$life:lifetime] [$($generics:tt)*]
        { $($(#[$field_doc:meta])* $field:ident : $type:ty = $read:ident ( $($argument:expr),* ),)* }
        $(requires |$message:ident| $rule:expr)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name $($generics)* {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl<$life> $name $($generics)* {
            #[allow(unused_variables, clippy::redundant_field_names)]
            pub(crate) fn take(reader: &mut $crate::Reader<$life>) -> Self {
                $(let $field: $type = reader.$read($($argument),*);)*
                let message = $name { $($field: $field,)* };
                $(let $message = &message;
                let rule: bool = $rule;
                reader.require(rule);)?
                message
            }
        }

        impl $($generics)* $crate::writer::Put for $name $($generics)* {
            #[allow(unused_variables)]
            fn put(&self, writer: &mut $crate::Writer<'_>) {
                $($crate::writer::Put::put(&self.$field, writer);)*
            }
        }
    };
}
pub(crate) use record;

/// A record that is a message.
macro_rules! message {
    ($(#[$doc:meta])* $name:ident < $life:lifetime > = $number:literal, $carried:ident, $way:ident $(, handles $handles:literal)? { $($fields:tt)* } $(requires |$message:ident| $rule:expr)?) => {
        $crate::message::record!($(#[$doc])* $name<$life> { $($fields)* } $(requires |$message| $rule)?);
        $crate::message::message!(@ $name [$life] [<$life>] $number, $carried, $way $(, $handles)?);
    };
    ($(#[$doc:meta])* $name:ident = $number:literal, $carried:ident, $way:ident $(, handles $handles:literal)? { $($fields:tt)* } $(requires |$message:ident| $rule:expr)?) => {
        $crate::message::record!($(#[$doc])* $name { $($fields)* } $(requires |$message| $rule)?);
        $crate::message::message!(@ $name ['a] [] $number, $carried, $way $(, $handles)?);
    };
    (@ $name:ident [$life:lifetime] [$($generics:tt)*] $number:literal, $carried:ident, $way:ident $(, $handles:literal)?) => {
        impl<$life> $crate::Message<$life> for $name $($generics)* {
            const NUMBER: u16 = $number;
            const NAME: &'static str = stringify!($name);
            const CARRIED_BY: $crate::Channel = $crate::Channel::$carried;
            const WAY: $crate::Way = $crate::Way::$way;
            $(const MOST_HANDLES: u8 = $handles;)?

            fn fields(reader: &mut $crate::Reader<$life>) -> Self {
                Self::take(reader)
            }

            fn put_fields(&self, writer: &mut $crate::Writer<'_>) {
                $crate::writer::Put::put(self, writer);
            }
        }
    };
}
pub(crate) use message;
