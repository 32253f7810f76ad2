// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

internal static class InputVectors
{
    private const ulong Time = 123_456_789;

    public static IEnumerable<Vector> All() => [.. Pointer(), .. Keyboard(), .. Touch(), .. Cursor()];

    private static IEnumerable<Vector> Pointer()
    {
        yield return Vector.Of("the pointer comes in", new PointerEnter(5, At(10.5), At(20.25)));
        yield return Vector.Of("the pointer is over no window of the guest", new PointerLeave(5));
        yield return Vector.Of("a step to the right and up", new PointerMotion
        {
            Window = 5,
            X = At(11),
            Y = At(19.5),
            TimeMicroseconds = Time,
            DeltaX = At(0.5),
            DeltaY = At(-0.75),
            RawDeltaX = At(0.25),
            RawDeltaY = At(-0.375),
        });
        yield return Vector.Of("BTN_LEFT goes down", new PointerButton(5, 99, Time, 0x110, true));
        yield return Vector.Of("one notch down on a wheel", new PointerAxis
        {
            Window = 5,
            TimeMicroseconds = Time,
            Source = AxisSource.Wheel,
            DeltaY = At(15),
            WheelY = 120,
        });
        yield return Vector.Of("two fingers left the pad", new PointerAxis
        {
            Window = 5,
            TimeMicroseconds = Time,
            Source = AxisSource.Finger,
            StopX = true,
            StopY = true,
        }, variant: "-stop");
        yield return Vector.Of("a game takes the pointer", new PointerConstraint
        {
            Window = 5,
            Kind = ConstraintKind.Lock,
            Region = [new Rect(0, 0, 640, 480)],
            HintX = At(320),
            HintY = At(240),
        });
        yield return Vector.Of("the desktop agrees", new PointerConstraintState(5, true));
        yield return Vector.Of("an app drags something", new DragState(true, 5));
        yield return Vector.Of("a key of the virtual machine goes down", MachineInput.Key(30, true));
        yield return Vector.Of("the middle of the virtual machine's screen", MachineInput.Position(16_384, 16_384), variant: "-position");
        yield return Vector.Of("three notches up", MachineInput.Wheel(0, -3), variant: "-wheel");
    }

    private static IEnumerable<Vector> Keyboard()
    {
        yield return Vector.Of("focus with left shift and A held", new KeyboardFocus(5, [42, 30]));
        yield return Vector.Of("no window of this guest has the keyboard", new KeyboardFocus(0, []), variant: "-none");
        yield return Vector.Of("KEY_A goes down", new Key(5, 100, Time, 30, true));
        yield return Vector.Of("German without dead keys", new KeyboardLayout
        {
            Rules = "evdev",
            Model = "pc105",
            Layout = "de",
            Variant = "nodeadkeys",
            Options = "compose:caps",
            RepeatRate = 25,
            RepeatDelayMilliseconds = 600,
        });
        yield return Vector.Of("caps lock and num lock are on", new LockState(true, true, false));
        yield return Vector.Of("characters that no key has", new TextInput(5, "naïve 🦊"));
    }

    private static IEnumerable<Vector> Touch()
    {
        yield return Vector.Of("a finger comes down", new TouchDown(5, 101, 0, At(10), At(20), Time));
        yield return Vector.Of("it moves", new TouchMotion(5, 0, At(11), At(22.5), Time));
        yield return Vector.Of("it leaves", new TouchUp(5, 0, Time));
        yield return Vector.Of("it was a gesture of the desktop", new TouchCancel(5));
        yield return Vector.Of("these belong together", default(TouchFrame));
    }

    private static IEnumerable<Vector> Cursor()
    {
        yield return Vector.Of("no cursor", default(CursorHidden));
        yield return Vector.Of("over text", new CursorShape(CursorShapeName.Text));
        yield return Vector.Of("two by one pixels", new CursorImage
        {
            Width = 2,
            Height = 1,
            HotspotX = 1,
            Scale120 = 120,
            Pixels = new byte[] { 0, 0, 0, 0xff, 0x80, 0x80, 0x80, 0x80 },
        });
    }

    private static Fixed At(double value) => Fixed.FromDouble(value);
}
