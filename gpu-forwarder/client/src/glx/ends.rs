// SPDX-License-Identifier: Apache-2.0
//! Windows that the program draws into and destroys with nothing but X's own call, as GLX allows: the X server tells of their end, and the
//! window's thread and its surface at the server go then.

use super::servers::{Place, Server};
use super::{drawables, XID};
use crate::sys::xcb::X;
use std::ffi::CString;
use std::sync::{Arc, Mutex, MutexGuard};

/// A connection for each X server that has windows of the program's.
static WATCHED: Mutex<Vec<(Server, Arc<X>)>> = Mutex::new(Vec::new());

fn watched() -> MutexGuard<'static, Vec<(Server, Arc<X>)>> {
    WATCHED.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Forgets the drawable of this window once it is gone; without a name its X server is DISPLAY's.
pub fn watch(name: Option<CString>, server: Server, window: u32) {
    let mut all = watched();
    if let Some((_, x)) = all.iter().find(|(one, _)| *one == server) {
        return x.watch(window);
    }
    let Some(x) = X::open(name.as_deref()).map(Arc::new) else { return };
    x.watch(window);
    let waiting = x.clone();
    let thread = std::thread::Builder::new().name("seamless-gl".into()).spawn(move || {
        while let Some(window) = waiting.wait_for_end() {
            drawables::forget(Place { server, id: window as XID });
        }
        watched().retain(|(_, x)| !Arc::ptr_eq(x, &waiting));
    });
    if thread.is_ok() {
        all.push((server, x));
    }
}
