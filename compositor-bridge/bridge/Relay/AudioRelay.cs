// SPDX-License-Identifier: Apache-2.0
// Sound between the guest and the desktop. The form is the desktop's; a guest that has another one is told "none" first, and the new one when
// its Pong has come, so that what is on its way is never taken for what it is not. Streams are numbered anew, for a guest that comes back
// counts from one again.
using Seamless.Protocol;

namespace Seamless.Bridge;

internal sealed class AudioRelay(GuestRelay relay)
{
    private readonly Dictionary<uint, AudioStream> _streams = [];
    private readonly Dictionary<uint, AudioStream> _atDesktop = [];
    private AudioSink _wanted;
    private AudioSink _told;
    private ulong _awaited;
    private ulong _lastToken;
    private uint _lastGuestId;
    private uint _lastNumber;

    private Session? Desktop => relay.Watching is { } session && session.Peer.Capabilities.HasFlag(Capabilities.Audio) ? session : null;

    private GuestSession? Guest => relay.OpenGuest is { HasAudio: true } guest ? guest : null;

    /// <summary>What the desktop wants, or none when there is no desktop.</summary>
    public void Want(in AudioSink sink)
    {
        _wanted = sink;
        if (_told != sink)
            StopAtDesktop();
        Tell();
    }

    /// <summary>The guest is new: it knows of nothing.</summary>
    public void GuestOpened()
    {
        Forget();
        Tell();
    }

    public void GuestClosed()
    {
        StopAtDesktop();
        Forget();
    }

    /// <summary>The desktop has forgotten what plays; the guest says it again under new numbers.</summary>
    public void Resync() => _atDesktop.Clear();

    public void DesktopClosed()
    {
        _atDesktop.Clear();
        Want(default);
    }

    public void Pong(in Pong pong)
    {
        if (_awaited == 0 || pong.Token != _awaited)
            return;
        _awaited = 0;
        // It has heard that nothing is wanted, and has said all that it had to say in the old form.
        _streams.Clear();
        _told = default;
        Tell();
    }

    /// <summary>Everything that a guest says about sound.</summary>
    public void Receive(in MessageView message)
    {
        if (Guest is null)
            throw new ProtocolException("the guest's capabilities do not have audio");
        switch (message.Type)
        {
            case MessageType.AudioData:
                Data(message.Read<AudioData>());
                break;
            case MessageType.AudioStarted:
                Start(message.Read<AudioStarted>());
                break;
            case MessageType.AudioStopped:
                var stopped = message.Read<AudioStopped>().Stream;
                if (!_streams.Remove(stopped, out var over))
                    throw new ProtocolException($"there is no stream {stopped}");
                if (_atDesktop.Remove(over.Number))
                    Desktop?.Send(new AudioStopped(over.Number));
                break;
            default:
                throw new ProtocolException("not for a guest to send");
        }
    }

    /// <summary>The desktop has played something. Of a stream that is over it could not know.</summary>
    public void Credit(in AudioCredit credit)
    {
        if (!_atDesktop.TryGetValue(credit.Stream, out var stream))
            return;
        stream.Give(credit.Frames);
        Guest?.Send(new AudioCredit(stream.GuestId, credit.Frames));
    }

    private void Start(in AudioStarted started)
    {
        if (!_told.IsWanted)
            throw new ProtocolException("no sound was asked for");
        if (started.Stream <= _lastGuestId)
            throw new ProtocolException($"stream {started.Stream} after stream {_lastGuestId}");
        if (started.Instance >= RelayLimits.FirstBridgeWindow)
            throw new ProtocolException($"app instance {started.Instance} is among the ids of the bridge");
        if (_streams.Count == ProtocolLimits.AudioStreams)
            throw new ProtocolException($"more than {ProtocolLimits.AudioStreams} streams");
        _lastGuestId = started.Stream;
        var stream = new AudioStream(started.Stream, ++_lastNumber, _told);
        _streams.Add(stream.GuestId, stream);
        if (_awaited != 0 || Desktop is not { } desktop)
            return;
        _atDesktop.Add(stream.Number, stream);
        desktop.Send(new AudioStarted(
            stream.Number, started.Instance, ShownText.Clean(started.Name, ProtocolLimits.TextBytes), ShownText.Clean(started.Title, ProtocolLimits.TextBytes)));
    }

    private void Data(in AudioData data)
    {
        if (!_streams.TryGetValue(data.Stream, out var stream))
            throw new ProtocolException($"there is no stream {data.Stream}");
        stream.Take(data.Position, data.Frames.Length);
        if (_atDesktop.ContainsKey(stream.Number))
            Desktop?.Send(data with { Stream = stream.Number });
    }

    /// <summary>What is wanted now, as far as the guest may hear it at this moment.</summary>
    private void Tell()
    {
        if (Guest is not { } guest || _told == _wanted || _awaited != 0)
            return;
        if (!_told.IsWanted)
        {
            guest.Send(_told = _wanted);
            return;
        }
        guest.Send(default(AudioSink));
        guest.Send(new Ping(_awaited = ++_lastToken));
    }

    private void StopAtDesktop()
    {
        foreach (var stream in _atDesktop.Keys)
            Desktop?.Send(new AudioStopped(stream));
        _atDesktop.Clear();
    }

    private void Forget()
    {
        _streams.Clear();
        _atDesktop.Clear();
        _told = default;
        _awaited = 0;
        _lastGuestId = 0;
    }

    /// <summary>One stream's window and place.</summary>
    private sealed class AudioStream(uint guestId, uint number, AudioSink form)
    {
        private int _left = form.WindowFrames;
        private ulong _end;

        public uint GuestId => guestId;

        /// <summary>Its id at the desktop.</summary>
        public uint Number => number;

        /// <exception cref="ProtocolException">More than its window, no whole frames, or back in time.</exception>
        public void Take(ulong position, int bytes)
        {
            var frames = bytes / form.FrameBytes;
            if (bytes != frames * form.FrameBytes)
                throw new ProtocolException($"{bytes} bytes are no whole frames of {form.FrameBytes} bytes");
            if (position < _end || position > ulong.MaxValue - (ulong)frames)
                throw new ProtocolException($"position {position} where {_end} is next");
            if (frames > _left)
                throw new ProtocolException($"{frames} frames where the window has {_left} left");
            _left -= frames;
            _end = position + (ulong)frames;
        }

        /// <exception cref="ProtocolException">More than was taken.</exception>
        public void Give(int frames)
        {
            if (frames > form.WindowFrames - _left)
                throw new ProtocolException($"a credit of {frames} frames where {form.WindowFrames - _left} were received");
            _left += frames;
        }
    }
}
