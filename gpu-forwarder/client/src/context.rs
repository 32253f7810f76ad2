// SPDX-License-Identifier: Apache-2.0
//! GL contexts: making them on the server, which one each thread has, and what the client itself knows of each.

use crate::arrays::Arrays;
use crate::caps::Caps;
use crate::connection::{connection, Connection};
use crate::names::Kind;
use crate::own::{self, Api, Config, Wanted};
use crate::pixelstore::PixelStore;
use crate::share::Share;
use crate::state::State;
use crate::stream::Stream;
use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicU32, Ordering};
use crate::sys::Locked;
use std::sync::{Arc, Mutex, OnceLock};

/// A buffer that the program draws into when it is the default framebuffer.
pub struct Surface {
    pub id: u32,
    pub config: Config,
    pub size: Mutex<(u32, u32)>,
}

/// The library in front.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Front {
    None,
    OsMesa,
    Egl,
    Glx,
}

pub struct Context {
    pub stream: Stream,
    pub api: Api,
    pub caps: Caps,
    pub share: Arc<Share>,
    pub state: State,
    pub arrays: Arrays,
    pub pack: PixelStore,
    pub unpack: PixelStore,
    pub draw: Option<Arc<Surface>>,
    pub read: Option<Arc<Surface>>,
    /// What the library in front does when the program flushes: OSMesa has to bring the pixels.
    pub after_flush: Option<fn(&mut Context)>,
    /// Which library made the context, and what it knows of it.
    pub front: (Front, usize),
    pub is_current: bool,
    /// The program sees a back buffer, although the server's surface has one buffer only.
    pub has_back: bool,
    error: u32,
    /// Everything that a cached glGet may have seen is as it was at this number.
    pub epoch: u64,
}

impl Deref for Context {
    type Target = Stream;

    fn deref(&self) -> &Stream {
        &self.stream
    }
}

impl DerefMut for Context {
    fn deref_mut(&mut self) -> &mut Stream {
        &mut self.stream
    }
}

thread_local! {
    static CURRENT: Cell<*mut Context> = const { Cell::new(null_mut()) };
}

/// This thread's context.
#[inline]
pub fn current() -> Option<&'static mut Context> {
    crate::sys::exclusive(CURRENT.get())
}

pub fn current_pointer() -> *mut Context {
    CURRENT.get()
}

static NEXT: AtomicU32 = AtomicU32::new(1);

fn next_id() -> u32 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The stream for commands that belong to no context.
fn root(connection: &'static Connection) -> Locked<Stream> {
    static ROOT: OnceLock<Mutex<crate::sys::Sendable<Stream>>> = OnceLock::new();
    let root = ROOT.get_or_init(|| Mutex::new(crate::sys::Sendable(Stream::new(connection, 0))));
    crate::sys::Sendable::lock(root)
}

impl Context {
    /// Makes a context on the server. Err: EGL's error.
    pub fn create(wanted: &Wanted, share: Option<&Context>) -> Result<Box<Context>, u32> {
        const BAD_ALLOC: u32 = 0x3003;
        let connection = connection().ok_or(BAD_ALLOC)?;
        let id = next_id();
        let mut root = root(connection);
        let reply = root.reply(60 << 10);
        own::create_context(&mut root, id, share.map_or(0, |share| share.id), wanted, reply);
        root.finish(own::CREATE_CONTEXT);
        let bytes = root.answer(reply);
        let status = bytes.first_chunk::<4>().map_or(BAD_ALLOC, |status| u32::from_le_bytes(*status));
        if status != 0 {
            return Err(status);
        }
        let mut caps = Caps::parse(bytes).ok_or(BAD_ALLOC)?;
        drop(root);
        let share = share.map_or_else(Arc::default, |share| share.share.clone());
        let api = if wanted.api == Api::Compatibility && caps.is_core() { Api::Core } else { wanted.api };
        let mut state = State::default();
        for (number, names) in std::mem::take(&mut caps.names) {
            match Kind::of(number) {
                Some(kind) if kind.is_shared() => share.lock().names.of(kind).add(names),
                Some(kind) => state.names.of(kind).add(names),
                None => (),
            }
        }
        state.shadow.first(!matches!(api, Api::Core | Api::Es2));
        let mut stream = Stream::new(connection, id);
        stream.maps = Some(share.maps.clone());
        Ok(Box::new(Context {
            stream,
            api,
            caps,
            share,
            state,
            arrays: Arrays::default(),
            pack: PixelStore::default(),
            unpack: PixelStore::default(),
            draw: None,
            read: None,
            after_flush: None,
            front: (Front::None, 0),
            is_current: false,
            has_back: false,
            error: 0,
            epoch: 0,
        }))
    }

