// SPDX-License-Identifier: Apache-2.0
//! `/scheme/audio` (base: audiod): 44,100 Hz, signed 16 bit, two channels, nothing else.

use crate::errno::{Errno, EAGAIN, EINVAL, ENODEV};
use crate::limits;
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// From so many queued frames on, a write waits; below it is taken whole, however long it is.
pub const QUEUE_MARK: usize = 4096;
/// What the mixer takes from each stream at a time.
pub const BLOCK: usize = 512;
pub const RATE: u64 = 44_100;
/// The volume at start, of 100.
pub const VOLUME: i32 = 50;
const FRAME_BYTES: usize = 4;

pub type Frame = [i16; 2];

#[derive(Default)]
pub struct Audio {
    streams: BTreeMap<u64, VecDeque<Frame>>,
    next: u64,
    /// What was mixed while a stream was open, before the volume.
    collected: Option<File>,
    pub frames: u64,
    /// audiod is not there, and neither is the scheme.
    pub is_gone: bool,
    /// Blocks in which an open stream had less than a block: heard as a gap.
    pub underruns: u64,
}

/// How long a block sounds.
pub fn block_time(blocks: u64) -> Duration {
    Duration::from_nanos(blocks * BLOCK as u64 * 1_000_000_000 / RATE)
}

impl Audio {
    pub fn collect_to(&mut self, path: &Path) -> std::io::Result<()> {
        self.collected = Some(File::create(path)?);
        Ok(())
    }

    pub fn open(&mut self) -> u64 {
        self.next += 1;
        self.streams.insert(self.next, VecDeque::new());
        self.next
    }

    /// What is still queued is never heard.
    pub fn close(&mut self, stream: u64) {
        self.streams.remove(&stream);
    }

    pub fn is_open(&self) -> bool {
        !self.streams.is_empty()
    }

    pub fn queued(&self) -> impl Iterator<Item = usize> + '_ {
        self.streams.values().map(VecDeque::len)
    }

    /// Whole frames; the rest is not taken.
    pub fn write(&mut self, stream: u64, bytes: &[u8]) -> Result<usize, Errno> {
        if self.is_gone {
            return Err(ENODEV);
        }
        let queue = self.streams.get_mut(&stream).ok_or(EINVAL)?;
        if queue.len() >= QUEUE_MARK {
            return Err(EAGAIN);
        }
        let room = limits::QUEUED_FRAMES - queue.len();
        let frames = bytes.chunks_exact(FRAME_BYTES).take(room);
        let taken = frames.len();
        queue.extend(frames.map(|f| [i16::from_le_bytes([f[0], f[1]]), i16::from_le_bytes([f[2], f[3]])]));
        Ok(taken * FRAME_BYTES)
    }

    /// One block of the hardware's clock: the sum of all streams, saturated; who has nothing is silent.
    pub fn pull(&mut self) -> Vec<Frame> {
        let mut mixed: Vec<Frame> = vec![[0; 2]; BLOCK];
        for queue in self.streams.values_mut() {
            let count = queue.len().min(BLOCK);
            self.underruns += u64::from(count < BLOCK);
            for (sum, frame) in mixed.iter_mut().zip(queue.drain(..count)) {
                *sum = [sum[0].saturating_add(frame[0]), sum[1].saturating_add(frame[1])];
            }
        }
        if self.is_open() && self.frames < limits::COLLECTED_FRAMES {
            self.frames += BLOCK as u64;
            self.keep(&mixed);
        }
        mixed
    }

    fn keep(&mut self, mixed: &[Frame]) {
        let Some(file) = &mut self.collected else { return };
        let bytes: Vec<u8> = mixed.iter().flatten().flat_map(|sample| sample.to_le_bytes()).collect();
        if let Err(e) = file.write_all(&bytes) {
            eprintln!("fake-orbital: what was heard is not kept any more: {e}");
            self.collected = None;
        }
    }
}
