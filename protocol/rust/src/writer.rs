// SPDX-License-Identifier: Apache-2.0
use crate::{Damage, Rect};

/// Appends the fields of a payload. Lengths are the sender's duty: `Message::append` looks in debug builds whether what was written
/// can be read.
pub struct Writer<'b> {
    bytes: &'b mut Vec<u8>,
}

impl<'b> Writer<'b> {
    pub fn new(bytes: &'b mut Vec<u8>) -> Writer<'b> {
        Writer { bytes }
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }
}

/// How a field of this type lies on the wire.
pub trait Put {
    fn put(&self, writer: &mut Writer<'_>);
}

macro_rules! numbers {
    ($($type:ty),*) => { $(impl Put for $type {
        fn put(&self, writer: &mut Writer<'_>) {
            writer.raw(&self.to_le_bytes());
        }
    })* };
}
numbers!(u8, u16, u32, u64, i32);

impl Put for bool {
    fn put(&self, writer: &mut Writer<'_>) {
        u8::from(*self).put(writer);
    }
}

impl Put for [u8; 32] {
    fn put(&self, writer: &mut Writer<'_>) {
        writer.raw(self);
    }
}

impl Put for &str {
    fn put(&self, writer: &mut Writer<'_>) {
        (self.len() as u16).put(writer);
        writer.raw(self.as_bytes());
    }
}

impl Put for &[u8] {
    fn put(&self, writer: &mut Writer<'_>) {
        (self.len() as u32).put(writer);
        writer.raw(self);
    }
}

impl Put for Rect {
    fn put(&self, writer: &mut Writer<'_>) {
        self.x.put(writer);
        self.y.put(writer);
        self.width.put(writer);
        self.height.put(writer);
    }
}

impl Put for Damage {
    fn put(&self, writer: &mut Writer<'_>) {
        (self.as_slice().len() as u16).put(writer);
        self.as_slice().iter().for_each(|rect| rect.put(writer));
    }
}

impl<T: Put> Put for Vec<T> {
    fn put(&self, writer: &mut Writer<'_>) {
        (self.len() as u16).put(writer);
        self.iter().for_each(|item| item.put(writer));
    }
}

impl<T: Put> Put for Option<T> {
    fn put(&self, writer: &mut Writer<'_>) {
        self.is_some().put(writer);
        if let Some(item) = self {
            item.put(writer);
        }
    }
}
