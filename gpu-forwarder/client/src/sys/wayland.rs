// SPDX-License-Identifier: Apache-2.0
//! The program's own connection to its compositor, by libwayland-client looked for at run time. Our objects have event queues of
//! their own: the program's queue is never touched, and it may read events in any thread meanwhile.

use super::library::Library;
use std::ffi::{c_char, c_int, c_void, CStr};
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

pub type Proxy = *mut c_void;
type Queue = *mut c_void;
type Interface = *const c_void;

#[repr(C)]
#[derive(Clone, Copy)]
pub(super) union Argument {
    pub int: i32,
    pub uint: u32,
    pub text: *const c_char,
    pub object: Proxy,
}

impl Argument {
    /// The place of an object that the call makes, which libwayland writes there.
    pub(super) const NEW: Argument = Argument { object: null_mut() };

    pub(super) fn of<const N: usize>(values: [i32; N]) -> [Argument; N] {
        // An object or text has all eight bytes, a number the first four.
        values.map(|int| {
            let mut argument = Argument::NEW;
            argument.int = int;
            argument
        })
    }
}

#[derive(Clone, Copy)]
pub(super) struct Functions {
    connect: unsafe extern "C" fn(*const c_char) -> Proxy,
    disconnect: unsafe extern "C" fn(Proxy),
    flush: unsafe extern "C" fn(Proxy) -> c_int,
    create_queue: unsafe extern "C" fn(Proxy) -> Queue,
    destroy_queue: unsafe extern "C" fn(Queue),
    dispatch: unsafe extern "C" fn(Proxy, Queue) -> c_int,
    dispatch_pending: unsafe extern "C" fn(Proxy, Queue) -> c_int,
    roundtrip: unsafe extern "C" fn(Proxy, Queue) -> c_int,
    create_wrapper: unsafe extern "C" fn(Proxy) -> Proxy,
    destroy_wrapper: unsafe extern "C" fn(Proxy),
    set_queue: unsafe extern "C" fn(Proxy, Queue),
    marshal: unsafe extern "C" fn(Proxy, u32, *mut Argument),
    construct: unsafe extern "C" fn(Proxy, u32, *mut Argument, Interface, u32) -> Proxy,
    destroy: unsafe extern "C" fn(Proxy),
    listen: unsafe extern "C" fn(Proxy, *const c_void, *mut c_void) -> c_int,
    version: unsafe extern "C" fn(Proxy) -> u32,
    display: Interface,
    registry: Interface,
    callback: Interface,
    shm: Interface,
    pub(super) pool: Interface,
    pub(super) buffer: Interface,
}

// SAFETY: addresses in a library that is never unloaded.
unsafe impl Send for Functions {}
// SAFETY: as above.
unsafe impl Sync for Functions {}

pub(super) fn functions() -> Option<&'static Functions> {
    static FUNCTIONS: OnceLock<Option<Functions>> = OnceLock::new();
    FUNCTIONS.get_or_init(load).as_ref()
}

fn load() -> Option<Functions> {
    let library = Library::open(c"libwayland-client.so.0")?;
    let interface = |name: &CStr| Some(library.symbol(name).cast_const()).filter(|at| !at.is_null());
    Some(Functions {
        connect: library.function(c"wl_display_connect")?,
        disconnect: library.function(c"wl_display_disconnect")?,
        flush: library.function(c"wl_display_flush")?,
        create_queue: library.function(c"wl_display_create_queue")?,
        destroy_queue: library.function(c"wl_event_queue_destroy")?,
        dispatch: library.function(c"wl_display_dispatch_queue")?,
        dispatch_pending: library.function(c"wl_display_dispatch_queue_pending")?,
        roundtrip: library.function(c"wl_display_roundtrip_queue")?,
        create_wrapper: library.function(c"wl_proxy_create_wrapper")?,
        destroy_wrapper: library.function(c"wl_proxy_wrapper_destroy")?,
        set_queue: library.function(c"wl_proxy_set_queue")?,
        marshal: library.function(c"wl_proxy_marshal_array")?,
        construct: library.function(c"wl_proxy_marshal_array_constructor_versioned")?,
        destroy: library.function(c"wl_proxy_destroy")?,
        listen: library.function(c"wl_proxy_add_listener")?,
        version: library.function(c"wl_proxy_get_version")?,
        display: interface(c"wl_display_interface")?,
        registry: interface(c"wl_registry_interface")?,
        callback: interface(c"wl_callback_interface")?,
        shm: interface(c"wl_shm_interface")?,
        pool: interface(c"wl_shm_pool_interface")?,
        buffer: interface(c"wl_buffer_interface")?,
    })
}

