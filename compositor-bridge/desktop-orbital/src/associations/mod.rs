// SPDX-License-Identifier: Apache-2.0
//! Guests' apps among the programs that Redox opens files with.
pub mod wrapper;
