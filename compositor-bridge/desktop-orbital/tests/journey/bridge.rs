// SPDX-License-Identifier: Apache-2.0
//! A bridge's desktop socket with one guest behind it, as the real one speaks.
use seamless_protocol::messages::*;
use seamless_protocol::{Any, Channel, Damage, Header, Inbox, Message, Rect, MAJOR, MINOR};
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

struct Peer {
    stream: UnixStream,
    inbox: Inbox,
    sent: u64,
}

impl Peer {
    fn accept(listener: &UnixListener, channel: Channel) -> Peer {
        let (stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut peer = Peer { stream, inbox: Inbox::new(channel), sent: 0 };
        let header = peer.next();
        assert_eq!(header.number, Hello::NUMBER);
        let token = 77;
        peer.send(
            &Welcome {
                major: MAJOR,
                minor: MINOR,
                session_token: token,
                capabilities: capability::CLIPBOARD | capability::AUDIO,
                frame_memories: frame_memories::INLINE,
                name: "guest",
            },
            1,
        );
        peer.inbox.open();
        peer
    }

    fn next(&mut self) -> Header {
        loop {
            if let Some(header) = self.inbox.next(u64::MAX).unwrap() {
                return header;
            }
            let count = self.stream.read(self.inbox.room()).unwrap();
            assert!(count > 0, "the endpoint closed the connection");
            self.inbox.received(count);
        }
    }

    fn send<'m>(&mut self, message: &impl Message<'m>, sequence: u64) {
        let mut bytes = Vec::new();
        message.append(sequence, &mut bytes);
        self.stream.write_all(&bytes).unwrap();
        self.sent += 1;
    }
}

pub struct Bridge {
    listener: UnixListener,
    control: Option<Peer>,
    bulk: Option<Peer>,
}

impl Bridge {
    pub fn listen(path: &Path) -> Bridge {
        Bridge { listener: UnixListener::bind(path).unwrap(), control: None, bulk: None }
    }

    /// Until the desktop has said its Resync.
    pub fn open(&mut self) {
        self.control = Some(Peer::accept(&self.listener, Channel::Control));
        self.bulk = Some(Peer::accept(&self.listener, Channel::Bulk));
        self.expect(Resync::NUMBER);
    }

    pub fn close(&mut self) {
        (self.control, self.bulk) = (None, None);
    }

    pub fn send<'m>(&mut self, message: &impl Message<'m>) {
        let control = self.control.as_mut().unwrap();
        let sequence = control.sent + 1;
        control.send(message, sequence);
    }

    pub fn send_on_bulk<'m>(&mut self, message: &impl Message<'m>) {
        let sequence = self.control.as_ref().unwrap().sent;
        self.bulk.as_mut().unwrap().send(message, sequence);
    }

    /// The payload of the next message of this number; what comes before it is not looked at.
    pub fn expect(&mut self, number: u16) -> Vec<u8> {
        loop {
            let control = self.control.as_mut().unwrap();
            let header = control.next();
            let payload = control.inbox.payload().to_vec();
            if let Any::Ping(ping) = Any::read(header.number, &payload).unwrap() {
                self.send(&Pong { token: ping.token });
            }
            if header.number == number {
                return payload;
            }
        }
    }

    /// The content of a request; credit is given when the endpoint has stopped for want of it.
    pub fn clipboard(&mut self, request: u32) -> Vec<u8> {
        let mut content = Vec::new();
        let mut owed = 0;
        loop {
            let bulk = self.bulk.as_mut().unwrap();
            let header = bulk.next();
            assert_eq!(header.number, ClipboardData::NUMBER);
            let payload = bulk.inbox.payload().to_vec();
            let data = ClipboardData::read(&payload).unwrap();
            assert_eq!(data.request, request);
            if data.data.is_empty() {
                return content;
            }
            content.extend_from_slice(data.data);
            owed += data.data.len();
            assert!(owed <= 28 * 1024, "more than Redox' network carries safely");
            if owed == 28 * 1024 {
                self.send(&ClipboardCredit { request, bytes: owed as u32 });
                owed = 0;
            }
        }
    }

    pub fn show(&mut self, window: u32, parent: u32, title: &str) {
        self.say_state(window, parent, title, 0);
        let payload = self.expect(Configure::NUMBER);
        let serial = Configure::read(&payload).unwrap().serial;
        self.say_state(window, parent, title, serial);
    }

    fn say_state(&mut self, window: u32, parent: u32, title: &str, configure_serial: u32) {
        let rules = Positioner {
            anchor_rect: Rect::new(10, 20, 30, 10),
            width: 60,
            height: 40,
            anchor: Edge::BottomLeft,
            gravity: Edge::BottomRight,
            adjustment: adjustment::FLIP_Y | adjustment::SLIDE_X,
            offset_x: 0,
            offset_y: 0,
            reactive: false,
            parent_width: 0,
            parent_height: 0,
            parent_configure_serial: 0,
        };
        let is_popup = parent != 0;
        let mut flags = window_flags::INPUT_EVERYWHERE;
        if configure_serial != 0 {
            flags |= window_flags::MAPPED;
        }
        if is_popup {
            flags |= window_flags::GRAB;
        }
        self.send(&WindowState {
            window,
            parent,
            role: if is_popup { WindowRole::Popup } else { WindowRole::Toplevel },
            flags,
            width: 0,
            height: 0,
            minimum_width: 0,
            minimum_height: 0,
            maximum_width: 0,
            maximum_height: 0,
            configure_serial,
            wish_serial: 0,
            fullscreen_output: 0,
            app_instance: 0,
            reposition_token: 0,
            positioner: is_popup.then_some(rules),
            title,
            app_id: "app",
            input_region: Vec::new(),
        });
    }

    /// A frame of one colour (bytes B G R A), answered.
    pub fn paint(&mut self, window: u32, serial: u32, (width, height): (i32, i32), colour: [u8; 4]) {
        let rows = colour.repeat((width * height) as usize);
        self.send_on_bulk(&InlineFrame {
            window,
            serial,
            width,
            height,
            format: PixelFormat::Argb8888,
            scale: 120,
            geometry: Rect::new(0, 0, width, height),
            configure_serial: 0,
            last: true,
            damage: Damage::of(&[Rect::new(0, 0, width, height)]).unwrap(),
            compression: Compression::None,
            rows: &rows,
        });
        let payload = self.expect(FrameShown::NUMBER);
        let shown = FrameShown::read(&payload).unwrap();
        assert_eq!((shown.window, shown.serial, shown.flags), (window, serial, 0));
    }
}