/// Whether what a program gave as its display is a `wl_display *`: objects of libwayland begin with the address of their interface.
pub fn is_display(native: usize) -> bool {
    const FIRST_PAGE: usize = 4096;
    if native < FIRST_PAGE || native % align_of::<usize>() != 0 {
        return false;
    }
    // SAFETY: EGL's native displays are pointers to structures of at least one word.
    let first = unsafe { (native as *const Interface).read() };
    functions().is_some_and(|call| std::ptr::eq(call.display, first))
}

/// A connection to a compositor that takes pictures in shared memory.
pub struct Compositor {
    pub(super) call: &'static Functions,
    display: Proxy,
    is_ours: bool,
    queue: Queue,
    pub(super) shm: Proxy,
}

// SAFETY: libwayland may be called from every thread.
unsafe impl Send for Compositor {}
// SAFETY: as above.
unsafe impl Sync for Compositor {}

#[repr(C)]
struct RegistryListener {
    global: unsafe extern "C" fn(*mut c_void, Proxy, u32, *const c_char, u32),
    removed: unsafe extern "C" fn(*mut c_void, Proxy, u32),
}

#[repr(C)]
struct CallbackListener {
    done: unsafe extern "C" fn(*mut c_void, Proxy, u32),
}

#[repr(C)]
struct ShmListener {
    format: unsafe extern "C" fn(*mut c_void, Proxy, u32),
}

static REGISTRY: RegistryListener = RegistryListener { global, removed };
static CALLBACK: CallbackListener = CallbackListener { done };
static SHM: ShmListener = ShmListener { format };

unsafe extern "C" fn global(found: *mut c_void, _registry: Proxy, name: u32, interface: *const c_char, _version: u32) {
    if CStr::from_ptr(interface) == c"wl_shm" {
        *found.cast::<u32>() = name;
    }
}

unsafe extern "C" fn removed(_: *mut c_void, _: Proxy, _: u32) {}

/// ARGB8888 and XRGB8888, which we use, every compositor has.
unsafe extern "C" fn format(_: *mut c_void, _: Proxy, _: u32) {}

unsafe extern "C" fn done(waits: *mut c_void, _callback: Proxy, _: u32) {
    (*waits.cast::<AtomicBool>()).store(false, Ordering::Release);
}

impl Compositor {
    /// Of a `wl_display *`, or of WAYLAND_DISPLAY. None: no libwayland-client, or no compositor that has wl_shm.
    pub fn open(native: usize) -> Option<Arc<Compositor>> {
        let call = functions()?;
        // SAFETY: the program's display, which it keeps while it uses EGL on it, or one of our own.
        unsafe {
            let display = if native == 0 { (call.connect)(null()) } else { native as Proxy };
            if display.is_null() {
                return None;
            }
            let queue = (call.create_queue)(display);
            let shm = bind_shm(call, display, queue);
            let one = Arc::new(Compositor { call, display, is_ours: native == 0, queue, shm });
            (!shm.is_null()).then_some(one)
        }
    }
}