    /// The context is no thread's any more.
    pub fn destroy(self: Box<Context>) {
        let connection = self.connection;
        let mut root = root(connection);
        own::destroy_context(&mut root, self.id);
        root.submit();
    }

    /// An error that the client found itself; the first one stays until the program asks.
    #[cold]
    pub fn error(&mut self, error: u32) {
        if self.error == 0 {
            self.error = error;
        }
    }

    pub fn take_error(&mut self) -> u32 {
        std::mem::take(&mut self.error)
    }

    /// Any state may have changed.
    #[inline]
    pub fn touch(&mut self) {
        self.epoch += 1;
        self.state.uniforms.epoch += 1;
        self.state.shadow.making.all = true;
        self.state.shadow.forget();
    }

    /// An object is named, which may be made by that; where the program made the name up, it will not be handed out.
    pub fn named(&mut self, kind: Kind, name: u32) {
        if kind.is_shared() {
            self.share.lock().names.bound(kind, name);
        } else {
            self.state.names.bound(kind, name);
        }
        if kind == Kind::Texture {
            // Zero: it is not certain to which target it belongs.
            self.state.texture_targets.entry(name).or_insert(0);
        }
    }

    /// A uniform has a new value.
    #[inline]
    pub fn set_uniform(&mut self) {
        self.state.uniforms.epoch += 1;
    }

    /// State has changed that a cached glGet may have seen, but nothing that [`crate::shadow::Shadow`] follows.
    #[inline]
    pub fn changed(&mut self) {
        self.epoch += 1;
        self.state.shadow.making.answers = true;
    }

    /// What the library in front knows of the context, if it is that library's.
    pub fn front_of<T>(&self, front: Front) -> Option<&'static mut T> {
        let at = if self.front.0 == front { self.front.1 } else { 0 };
        crate::sys::exclusive(at as *mut T)
    }

    pub fn is_es(&self) -> bool {
        matches!(self.api, Api::Es1 | Api::Es2)
    }
}

/// Makes a surface on the server; None: it cannot.
pub fn create_surface(width: u32, height: u32, config: Config) -> Option<Arc<Surface>> {
    let mut root = root(connection()?);
    let id = next_id();
    let reply = root.reply(8);
    own::create_surface(&mut root, id, [width, height], &config, reply);
    root.finish(own::CREATE_SURFACE);
    (answered(&root, reply)).then(|| Arc::new(Surface { id, config, size: Mutex::new((width, height)) }))
}

impl Surface {
    pub fn size(&self) -> (u32, u32) {
        *self.size.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Tells the server in the order of `stream`'s commands.
    pub fn resize(&self, stream: &mut Stream, width: u32, height: u32) {
        *self.size.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = (width, height);
        own::resize_surface(stream, self.id, width, height);
    }
}

impl Drop for Surface {
    fn drop(&mut self) {
        if let Some(connection) = connection() {
            let mut root = root(connection);
            own::destroy_surface(&mut root, self.id);
            root.submit();
        }
    }
}

/// Makes `context` (or none) this thread's, with these surfaces. False: another thread has it, or the server cannot.
pub fn make_current(context: *mut Context, draw: Option<Arc<Surface>>, read: Option<Arc<Surface>>) -> bool {
    if CURRENT.get() != context && crate::sys::exclusive(context).is_some_and(|c| c.is_current) {
        return false;
    }
    if let Some(old) = current() {
        if CURRENT.get() == context {
            old.submit();
        } else {
            old.rest();
            old.is_current = false;
        }
    }
    CURRENT.set(context);
    let Some(c) = current() else { return true };
    c.is_current = true;
    let id = |surface: &Option<Arc<Surface>>| surface.as_ref().map_or(0, |surface| surface.id);
    if c.state.been_current && id(&c.draw) == id(&draw) && id(&c.read) == id(&read) {
        return true;
    }
    let reply = c.reply(8);
    own::make_current(c, id(&draw), id(&read), reply);
    c.finish(own::MAKE_CURRENT);
    let made = answered(c, reply);
    if made {
        c.touch();
        if !c.state.been_current {
            c.state.first_current();
        }
        c.state.default_framebuffer.forget();
        c.draw = draw;
        c.read = read;
    } else {
        c.rest();
        c.is_current = false;
        CURRENT.set(null_mut());
    }
    made
}

/// Whether the answer is a status of zero.
fn answered(stream: &Stream, reply: crate::stream::Reply) -> bool {
    let bytes = stream.answer(reply);
    bytes.len() >= 4 && bytes[..4] == [0; 4]
}
