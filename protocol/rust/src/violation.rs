// SPDX-License-Identifier: Apache-2.0
use std::fmt;

/// What a peer did that ends its session, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation(pub String);

impl Violation {
    pub fn new(reason: impl Into<String>) -> Violation {
        Violation(reason.into())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Violation {}
