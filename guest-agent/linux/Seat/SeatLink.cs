// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux.Xkbcommon;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>The desktop's words about input, handed to the device they are about. A window that is gone meanwhile gets nothing.</summary>
public sealed class SeatLink : IBridgeReceiver
{
    private readonly Seat _seat;
    private readonly WindowTable _windows;

    public SeatLink(Seat seat)
    {
        (_seat, _windows) = (seat, seat.Compositor.Windows);
        seat.Compositor.Bridge.Register(MessageGroup.Input, this);
    }

    public void Received(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.KeyboardFocus:
                var focus = message.Read<KeyboardFocus>();
                _seat.FocusKeyboard(focus.Window, focus.PressedKeys.AsSpan());
                break;
            case MessageType.Key:
                var key = message.Read<Key>();
                if (_seat.Keyboard.FocusWindow == key.Window && !CancelsDrag(key)) _seat.Keyboard.Press(key);
                break;
            case MessageType.KeyboardLayout:
                SetLayout(message.Read<KeyboardLayout>());
                break;
            case MessageType.LockState:
                _seat.Keyboard.SetLocks(message.Read<LockState>());
                break;
            case MessageType.TextInput:
                var text = message.Read<TextInput>();
                if (_seat.Keyboard.FocusWindow == text.Window) _seat.Text.Type(text.Text);
                break;
            case MessageType.PointerConstraintState:
                _seat.Pointer.Constraints.Answered(message.Read<PointerConstraintState>());
                break;
            default:
                if (!ReceivedPointer(message)) ReceivedTouch(message);
                break;
        }
    }

    public void Resync() => _seat.Resend();

    public void Lost() => _seat.LetGo();

    private bool ReceivedPointer(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.PointerEnter:
                var enter = message.Read<PointerEnter>();
                if (_windows[enter.Window] is { } entered) _seat.Pointer.Enter(entered, enter.X, enter.Y);
                return true;
            case MessageType.PointerLeave:
                if (_windows[message.Read<PointerLeave>().Window] is { } left) _seat.Pointer.Leave(left);
                return true;
            case MessageType.PointerMotion:
                var motion = message.Read<PointerMotion>();
                if (_windows[motion.Window] is { } moved) _seat.Pointer.Move(moved, motion);
                return true;
            case MessageType.PointerButton:
                var button = message.Read<PointerButton>();
                // A drag hears of a release wherever the pointer is: over no window of ours it is a drop on nothing.
                _seat.Pointer.Button(_windows[button.Window], button);
                return true;
            case MessageType.PointerAxis:
                var step = message.Read<PointerAxis>();
                if (_windows[step.Window] is { } scrolled) _seat.Pointer.Scroll(scrolled, step);
                return true;
            default:
                return false;
        }
    }

    private void ReceivedTouch(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.TouchDown:
                var down = message.Read<TouchDown>();
                if (_windows[down.Window] is { IsMapped: true } touched) _seat.Touch.Down(touched, down);
                break;
            case MessageType.TouchMotion:
                _seat.Touch.Move(message.Read<TouchMotion>());
                break;
            case MessageType.TouchUp:
                _seat.Touch.Up(message.Read<TouchUp>());
                break;
            case MessageType.TouchCancel:
                _seat.Touch.Cancel(message.Read<TouchCancel>().Window);
                break;
            case MessageType.TouchFrame:
                message.Read<TouchFrame>();
                _seat.Touch.Frame();
                break;
        }
    }

    private bool CancelsDrag(in Key key)
    {
        const uint escape = 1;
        if (key.Code != escape || !key.IsPressed || !_seat.Selections.Drags.IsActive) return false;
        _seat.Selections.Drags.Cancel();
        return true;
    }

    private void SetLayout(in KeyboardLayout layout)
    {
        try
        {
            _seat.Keyboard.SetLayout(layout);
        }
        catch (XkbException refused)
        {
            AgentLog.Warn($"keyboard: {refused.Message}; the layout before stays");
        }
    }
}
