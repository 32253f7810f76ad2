// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>
/// The one wl_seat: the keyboard, pointer and touch screen of the person at the desktop, and what clients were told of them. Selections and
/// drags belong to it too, because who may have them is judged by what the person did.
/// </summary>
public sealed class Seat : IDisposable
{
    // Version 10 moves key repeat to the compositor, which is not how our desktop works.
    private const int LatestVersion = 9;
    private readonly Dictionary<Client, SeatClient> _clients = [];

    public Seat(Compositor compositor)
    {
        Compositor = compositor;
        Keyboard = new Keyboard(_clients.Values);
        Pointer = new Pointer(this);
        Touch = new Touch(this);
        Text = new TypedText(Keyboard, compositor.Loop.Time);
        Selections = new Selections(this);
        SelectionLink = new SelectionLink(Selections, compositor.Loop, compositor.Bridge);
        Activation = new ActivationTokens(this);
        compositor.InputSerialOf = (client, serial) => TryFindGesture(client, serial, out var found) ? found.DesktopSerial : null;
        compositor.Surfaces.Removed += Forget;
        compositor.Server.ClientDisconnected += Forget;
        compositor.WindowMapChanged += window => Forget(window, onlyIfUnmapped: true);
        compositor.WindowClosed += window => Forget(window, onlyIfUnmapped: false);
        compositor.WindowTreeChanged += TreeChanged;
        AddGlobals(compositor.Server);
        _ = new SeatLink(this);
    }

    public Compositor Compositor { get; }

    public Keyboard Keyboard { get; }

    public Pointer Pointer { get; }

    public Touch Touch { get; }

    public TypedText Text { get; }

    public Selections Selections { get; }

    public SelectionLink SelectionLink { get; }

    public ActivationTokens Activation { get; }

    public uint NowMilliseconds => Milliseconds.Of((ulong)(Compositor.Loop.NowNanoseconds / 1000));

    /// <summary>What we keep of a client; made when it is first asked for, gone with the client.</summary>
    public SeatClient Of(Client client)
    {
        if (_clients.TryGetValue(client, out var known)) return known;
        var made = new SeatClient(client);
        // A client in its teardown is not remembered again.
        if (client.IsOpen) _clients.Add(client, made);
        return made;
    }

    /// <summary>Says it to the desktop, when one looks on; one that comes later is told by <see cref="Resend"/>.</summary>
    public void Send<T>(in T message)
        where T : struct, IMessage<T>
    {
        if (Compositor.Bridge.IsLive) Compositor.Bridge.Send(message);
    }

    /// <summary>Everything that a desktop which just came must know.</summary>
    public void Resend()
    {
        Pointer.Cursor.Changed();
        Pointer.Constraints.Resend();
        Selections.Drags.Resend();
    }

    /// <summary>Nobody is at the other end any more: nothing is pressed, nothing has focus.</summary>
    public void LetGo()
    {
        Keyboard.SetFocus(0, null, null, []);
        Pointer.LetGo();
        Selections.Drags.Cancel();
        Touch.CancelAll();
    }

    /// <summary>Gives the keyboard to a window, or with 0 to none.</summary>
    public void FocusKeyboard(uint window, ReadOnlySpan<uint> pressed)
    {
        var root = Compositor.Windows[window] is { IsMapped: true } mapped ? mapped.Root : null;
        Keyboard.SetFocus(window, root is null ? null : Of(root.Client), root, pressed);
    }

    /// <summary>The serial of a gesture of the client, and the desktop's serial of it, which requests to the desktop name.</summary>
    public bool TryFindGesture(Client client, uint serial, out SeatSerial found) =>
        Of(client).Serials.TryFind(serial, SerialKind.Gesture, out found);

    public void Dispose()
    {
        SelectionLink.Dispose();
        Keyboard.Dispose();
    }

    private void AddGlobals(WaylandServer server)
    {
        server.AddGlobal(WlSeat.InterfaceName, Math.Min(LatestVersion, WlSeat.InterfaceVersion),
            (client, id, version) => new SeatBinding(this, client, id, version).Introduce());
        server.AddGlobal(ZwpRelativePointerManagerV1.InterfaceName, 1, (client, id, version) => _ = new RelativePointers(this, client, id, version));
        server.AddGlobal(ZwpPointerConstraintsV1.InterfaceName, 1,
            (client, id, version) => _ = new PointerConstraintsBinding(this, client, id, version));
        Selections.AddGlobals(server);
        Activation.AddGlobals(server);
#if HAVE_CURSOR_SHAPE_V1
        server.AddGlobal(WpCursorShapeManagerV1.InterfaceName, 1, (client, id, version) => _ = new CursorShapes(this, client, id, version));
#endif
    }

    // An unmapped window takes the input of all its surfaces with it.
    private void Forget(Window window, bool onlyIfUnmapped)
    {
        if (onlyIfUnmapped && window.IsMapped)
        {
            TreeChanged(window);
            return;
        }

        Keyboard.Forget(window.Root);
        Pointer.Forget(window, isClosed: !onlyIfUnmapped);
        Touch.Forget(window);
    }

    // No input may name it from here on.
    private void Forget(Surface surface)
    {
        Keyboard.Forget(surface);
        Pointer.Forget(surface);
        Touch.Forget(surface);
        Pointer.Constraints.Forget(surface);
        Selections.Drags.Forget(surface);
    }

    private void TreeChanged(Window window)
    {
        if (Pointer.Position.Window == window) Pointer.Refocus();
        Touch.TreeChanged(window);
    }

    private void Forget(Client client)
    {
        if (!_clients.Remove(client, out var gone)) return;
        if (ReferenceEquals(Keyboard.FocusClient, gone)) Keyboard.SetFocus(0, null, null, []);
        Touch.Forget(gone);
        Selections.Drags.Forget(gone);
    }
}
