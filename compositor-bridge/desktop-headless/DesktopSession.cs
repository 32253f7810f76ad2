// SPDX-License-Identifier: Apache-2.0
using Seamless.Desktop.Headless.Audio;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// One attached guest: the connection to its bridge, made again whenever it ends, and what the guest has on this desktop.
/// A guest that breaks the protocol loses the connection and nothing else happens.
/// </summary>
internal sealed class DesktopSession : ISessionReceiver, IDisposable
{
    private readonly HeadlessDesktop desktop;
    private readonly SessionConnector connector;
    private readonly LoopTimer grace;
    private Session? session;

    public DesktopSession(HeadlessDesktop desktop, string guest, Func<UnixSocket> connect)
    {
        this.desktop = desktop;
        Guest = GuestLabel.For(guest);
        Windows = new GuestWindows(desktop, this);
        Clipboard = new GuestClipboard(desktop.Loop, desktop.Clipboard, this);
        Sound = new GuestSound(desktop.Sound, this);
        grace = desktop.Loop.CreateTimer(GraceIsOver);
        var identity = new SessionIdentity(Role.Desktop, desktop.Options.Name)
        {
            Capabilities = Capabilities.Handles | Capabilities.Touch | Capabilities.ServerDecoration | Capabilities.Clipboard | Capabilities.Audio,
            FrameMemories = FrameMemoryKinds.SharedFd,
        };
        connector = new SessionConnector(desktop.Loop, connect, identity, this)
        {
            Failing = reason => DesktopLog.GuestUnreachable(guest, reason),
        };
    }

    public GuestLabel Guest { get; }

    public GuestWindows Windows { get; }

    public GuestSound Sound { get; }

    public Cursor Cursor { get; } = new();

    public GuestClipboard Clipboard { get; }

    public bool IsConnected => session is not null;

    public void Start() => connector.Start();

    /// <summary>Nothing happens while the guest is away.</summary>
    public void Send<T>(in T message)
        where T : struct, IMessage<T> => session?.Send(message);

    /// <summary>The guest leaves the desktop for good.</summary>
    public void Dispose()
    {
        session?.Close("the desktop no longer shows this guest");
        session = null;
        Clipboard.Closed();
        connector.Dispose();
        grace.Dispose();
        Windows.RemoveAll();
        Sound.Forget();
    }

    public void Opened(Session opened)
    {
        session = opened;
        DesktopLog.GuestConnected(Guest.Name, opened.Peer.Name);
        Send(desktop.Outputs);
        Send(Keyboard.Layout);
        Send(new LockState(false, false, false));
        Clipboard.Opened(opened.Peer.Capabilities.HasFlag(Capabilities.Clipboard));
        if (opened.Peer.Capabilities.HasFlag(Capabilities.Audio)) Send(SoundRecorder.Sink);
        Send(new Resync());
        // Only for windows of an earlier connection, which may not come back; else the desktop would wake up for nothing.
        if (Windows.Count > 0) grace.Start(DesktopLimits.Grace);
    }

    public void Received(Session from, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.Frame:
                Windows.Show(message.Read<Frame>());
                break;
            case MessageType.WindowState:
                Windows.Apply(message.Read<WindowState>());
                break;
            case MessageType.WindowClosed:
                Windows.Close(message.Read<WindowClosed>().Window);
                break;
            case MessageType.FrameMemory:
                var memory = message.Read<FrameMemory>();
                Windows.Add(memory, message.HasHandle ? message.TakeHandle() : null);
                break;
            case MessageType.FrameMemoryReleased:
                Windows.Release(message.Read<FrameMemoryReleased>().Memory);
                break;
            case MessageType.CursorHidden:
                message.Read<CursorHidden>();
                Cursor.Hide();
                break;
            case MessageType.CursorShape:
                Cursor.Show(message.Read<CursorShape>().Shape);
                break;
            case MessageType.CursorImage:
                Cursor.Show(message.Read<CursorImage>());
                break;
            case >= MessageType.ClipboardOffer and <= MessageType.ClipboardCancelled:
                Clipboard.Received(message);
                break;
            default:
                ReceivedWish(message);
                break;
        }
    }

    public void Closed(Session from, string reason)
    {
        session = null;
        Clipboard.Closed();
        DesktopLog.GuestLost(Guest.Name, reason);
        Windows.Leave();
        Sound.Forget();
        grace.Start(DesktopLimits.Grace);
    }

    /// <summary>What apps ask for; the user's own doings come first.</summary>
    private void ReceivedWish(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.Activate:
                var activate = message.Read<Activate>();
                desktop.Activate(Find(activate.Window), activate.InputSerial);
                break;
            case MessageType.MoveRequested:
                var move = message.Read<MoveRequested>();
                desktop.Begin(Find(move.Window), move.InputSerial, ResizeEdges.None);
                break;
            case MessageType.ResizeRequested:
                var resize = message.Read<ResizeRequested>();
                desktop.Begin(Find(resize.Window), resize.InputSerial, resize.Edges);
                break;
            case MessageType.MinimizeRequested:
                desktop.Minimize(Find(message.Read<MinimizeRequested>().Window));
                break;
            case MessageType.ShowWindowMenu:
                // This desktop has no window menu; the control socket offers what would be in it.
                message.Read<ShowWindowMenu>();
                break;
            case MessageType.PointerConstraint:
                Constrain(message.Read<PointerConstraint>());
                break;
            case MessageType.DragState:
                var drag = message.Read<DragState>();
                desktop.Seat.Pointer.Drag(drag.IsActive, Find(drag.Window));
                break;
            case >= MessageType.AudioSink and <= MessageType.AudioStopped:
                Sound.Received(message);
                break;
            case MessageType.AppCatalogue or MessageType.Icon or MessageType.AppStarted or MessageType.AppFailed or MessageType.AppExited:
                // For the launcher and for desktops with menus; a bridge may send them to every desktop.
                break;
            default:
                throw new ProtocolException($"{message.Type} is not for a desktop that asked for shared memory only");
        }
    }

    private void Constrain(in PointerConstraint constraint)
    {
        if (Find(constraint.Window) is not { } window) return;
        var before = window.Constraint;
        window.Constraint = constraint;
        desktop.Seat.Pointer.ConstraintChanged(window, before);
    }

    /// <summary>Null for a window that is closed: the wish may have crossed the end of a grace on its way.</summary>
    private DesktopWindow? Find(uint window) => Windows.Find(window);

    private void GraceIsOver()
    {
        var count = Windows.RemoveAbsent();
        if (count > 0) DesktopLog.WindowsGone(Guest.Name, count);
    }
}
