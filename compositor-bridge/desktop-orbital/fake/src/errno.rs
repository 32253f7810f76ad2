// SPDX-License-Identifier: Apache-2.0
//! The error numbers that Redox's schemes answer with; these have the same values on Linux.

/// A call's failure.
pub type Errno = i32;

pub const ENOENT: Errno = 2;
pub const EBADF: Errno = 9;
pub const EAGAIN: Errno = 11;
pub const ENOMEM: Errno = 12;
pub const EACCES: Errno = 13;
pub const ENODEV: Errno = 19;
pub const EINVAL: Errno = 22;
pub const EMFILE: Errno = 24;
pub const EPIPE: Errno = 32;
pub const EOPNOTSUPP: Errno = 95;
