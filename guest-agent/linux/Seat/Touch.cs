// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using WireFixed = Seamless.Wayland.Fixed;

namespace Seamless.Agent.Linux;

// Each finger belongs to the surface it came down on until it is lifted, wherever it moves. A surface that goes away takes its fingers
// with it: the client hears their up, because toolkits keep per-finger state that nothing else would end.
public sealed class Touch(Seat seat)
{
    private readonly List<Finger> _fingers = [];
    private readonly List<SeatClient> _inFrame = [];

    private readonly record struct Finger(uint Window, int Id, Surface Surface, SeatClient Client, PointerPlace Place)
    {
        /// <summary>Where the client was told it is.</summary>
        public (WireFixed X, WireFixed Y) Told { get; init; }
    }

    public int Count => _fingers.Count;

    public void Down(Window window, in TouchDown down)
    {
        var place = new PointerPlace(down.X, down.Y);
        if (_fingers.Count == SeatLimits.TouchPoints || Find(down.Window, down.Id) >= 0) return;
        if (place.SurfaceIn(window) is not { } surface) return;
        var client = seat.Of(surface.Client);
        var (x, y) = place.In(surface);
        _fingers.Add(new Finger(down.Window, down.Id, surface, client, place) { Told = (x, y) });
        var serial = client.NextSerial(SerialKind.TouchDown, surface, down.Serial);
        foreach (var binding in client.Touches)
            binding.SendDown(serial, Milliseconds.Of(down.TimeMicroseconds), surface, down.Id, x, y);
        JoinFrame(client);
    }

    public void Move(in TouchMotion motion)
    {
        var index = Find(motion.Window, motion.Id);
        if (index < 0) return;
        _fingers[index] = _fingers[index] with { Place = new PointerPlace(motion.X, motion.Y) };
        SendMotion(index, Milliseconds.Of(motion.TimeMicroseconds));
    }

    /// <summary>Surfaces of the window moved under fingers that lie still.</summary>
    public void TreeChanged(Window window)
    {
        var hasMoved = false;
        for (var i = 0; i < _fingers.Count; i++)
        {
            var finger = _fingers[i];
            if (finger.Window != window.Id || finger.Place.In(finger.Surface) == finger.Told) continue;
            hasMoved = true;
            SendMotion(i, seat.NowMilliseconds);
        }

        if (hasMoved) Frame();
    }

    public void Up(in TouchUp up)
    {
        var place = Find(up.Window, up.Id);
        if (place >= 0) Lift(place, Milliseconds.Of(up.TimeMicroseconds));
    }

    /// <summary>The desktop took the fingers of a window for a gesture of its own.</summary>
    public void Cancel(uint window)
    {
        for (var i = _fingers.Count - 1; i >= 0; i--)
        {
            if (i >= _fingers.Count || _fingers[i].Window != window) continue;
            var client = _fingers[i].Client;
            // Cancel ends all fingers of the client, so none of them may be heard of again.
            _fingers.RemoveAll(finger => ReferenceEquals(finger.Client, client));
            _inFrame.Remove(client);
            foreach (var binding in client.Touches) binding.SendCancel();
        }
    }

    public void Frame()
    {
        foreach (var client in _inFrame)
        {
            foreach (var binding in client.Touches) binding.SendFrame();
        }

        _inFrame.Clear();
    }

    /// <summary>The surface is going away, or no longer shown.</summary>
    public void Forget(Surface surface)
    {
        var framesBefore = _inFrame.Count;
        for (var i = _fingers.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(_fingers[i].Surface, surface)) Lift(i, seat.NowMilliseconds);
        }

        // No message of the desktop will end this group; one that is being told is ended by the desktop's.
        if (framesBefore == 0) Frame();
    }

    /// <summary>The window is no longer shown, and no surface of it can be touched.</summary>
    public void Forget(Window window)
    {
        for (var i = _fingers.Count - 1; i >= 0; i--)
        {
            if (i < _fingers.Count && _fingers[i].Window == window.Id) Forget(_fingers[i].Surface);
        }
    }

    public void Forget(SeatClient client)
    {
        _fingers.RemoveAll(finger => ReferenceEquals(finger.Client, client));
        _inFrame.Remove(client);
    }

    public void CancelAll()
    {
        while (_fingers.Count > 0) Cancel(_fingers[^1].Window);
    }

    private void SendMotion(int index, uint timeMs)
    {
        var finger = _fingers[index];
        var (x, y) = finger.Place.In(finger.Surface);
        _fingers[index] = finger with { Told = (x, y) };
        foreach (var binding in finger.Client.Touches) binding.SendMotion(timeMs, finger.Id, x, y);
        JoinFrame(finger.Client);
    }

    private void Lift(int place, uint timeMs)
    {
        var finger = _fingers[place];
        _fingers.RemoveAt(place);
        var serial = finger.Client.NextSerial(SerialKind.TouchUp, finger.Surface);
        foreach (var binding in finger.Client.Touches) binding.SendUp(serial, timeMs, finger.Id);
        JoinFrame(finger.Client);
    }

    private void JoinFrame(SeatClient client)
    {
        if (!_inFrame.Contains(client)) _inFrame.Add(client);
    }

    private int Find(uint window, int id)
    {
        for (var i = 0; i < _fingers.Count; i++)
        {
            if (_fingers[i].Window == window && _fingers[i].Id == id) return i;
        }

        return -1;
    }
}