/// wl_shm, with the events that come of it taken.
unsafe fn bind_shm(call: &Functions, display: Proxy, queue: Queue) -> Proxy {
    const GET_REGISTRY: u32 = 1;
    const BIND: u32 = 0;
    let wrapper = (call.create_wrapper)(display);
    (call.set_queue)(wrapper, queue);
    let registry = (call.construct)(wrapper, GET_REGISTRY, [Argument::NEW].as_mut_ptr(), call.registry, 1);
    (call.destroy_wrapper)(wrapper);
    let mut name = 0u32;
    (call.listen)(registry, (&raw const REGISTRY).cast(), (&raw mut name).cast());
    let mut shm = null_mut();
    if (call.roundtrip)(display, queue) >= 0 && name != 0 {
        let mut number = Argument::NEW;
        number.uint = name;
        let mut arguments = [number, Argument { text: c"wl_shm".as_ptr() }, Argument { uint: 1 }, Argument::NEW];
        shm = (call.construct)(registry, BIND, arguments.as_mut_ptr(), call.shm, 1);
        (call.listen)(shm, (&raw const SHM).cast(), null_mut());
        (call.roundtrip)(display, queue);
    }
    (call.destroy)(registry);
    shm
}

impl Drop for Compositor {
    fn drop(&mut self) {
        // SAFETY: nobody else has the objects; the program's display is there, as EGL asks for until eglTerminate.
        unsafe {
            if !self.shm.is_null() {
                (self.call.destroy)(self.shm);
            }
            (self.call.destroy_queue)(self.queue);
            if self.is_ours {
                (self.call.disconnect)(self.display);
            }
        }
    }
}

/// One surface's queue, and the surface as an object whose children are in it.
pub struct Target {
    pub(super) compositor: Arc<Compositor>,
    queue: Queue,
    surface: Proxy,
    version: u32,
    /// The compositor's answer that the next frame waits for.
    callback: Proxy,
    waits: Box<AtomicBool>,
}

// SAFETY: libwayland may be called from every thread.
unsafe impl Send for Target {}

/// Requests of wl_surface.
const ATTACH: u32 = 1;
const DAMAGE: u32 = 2;
const FRAME: u32 = 3;
const COMMIT: u32 = 6;
const DAMAGE_BUFFER: u32 = 9;
const OFFSET: u32 = 10;
/// Versions of wl_surface from which on damage is in the buffer's pixels, and the offset is a request of its own.
const WITH_DAMAGE_BUFFER: u32 = 4;
const WITH_OFFSET: u32 = 5;

impl Target {
    pub fn new(compositor: Arc<Compositor>, surface: usize) -> Target {
        let call = compositor.call;
        // SAFETY: the program's `wl_surface *`, of the compositor's display.
        unsafe {
            let queue = (call.create_queue)(compositor.display);
            let version = (call.version)(surface as Proxy);
            let surface = (call.create_wrapper)(surface as Proxy);
            (call.set_queue)(surface, queue);
            Target { compositor, queue, surface, version, callback: null_mut(), waits: Box::new(AtomicBool::new(false)) }
        }
    }

    /// An object that this surface's buffers are made from.
    pub(super) fn wrapped(&self, object: Proxy) -> Proxy {
        let call = self.compositor.call;
        // SAFETY: an object of ours; the wrapper is destroyed by the caller.
        unsafe {
            let wrapper = (call.create_wrapper)(object);
            (call.set_queue)(wrapper, self.queue);
            wrapper
        }
    }

    /// A request that makes no object.
    pub(super) fn request(&self, object: Proxy, request: u32, arguments: &mut [Argument]) {
        // SAFETY: objects of ours with the arguments that their interfaces have.
        unsafe { (self.compositor.call.marshal)(object, request, arguments.as_mut_ptr()) };
    }

    pub(super) fn construct(&self, object: Proxy, request: u32, arguments: &mut [Argument], interface: Interface) -> Proxy {
        // SAFETY: as in `request`.
        unsafe { (self.compositor.call.construct)(object, request, arguments.as_mut_ptr(), interface, 1) }
    }

