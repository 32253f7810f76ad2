// SPDX-License-Identifier: Apache-2.0
// Everything one guest's agent says passes through here: read once into a record, checked against what is known, and only then sent on.
// The first thing that does not hold closes this session, with one line in the log; the agent may connect again and starts from nothing.
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

internal sealed class GuestSession : ISessionReceiver, IDisposable
{
    private readonly GuestRelay _relay;
    private readonly MessageBudget _budget;
    private readonly FrameRelay _frames;
    private Session? _session;
    private uint _dragWindow;

    public GuestSession(EventLoop loop, GuestRelay relay, FrameMemoryKinds agreed)
    {
        _relay = relay;
        Agreed = agreed;
        _budget = new MessageBudget(loop);
        _frames = new FrameRelay(loop, this);
    }

    public WindowTable Windows { get; } = new();

    public FrameRelay Frames => _frames;

    /// <summary>The kinds of frame memory that both sides named in the handshake.</summary>
    public FrameMemoryKinds Agreed { get; }

    public bool HasAudio => _session is { } session && session.Peer.Capabilities.HasFlag(Capabilities.Audio);

    public bool IsOpen => _session is { IsOpen: true };

    public Session? Session => _session;

    /// <summary>The desktop that looks on: the one that has asked for everything since it connected.</summary>
    public Session? Desktop => _relay.Watching;

    /// <summary>How frames get to that desktop when it cannot take handles; null when it can.</summary>
    public InlineFrames? InlineFrames => _relay.InlineFrames;

    /// <summary>What the agent said about itself.</summary>
    public bool Can(Capabilities needed) => _session?.Peer.Capabilities.HasFlag(needed) == true;

    public void Send<T>(in T message)
        where T : struct, IMessage<T> => _session?.Send(message);

    public bool MayUse(FrameMemoryKind kind) => (Agreed & (FrameMemoryKinds)(1 << (int)kind)) != 0;

    /// <summary>Where the bridge reads a memory that it cannot pass on.</summary>
    public IPixelMemory PixelsOf(in FrameMemory announced) => _relay.PixelsOf(announced)
        ?? throw new ProtocolException($"frame memory {announced.Memory} names {announced.Kind} {announced.Origin}, where {announced.Size} bytes are not");

    public void FrameMemoryLost(uint memory) => _relay.FrameMemoryLost(memory);

    /// <summary>What was agreed on does not hold any more; the agent connects again and finds what does.</summary>
    public void Close(string reason) => _session?.Close(reason);

    /// <summary>A desktop starts to look on: everything shall be said again.</summary>
    public void Resync()
    {
        _frames.BeginAnew();
        Send(default(Resync));
    }

    public void Dispose()
    {
        _frames.Dispose();
        _session?.Dispose();
    }

    void ISessionReceiver.Opened(Session session)
    {
        _session = session;
        _relay.GuestOpened(session);
    }

    void ISessionReceiver.Received(Session session, in MessageView message)
    {
        try
        {
            _budget.Spend(message.Type);
            Receive(message);
        }
        catch (ProtocolException e) when (!e.Message.StartsWith(message.Type.ToString(), StringComparison.Ordinal))
        {
            throw new ProtocolException($"{message.Type}: {e.Message}", e);
        }
    }

    void ISessionReceiver.Closed(Session session, string reason)
    {
        _relay.GuestClosed(this, reason);
        TakeBackAtDesktop();
        _frames.Dispose();
    }

