// SPDX-License-Identifier: Apache-2.0
// Everything the desktop says. What is malformed closes its session; what concerns a window that is not there is left alone, for the
// window may have closed while the desktop spoke. When the desktop goes, the guest is told that nothing is focused or pressed.
using Seamless.Protocol;

namespace Seamless.Bridge;

internal sealed class DesktopSession(GuestRelay relay) : ISessionReceiver
{
    private Session? _session;
    private Outputs? _outputs;
    private KeyboardLayout? _layout;
    private LockState? _locks;
    private uint _pointerWindow;
    private uint _keyboardWindow;

    /// <summary>Has asked for everything since it connected; before that, nothing is for it.</summary>
    public bool IsWatching { get; private set; }

    /// <summary>How frames get to it when it cannot take handles; null when it can.</summary>
    public InlineFrames? InlineFrames { get; private set; }

    public Session? Session => _session is { IsClosed: false } ? _session : null;

    private GuestSession? Guest => relay.Guest is { IsOpen: true } guest ? guest : null;

    /// <summary>A guest has come: it hears what the desktop said before, and is asked for everything.</summary>
    public void Introduce(GuestSession guest)
    {
        if (!IsWatching)
            return;
        if (_outputs is { } outputs)
            guest.Send(outputs);
        if (_layout is { } layout)
            guest.Send(layout);
        if (_locks is { } locks)
            guest.Send(locks);
        guest.Resync();
    }

    /// <summary>The window is gone: nothing is focused there any more.</summary>
    public void Forget(uint window)
    {
        if (_pointerWindow == window)
            _pointerWindow = 0;
        if (_keyboardWindow == window)
            _keyboardWindow = 0;
    }

    public void ForgetAll() => _pointerWindow = _keyboardWindow = 0;

    public void Dispose() => _session?.Dispose();

    void ISessionReceiver.Opened(Session session)
    {
        _session = session;
        if (InlineFrames.AreFor(session.Peer))
            InlineFrames = new InlineFrames(relay.Loop, session);
        relay.DesktopOpened(session);
    }

    void ISessionReceiver.Received(Session session, in MessageView message)
    {
        switch ((MessageGroup)((int)message.Type >> 8))
        {
            case MessageGroup.Input when message.Type <= MessageType.PointerAxis:
                ReceivePointer(message);
                break;
            case MessageGroup.Input when message.Type <= MessageType.TextInput:
                ReceiveKeyboard(message);
                break;
            case MessageGroup.Input:
                ReceiveTouch(message);
                break;
            case MessageGroup.Frames:
                ReceiveAnswer(message);
                break;
            case MessageGroup.Apps:
                relay.ReceiveAppRequest(session, message);
                break;
            case MessageGroup.Audio:
                ReceiveAudio(session, message);
                break;
            case MessageGroup.Clipboard:
                relay.Clipboard.Desktop.Receive(session, message);
                break;
            case MessageGroup.Files:
                relay.Files.Receive(session, message);
                break;
            default:
                ReceiveWindows(message);
                break;
        }
    }

    void ISessionReceiver.Closed(Session session, string reason)
    {
        if (Guest is { } guest)
            LetGo(guest);
        InlineFrames?.Dispose();
        IsWatching = false;
        relay.DesktopClosed(this, session, reason);
    }

    private GuestWindow? Known(uint window) => Guest?.Windows.Find(window) is { IsAtDesktop: true } known ? known : null;

    /// <summary>The one window that is the bridge's own.</summary>
    private ScanoutConsole? ConsoleOf(uint window) => relay.Console is { } console && console.Window == window ? console : null;

