// SPDX-License-Identifier: Apache-2.0
//! Windows of the endpoint's own that say something to the person; each stays until it is closed.
use crate::limits;
use crate::log;
use crate::notice::NoticeWindow;
use crate::sys::Events;

pub struct Notices {
    windows: Vec<(usize, NoticeWindow)>,
    next_token: usize,
}

impl Notices {
    /// Tokens from this one on are for these windows.
    pub fn new(first_token: usize) -> Notices {
        Notices { windows: Vec::new(), next_token: first_token }
    }

    pub fn say(&mut self, events: &Events, words: &str) {
        if self.windows.len() == limits::NOTICES {
            return;
        }
        let opened = NoticeWindow::open(words).and_then(|notice| events.add_read(&notice.window.fd, self.next_token).map(|()| notice));
        match opened {
            Ok(notice) => self.windows.push((self.next_token, notice)),
            Err(error) => log::warning(&format!("no window to say so: {error}")),
        }
        self.next_token += 1;
    }

    pub fn ready(&mut self, token: usize) {
        self.windows.retain(|(of, notice)| *of != token || !notice.is_closed().unwrap_or(true));
    }
}