    private void Receive(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.Frame:
                _frames.Frame(message);
                break;
            case MessageType.InlineFrame:
                _frames.InlineFrame(message);
                break;
            case MessageType.FrameMemory:
                _frames.Memory(message);
                break;
            case MessageType.FrameMemoryReleased:
                _frames.MemoryReleased(message);
                break;
            case MessageType.WindowState:
                Tell(Windows.Accept(message.Read<WindowState>()));
                break;
            case MessageType.WindowClosed:
                Close(Windows.Require(message.Read<WindowClosed>().Window));
                break;
            case >= MessageType.OpenTerminal and <= MessageType.TerminalFailed:
                _relay.Terminals.Receive(message);
                break;
            case >= MessageType.AudioSink and <= MessageType.AudioStopped:
                _relay.Audio.Receive(message);
                break;
            case >= MessageType.ClipboardOffer and <= MessageType.ClipboardCancelled:
                _relay.Clipboard.Guest.Receive(_session!, message);
                break;
            case >= MessageType.OpenFile and <= MessageType.FileFailed:
                if (!_relay.Files.ReceiveFromGuest(message))
                    _budget.SpendFile();
                break;
            default:
                ReceiveWish(message);
                break;
        }
    }

    private void ReceiveWish(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.Activate:
                var activate = message.Read<Activate>();
                AboutWindow(activate.Window)?.Send(activate);
                break;
            case MessageType.MoveRequested:
                var move = message.Read<MoveRequested>();
                AboutWindow(move.Window)?.Send(move);
                break;
            case MessageType.ResizeRequested:
                var resize = message.Read<ResizeRequested>();
                AboutWindow(resize.Window)?.Send(resize);
                break;
            case MessageType.MinimizeRequested:
                var minimize = message.Read<MinimizeRequested>();
                AboutWindow(minimize.Window)?.Send(minimize);
                break;
            case MessageType.ShowWindowMenu:
                var menu = message.Read<ShowWindowMenu>();
                AboutWindow(menu.Window)?.Send(menu);
                break;
            case MessageType.PointerConstraint:
                var constraint = message.Read<PointerConstraint>();
                AboutWindow(constraint.Window)?.Send(constraint);
                break;
            case MessageType.DragState:
                Drag(message.Read<DragState>());
                break;
            default:
                ReceiveCursorOrApps(message);
                break;
        }
    }

    private void ReceiveCursorOrApps(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.CursorHidden:
                _relay.Cursors.Pass(message.Read<CursorHidden>());
                break;
            case MessageType.CursorShape:
                _relay.Cursors.Pass(message.Read<CursorShape>());
                break;
            case MessageType.CursorImage:
                _relay.Cursors.Pass(message.Read<CursorImage>());
                break;
            case MessageType.AppCatalogue:
                _relay.Catalogue.Pass(message.Read<AppCatalogue>());
                break;
            case MessageType.Icon:
                _relay.Icons.Answer(message.Read<Icon>());
                break;
            case MessageType.AppStarted:
                _relay.Starts.Started(message.Read<AppStarted>());
                break;
            case MessageType.AppFailed:
                _relay.Starts.Failed(message.Read<AppFailed>());
                break;
            case MessageType.AppExited:
                Exited(message.Read<AppExited>());
                break;
            case MessageType.Pong:
                _relay.Audio.Pong(message.Read<Pong>());
                break;
            default:
                throw new ProtocolException("not for a guest to send");
        }
    }

    /// <summary>The desktop, when it looks on and has been told of the window. The window must be known in any case.</summary>
    private Session? AboutWindow(uint id) => Windows.Require(id).IsAtDesktop ? Desktop : null;

    /// <summary>Sends the window's state on; a child waits for its parent, whatever order the guest tells them in.</summary>
    private void Tell(GuestWindow window)
    {
        if (Desktop is not { } desktop)
            return;
        if (window.Parent != 0 && !Windows.Require(window.Parent).IsAtDesktop)
            return;
        if (window.Role == WindowRole.Popup && window.Parent == 0)
            return; // Its parent closed while it waited; a popup of nothing is not shown.
        desktop.Send(window.State with { Parent = window.Parent });
        if (window.IsAtDesktop)
            return;
        window.IsAtDesktop = true;
        foreach (var child in Windows.All)
        {
            if (child.Parent == window.Id && !child.IsAtDesktop)
                Tell(child);
        }
    }

    private void Close(GuestWindow window)
    {
        _frames.Forget(window);
        Windows.Close(window);
        if (_dragWindow == window.Id)
            _dragWindow = 0;
        if (!window.IsAtDesktop)
            return;
        _relay.Desktop?.Forget(window.Id);
        Desktop?.Send(new WindowClosed(window.Id));
    }

    private void Exited(in AppExited exited)
    {
        if (exited.Instance >= RelayLimits.FirstBridgeWindow)
            throw new ProtocolException($"app instance {exited.Instance} is among the ids of the bridge");
        _relay.TellEveryone(exited);
    }

    private void Drag(in DragState drag)
    {
        var desktop = drag.IsActive ? AboutWindow(drag.Window) : Desktop;
        _dragWindow = drag.IsActive ? drag.Window : 0;
        desktop?.Send(drag);
    }

    /// <summary>The guest is gone: the desktop is told what the guest can no longer say.</summary>
    private void TakeBackAtDesktop()
    {
        if (Desktop is not { } desktop)
            return;
        if (_dragWindow != 0)
            desktop.Send(new DragState(false, 0));
        foreach (var window in Windows.ChildrenFirst())
        {
            if (window.IsAtDesktop)
                desktop.Send(new WindowClosed(window.Id));
        }
        foreach (var memory in _frames.Memories.All)
        {
            if (memory.IsAtDesktop)
                desktop.Send(new FrameMemoryReleased(memory.Id));
        }
        _relay.Desktop?.ForgetAll();
    }
}