    pub(super) fn listen(&self, object: Proxy, listener: *const c_void, data: *mut c_void) {
        // SAFETY: the listener is static, and the data outlive the object.
        unsafe { (self.compositor.call.listen)(object, listener, data) };
    }

    pub(super) fn destroy(&self, object: Proxy) {
        // SAFETY: an object of ours that nobody uses any more.
        unsafe { (self.compositor.call.destroy)(object) };
    }

    pub(super) fn unwrap(&self, wrapper: Proxy) {
        // SAFETY: what `wrapped` made.
        unsafe { (self.compositor.call.destroy_wrapper)(wrapper) };
    }

    /// Waits for events of ours. False: the connection is broken.
    pub fn dispatch(&self) -> bool {
        // SAFETY: the queue is this target's own.
        unsafe { (self.compositor.call.dispatch)(self.compositor.display, self.queue) >= 0 }
    }

    /// Takes what has come already.
    pub fn look(&self) -> bool {
        // SAFETY: as in `dispatch`.
        unsafe { (self.compositor.call.dispatch_pending)(self.compositor.display, self.queue) >= 0 }
    }

    /// Waits until the compositor has answered the last frame's request. False: the connection is broken.
    pub fn throttle(&mut self) -> bool {
        while !self.callback.is_null() {
            if !self.waits.load(Ordering::Acquire) {
                self.forget_callback();
            } else if !self.dispatch() {
                return false;
            }
        }
        true
    }

    fn forget_callback(&mut self) {
        if !self.callback.is_null() {
            self.destroy(self.callback);
            self.callback = null_mut();
        }
    }

    /// The next [`Target::throttle`] waits: for the time to draw another frame, or only until the compositor has read this one.
    pub fn expect(&mut self, frame: bool) {
        const SYNC: u32 = 0;
        self.forget_callback();
        self.waits.store(true, Ordering::Release);
        let (display, callback) = (self.compositor.display, self.compositor.call.callback);
        self.callback = if frame {
            self.construct(self.surface, FRAME, &mut [Argument::NEW], callback)
        } else {
            let wrapper = self.wrapped(display);
            let made = self.construct(wrapper, SYNC, &mut [Argument::NEW], callback);
            self.unwrap(wrapper);
            made
        };
        self.listen(self.callback, (&raw const CALLBACK).cast(), (&raw const *self.waits).cast_mut().cast());
    }

    pub fn attach(&self, buffer: Proxy, (dx, dy): (i32, i32)) {
        let by_request = self.version >= WITH_OFFSET;
        if by_request && (dx, dy) != (0, 0) {
            self.request(self.surface, OFFSET, &mut Argument::of([dx, dy]));
        }
        let [x, y] = Argument::of(if by_request { [0, 0] } else { [dx, dy] });
        self.request(self.surface, ATTACH, &mut [Argument { object: buffer }, x, y]);
    }

    /// Damage in pixels of the buffer, from its upper left corner; None: all of it.
    pub fn damage(&self, area: Option<[i32; 4]>) {
        match area {
            Some(area) if self.version >= WITH_DAMAGE_BUFFER => self.request(self.surface, DAMAGE_BUFFER, &mut Argument::of(area)),
            // An old surface counts in its own pixels, of which we do not know the scale.
            _ => self.request(self.surface, DAMAGE, &mut Argument::of([0, 0, i32::MAX, i32::MAX])),
        }
    }

    pub fn commit(&self) {
        self.request(self.surface, COMMIT, &mut []);
    }

    pub fn flush(&self) {
        // SAFETY: a live display.
        unsafe { (self.compositor.call.flush)(self.compositor.display) };
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.forget_callback();
        self.unwrap(self.surface);
        // SAFETY: all objects that had this queue are gone: the buffers are dropped before their target.
        unsafe { (self.compositor.call.destroy_queue)(self.queue) };
    }
}