    private void ReceiveWindows(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.Resync:
                message.Read<Resync>();
                var isFirst = !IsWatching;
                IsWatching = true;
                ForgetAll();
                LeaveConsole();
                relay.Console?.Input.LeaveKeyboard();
                InlineFrames?.CancelAll();
                relay.Audio.Resync();
                Guest?.Resync();
                if (isFirst)
                    relay.Clipboard.Guest.Introduce();
                relay.Console?.Introduce();
                break;
            case MessageType.Outputs:
                var outputs = message.Read<Outputs>();
                _outputs = outputs;
                relay.SetDisplay(outputs);
                Guest?.Send(outputs);
                break;
            case MessageType.Configure:
                var configure = message.Read<Configure>();
                if (ConsoleOf(configure.Window) is { } configured)
                    configured.Configure(configure);
                else if (Known(configure.Window) != null)
                    Guest!.Send(configure);
                break;
            case MessageType.CloseRequested:
                var close = message.Read<CloseRequested>();
                if (ConsoleOf(close.Window) is { } closed)
                    closed.Hide();
                else if (Known(close.Window) != null)
                    Guest!.Send(close);
                break;
            case MessageType.Pong:
                message.Read<Pong>();
                break;
            default:
                throw new ProtocolException($"{message.Type} is not for a desktop to send");
        }
    }

    private void ReceiveAudio(Session session, in MessageView message)
    {
        if (!session.Peer.Capabilities.HasFlag(Capabilities.Audio))
            throw new ProtocolException($"{message.Type} from a desktop whose capabilities do not have audio");
        switch (message.Type)
        {
            case MessageType.AudioSink:
                relay.Audio.Want(message.Read<AudioSink>());
                break;
            case MessageType.AudioCredit:
                relay.Audio.Credit(message.Read<AudioCredit>());
                break;
            default:
                throw new ProtocolException($"{message.Type} is not for a desktop to send");
        }
    }

    private void ReceiveAnswer(in MessageView message)
    {
        if (message.Type == MessageType.FrameShown)
        {
            var shown = message.Read<FrameShown>();
            if (ConsoleOf(shown.Window) is { } console)
                console.Shown(shown);
            else
                Guest?.Frames.Shown(shown);
        }
        else
        {
            var released = message.Read<FrameReleased>();
            if (ConsoleOf(released.Window) is { } console)
                console.Released(released);
            else
                Guest?.Frames.Released(released);
        }
    }

    private void ReceivePointer(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.PointerMotion:
                var motion = message.Read<PointerMotion>();
                if (ConsoleOf(motion.Window) is { } under)
                    under.Input.Move(motion.X, motion.Y);
                else if (Known(motion.Window) != null)
                    Guest!.Send(motion);
                break;
            case MessageType.PointerButton:
                var button = message.Read<PointerButton>();
                if (ConsoleOf(button.Window) is { } pressed)
                    pressed.Input.Button(button);
                else if (Known(button.Window) != null)
                    Guest!.Send(button);
                break;
            case MessageType.PointerAxis:
                var axis = message.Read<PointerAxis>();
                if (ConsoleOf(axis.Window) is { } scrolled)
                    scrolled.Input.Scroll(axis);
                else if (Known(axis.Window) != null)
                    Guest!.Send(axis);
                break;
            case MessageType.PointerEnter:
                Enter(message.Read<PointerEnter>());
                break;
            default:
                var leave = message.Read<PointerLeave>();
                if (ConsoleOf(leave.Window) != null)
                    LeaveConsole();
                if (Known(leave.Window) == null)
                    break;
                _pointerWindow = 0;
                Guest!.Send(leave);
                break;
        }
    }

    /// <summary>Agent and console each hear that the pointer left when it goes to the other.</summary>
    private void Enter(in PointerEnter enter)
    {
        if (ConsoleOf(enter.Window) is { } console)
        {
            if (_pointerWindow != 0)
                Guest?.Send(new PointerLeave(_pointerWindow));
            _pointerWindow = 0;
            console.Input.Enter(enter.X, enter.Y);
            relay.Cursors.IsOverConsole = true;
            return;
        }
        if (Known(enter.Window) == null)
            return;
        LeaveConsole();
        _pointerWindow = enter.Window;
        Guest!.Send(enter);
    }

    private void LeaveConsole()
    {
        relay.Console?.Input.LeavePointer();
        relay.Cursors.IsOverConsole = false;
    }

    private void ReceiveKeyboard(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.Key:
                var key = message.Read<Key>();
                if (ConsoleOf(key.Window) is { } console)
                    console.Input.Key(key);
                else if (key.Window == _keyboardWindow && Known(key.Window) != null)
                    Guest!.Send(key);
                break;
            case MessageType.TextInput:
                var text = message.Read<TextInput>();
                // A machine's keyboard has no key for it.
                if (text.Window == _keyboardWindow && Known(text.Window) != null)
                    Guest!.Send(text);
                break;
            case MessageType.KeyboardFocus:
                Focus(message.Read<KeyboardFocus>());
                break;
            case MessageType.KeyboardLayout:
                var layout = message.Read<KeyboardLayout>();
                _layout = layout;
                Guest?.Send(layout);
                break;
            default:
                var locks = message.Read<LockState>();
                _locks = locks;
                Guest?.Send(locks);
                break;
        }
    }

    private void Focus(in KeyboardFocus focus)
    {
        if (ConsoleOf(focus.Window) is { } console)
            console.Input.TakeKeyboard();
        else
            relay.Console?.Input.LeaveKeyboard();
        // A window that has just closed cannot be focused: then nothing is.
        _keyboardWindow = focus.Window != 0 && Known(focus.Window) != null ? focus.Window : 0;
        Guest?.Send(_keyboardWindow == focus.Window ? focus : new KeyboardFocus(0, []));
    }

    private void ReceiveTouch(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.TouchDown:
                var down = message.Read<TouchDown>();
                if (Known(down.Window) is not { } touched)
                    break;
                touched.HasTouch = true;
                Guest!.Send(down);
                break;
            case MessageType.TouchMotion:
                var motion = message.Read<TouchMotion>();
                if (Known(motion.Window) != null)
                    Guest!.Send(motion);
                break;
            case MessageType.TouchUp:
                var up = message.Read<TouchUp>();
                if (Known(up.Window) != null)
                    Guest!.Send(up);
                break;
            case MessageType.TouchCancel:
                var cancel = message.Read<TouchCancel>();
                if (Known(cancel.Window) is not { } window)
                    break;
                window.HasTouch = false;
                Guest!.Send(cancel);
                break;
            case MessageType.TouchFrame:
                var frame = message.Read<TouchFrame>();
                Guest?.Send(frame);
                break;
            default:
                var state = message.Read<PointerConstraintState>();
                if (Known(state.Window) is not { } constrained)
                    break;
                constrained.HasConstraint = state.IsActive;
                Guest!.Send(state);
                break;
        }
    }

    /// <summary>What the desktop would have said itself: keys, buttons and fingers are up, and no pointer is held.</summary>
    private void LetGo(GuestSession guest)
    {
        if (_keyboardWindow != 0)
            guest.Send(new KeyboardFocus(0, []));
        if (_pointerWindow != 0)
            guest.Send(new PointerLeave(_pointerWindow));
        ForgetAll();
        foreach (var window in guest.Windows.All)
        {
            if (window.HasTouch)
                guest.Send(new TouchCancel(window.Id));
            if (window.HasConstraint)
                guest.Send(new PointerConstraintState(window.Id, false));
            window.HasTouch = window.HasConstraint = false;
        }
        guest.Frames.DesktopGone();
    }
}
