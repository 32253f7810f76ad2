// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;
using WireFixed = Seamless.Wayland.Fixed;

namespace Seamless.Agent.Linux;

/// <summary>One client's wl_pointer. Remembers whether something was sent since the last frame event, which ends each group.</summary>
public sealed class PointerBinding : WlPointer
{
    private readonly SeatClient _owner;
    private readonly Pointer _pointer;
    private readonly WheelSteps _wheelX = new(), _wheelY = new();
    private bool _frameOpen;

    public PointerBinding(SeatClient owner, uint id, int version, Pointer pointer) : base(owner.Client, id, version)
    {
        (_owner, _pointer) = (owner, pointer);
        owner.Pointers.Add(this);
        pointer.Bound(owner, this);
    }

    public void Enter(uint serial, Surface surface, WireFixed x, WireFixed y)
    {
        _wheelX.Clear();
        _wheelY.Clear();
        SendEnter(serial, surface, x, y);
        _frameOpen = true;
    }

    public void Leave(uint serial, Surface surface)
    {
        // The client destroyed the surface: it knows.
        if (!surface.IsAlive) return;
        SendLeave(serial, surface);
        _frameOpen = true;
    }

    public void Motion(uint timeMs, WireFixed x, WireFixed y)
    {
        SendMotion(timeMs, x, y);
        _frameOpen = true;
    }

    public void Button(uint serial, uint timeMs, uint code, bool pressed)
    {
        SendButton(serial, timeMs, code, pressed ? ButtonState.Pressed : ButtonState.Released);
        _frameOpen = true;
    }

    public void Scroll(in PointerAxis step)
    {
        var timeMs = Milliseconds.Of(step.TimeMicroseconds);
        var moves = step.DeltaX.Raw != 0 || step.DeltaY.Raw != 0 || step.WheelX != 0 || step.WheelY != 0 || step.StopX || step.StopY;
        if (!moves) return;
        var sourceSent = false;
        Scroll(Axis.VerticalScroll, new AxisStep(timeMs, step.Source, step.DeltaY, step.WheelY, step.StopY), ref sourceSent);
        Scroll(Axis.HorizontalScroll, new AxisStep(timeMs, step.Source, step.DeltaX, step.WheelX, step.StopX), ref sourceSent);
        _frameOpen |= sourceSent;
    }

    /// <summary>A relative motion was sent through another object: it belongs to this pointer's frame.</summary>
    public void OpenFrame() => _frameOpen = true;

    public void EndFrame()
    {
        if (_frameOpen) SendFrame();
        _frameOpen = false;
    }

    protected override void OnSetCursor(uint serial, WlSurface? surface, int hotspotX, int hotspotY) =>
        _pointer.Cursor.Set(_owner, this, new CursorRequest(serial, (Surface?)surface, hotspotX, hotspotY));

    protected override void OnDestroyed()
    {
        _owner.Pointers.Remove(this);
        base.OnDestroyed();
    }

    private readonly record struct AxisStep(uint TimeMs, Seamless.Protocol.AxisSource Source, Fixed Distance, int Wheel, bool Stop);

    private void Scroll(Axis axis, in AxisStep step, ref bool sourceSent)
    {
        var distance = step.Distance;
        var notches = 0;
        if (distance.Raw == 0 && step.Wheel == 0 && !step.Stop) return;
        // Before version 8 a wheel moves in whole notches: finer steps are saved up until one is full.
        var steps = axis == Axis.VerticalScroll ? _wheelY : _wheelX;
        if (step.Wheel != 0 && Version < AxisValue120Since && !steps.TryTake(step.Wheel, ref distance, out notches)) return;
        if (!sourceSent) SendAxisSource(SourceOf(step.Source));
        sourceSent = true;
        if (notches != 0) SendAxisDiscrete(axis, notches);
        else if (step.Wheel != 0) SendAxisValue120(axis, step.Wheel);
        if (distance.Raw != 0 || step.Wheel != 0) SendAxis(step.TimeMs, axis, new WireFixed(distance.Raw));
        if (step.Stop) SendAxisStop(step.TimeMs, axis);
    }

    // Wheel tilt is younger than the other sources; to older clients it is a wheel.
    private AxisSource SourceOf(Seamless.Protocol.AxisSource source) => source switch
    {
        Seamless.Protocol.AxisSource.Finger => AxisSource.Finger,
        Seamless.Protocol.AxisSource.Continuous => AxisSource.Continuous,
        Seamless.Protocol.AxisSource.WheelTilt when Version >= WheelTiltSince => AxisSource.WheelTilt,
        _ => AxisSource.Wheel,
    };

    private const int WheelTiltSince = 6;

    private sealed class WheelSteps
    {
        private const int Notch = 120;
        private int _wheel, _distance;

        public bool TryTake(int wheel, ref Fixed distance, out int notches)
        {
            // Turning back starts anew.
            if (Math.Sign(wheel) != Math.Sign(_wheel)) Clear();
            // A hostile desktop could send billions; then notches are lost, not our arithmetic.
            _wheel = Math.Clamp(_wheel + Math.Clamp(wheel, -Most, Most), -Most, Most);
            _distance = Math.Clamp(_distance + Math.Clamp(distance.Raw, -Most, Most), -Most, Most);
            notches = _wheel / Notch;
            if (notches == 0) return false;
            _wheel -= notches * Notch;
            distance = new Fixed(_distance);
            _distance = 0;
            return true;
        }

        public void Clear() => _wheel = _distance = 0;

        private const int Most = 1 << 24;
    }
}
