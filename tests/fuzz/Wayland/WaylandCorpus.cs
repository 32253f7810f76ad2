// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Tests.Wlcs;
using Seamless.Wayland.Client;

namespace Seamless.Tests.Fuzz.Wayland;

/// <summary>What a proper client says, recorded from our own bindings: they write into a socket whose other end is only read.</summary>
internal static class WaylandCorpus
{
    private delegate void Conversation(Display display, Func<string, uint> nameOf, MemoryFile pool);

    private static readonly Conversation[] Conversations = [Toplevel, Popup, Subsurface, Regions, Input, Selection, Extensions];

    public static IReadOnlyList<byte[]> Record(EventLoop loop, WorldOfOneCase world, Action settle, MemoryFile pool)
    {
        var (_, descriptor) = world.CreateClient();
        using var asking = Display.Connect(loop, UnixSocket.Adopt(descriptor));
        asking.Flush();
        settle();
        uint NameOf(string interfaceName) => asking.Globals.First(global => global.Interface == interfaceName).Name;
        return [.. Conversations.Select(conversation => Record(loop, display => conversation(display, NameOf, pool)))];
    }

    private static byte[] Record(EventLoop loop, Action<Display> speak)
    {
        var (ours, theirs) = UnixSocket.Pair();
        using var display = Display.Connect(loop, ours);
        speak(display);
        display.Flush();
        var bytes = new byte[Mutator.MaximumLength];
        var handles = new List<FileDescriptor>();
        var count = 0;
        for (var result = theirs.Receive(bytes, handles); result.Status == SocketStatus.Done; result = theirs.Receive(bytes.AsSpan(count), handles))
            count += result.Count;
        handles.ForEach(handle => handle.Dispose());
        theirs.Dispose();
        return bytes[..count];
    }

    private static WlSurface Surface(Display display, Func<string, uint> nameOf) =>
        display.Registry.Bind<WlCompositor>(nameOf("wl_compositor"), 4).CreateSurface();

    private static WlBuffer Buffer(Display display, Func<string, uint> nameOf, MemoryFile pool) =>
        display.Registry.Bind<WlShm>(nameOf("wl_shm"), 1).CreatePool(pool.Descriptor, 4096).CreateBuffer(0, 16, 16, 64, WlShm.Format.Argb8888);

    private static XdgSurface Window(Display display, Func<string, uint> nameOf, MemoryFile pool, out XdgWmBase shell)
    {
        var surface = Surface(display, nameOf);
        shell = display.Registry.Bind<XdgWmBase>(nameOf("xdg_wm_base"), 3);
        var window = shell.GetXdgSurface(surface);
        var toplevel = window.GetToplevel();
        toplevel.SetTitle("größe");
        toplevel.SetAppId("app");
        toplevel.SetMinSize(10, 10);
        surface.Commit();
        surface.Attach(Buffer(display, nameOf, pool), 0, 0);
        surface.Damage(0, 0, 16, 16);
        surface.Frame();
        window.SetWindowGeometry(2, 2, 12, 12);
        surface.Commit();
        toplevel.SetMaximized();
        toplevel.UnsetFullscreen();
        return window;
    }

    private static void Toplevel(Display display, Func<string, uint> nameOf, MemoryFile pool) => Window(display, nameOf, pool, out _).SetWindowGeometry(1, 1, 5, 5);

    private static void Popup(Display display, Func<string, uint> nameOf, MemoryFile pool)
    {
        var parent = Window(display, nameOf, pool, out var shell);
        var positioner = shell.CreatePositioner();
        positioner.SetSize(20, 20);
        positioner.SetAnchorRect(1, 1, 4, 4);
        positioner.SetAnchor(XdgPositioner.Anchor.BottomRight);
        positioner.SetConstraintAdjustment(63);
        positioner.SetOffset(3, -3);
        var surface = Surface(display, nameOf);
        var popup = shell.GetXdgSurface(surface).GetPopup(parent, positioner);
        surface.Commit();
        surface.Attach(Buffer(display, nameOf, pool), 0, 0);
        surface.Commit();
        popup.Reposition(positioner, 7);
        popup.Destroy();
    }

    private static void Subsurface(Display display, Func<string, uint> nameOf, MemoryFile pool)
    {
        Window(display, nameOf, pool, out _);
        var parent = Surface(display, nameOf);
        var child = Surface(display, nameOf);
        var role = display.Registry.Bind<WlSubcompositor>(nameOf("wl_subcompositor"), 1).GetSubsurface(child, parent);
        role.SetPosition(-5, 6);
        role.PlaceBelow(parent);
        role.SetDesync();
        child.Attach(Buffer(display, nameOf, pool), 0, 0);
        child.SetBufferScale(2);
        child.SetBufferTransform(WlOutput.Transform._90);
        child.Commit();
        parent.Commit();
        role.Destroy();
    }

    private static void Regions(Display display, Func<string, uint> nameOf, MemoryFile pool)
    {
        var compositor = display.Registry.Bind<WlCompositor>(nameOf("wl_compositor"), 4);
        var surface = compositor.CreateSurface();
        var region = compositor.CreateRegion();
        region.Add(0, 0, 10, 10);
        region.Subtract(2, 2, 3, 3);
        surface.SetInputRegion(region);
        surface.SetOpaqueRegion(region);
        surface.DamageBuffer(0, 0, int.MaxValue, int.MaxValue);
        surface.Attach(Buffer(display, nameOf, pool), 0, 0);
        surface.Commit();
        region.Destroy();
        surface.Destroy();
    }

    private static void Input(Display display, Func<string, uint> nameOf, MemoryFile pool)
    {
        var surface = Surface(display, nameOf);
        var seat = display.Registry.Bind<WlSeat>(nameOf("wl_seat"), 5);
        var pointer = seat.GetPointer();
        seat.GetKeyboard().Release();
        seat.GetTouch();
        surface.Attach(Buffer(display, nameOf, pool), 0, 0);
        surface.Commit();
        pointer.SetCursor(1, surface, 3, 3);
        display.Registry.Bind<ZwpRelativePointerManagerV1>(nameOf("zwp_relative_pointer_manager_v1"), 1).GetRelativePointer(pointer);
        var constraints = display.Registry.Bind<ZwpPointerConstraintsV1>(nameOf("zwp_pointer_constraints_v1"), 1);
        constraints.LockPointer(Surface(display, nameOf), pointer, null, ZwpPointerConstraintsV1.Lifetime.Persistent).SetCursorPositionHint(1, 2);
    }

    private static void Selection(Display display, Func<string, uint> nameOf, MemoryFile pool)
    {
        Window(display, nameOf, pool, out _);
        var seat = display.Registry.Bind<WlSeat>(nameOf("wl_seat"), 5);
        var manager = display.Registry.Bind<WlDataDeviceManager>(nameOf("wl_data_device_manager"), 3);
        var device = manager.GetDataDevice(seat);
        var source = manager.CreateDataSource();
        source.Offer("text/plain");
        device.SetSelection(source, 1);
        var dragged = manager.CreateDataSource();
        dragged.Offer("text/uri-list");
        dragged.SetActions(WlDataDeviceManager.DndAction.Copy);
        device.StartDrag(dragged, Surface(display, nameOf), null, 1);
        source.Destroy();
        device.Release();
    }

    private static void Extensions(Display display, Func<string, uint> nameOf, MemoryFile pool)
    {
        var surface = Surface(display, nameOf);
        var viewport = display.Registry.Bind<WpViewporter>(nameOf("wp_viewporter"), 1).GetViewport(surface);
        viewport.SetSource(1, 1, 4, 4);
        viewport.SetDestination(100, 50);
        display.Registry.Bind<WpPresentation>(nameOf("wp_presentation"), 1).Feedback(surface);
        display.Registry.Bind<ZwpIdleInhibitManagerV1>(nameOf("zwp_idle_inhibit_manager_v1"), 1).CreateInhibitor(surface);
        var shell = display.Registry.Bind<WlShell>(nameOf("wl_shell"), 1).GetShellSurface(surface);
        shell.SetToplevel();
        shell.SetTitle("old");
        surface.Attach(Buffer(display, nameOf, pool), 0, 0);
        surface.Commit();
        viewport.Destroy();
        surface.Attach(null, 0, 0);
        surface.Commit();
    }
}
