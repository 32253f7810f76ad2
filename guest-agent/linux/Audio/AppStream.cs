// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Linux.Pulse;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Audio;

/// <summary>
/// What one app plays. On the wire it is a stream while it is heard: it starts with the first sound and stops after a silence, and the next
/// sound is a new stream. It is recorded before it is known whose it is, and that is all that is ever kept here: what the desktop gives no
/// credit for is gone, the oldest first.
/// </summary>
internal sealed class AppStream : IPulseListener, IDisposable
{
    private readonly GuestAudio _audio;
    private readonly AudioSink _sink;
    private readonly byte[] _chunk;
    private readonly LoopTimer _beginning;
    private SinkInput _input;
    private byte[]? _held;
    private int _heldBytes;
    private ulong _position;
    private int _credit;
    private int _silentFrames;

    public AppStream(GuestAudio audio, uint index, in AudioSink sink, EventLoop loop)
    {
        (_audio, Input, _sink) = (audio, index, sink);
        _chunk = new byte[ProtocolLimits.AudioDataBytes / sink.FrameBytes * sink.FrameBytes];
        _held = new byte[sink.Rate * AudioLimits.HeldMilliseconds / 1000 * sink.FrameBytes];
        _beginning = loop.CreateTimer(() => audio.Ended(this));
        _beginning.Start(AudioLimits.Beginning);
    }

    public uint Input { get; }

    /// <summary>The server has said what it is, and that it plays.</summary>
    public bool Plays => _held is null;

    /// <summary>Its number on the wire; 0 while it is not heard.</summary>
    public uint Id { get; private set; }

    public PulseRecording? Recording { get; set; }

    /// <summary>It plays, and is this.</summary>
    public void Play(in SinkInput input)
    {
        if (_held is not { } held)
            return;
        _beginning.Stop();
        (_input, _held) = (input, null);
        var silent = held.AsSpan(0, _heldBytes).IndexOfAnyExcept((byte)0);
        if (silent >= 0)
            Heard(held.AsSpan(silent / _sink.FrameBytes * _sink.FrameBytes, _heldBytes - (silent / _sink.FrameBytes * _sink.FrameBytes)));
    }

    public void Credit(int frames) => _credit = (int)Math.Min((long)_credit + frames, _sink.WindowFrames);

    /// <summary>It is over on the wire; what is heard next is a new stream.</summary>
    public void Stop()
    {
        if (Id != 0)
            _audio.Send(new AudioStopped(Id));
        Forget();
    }

    /// <summary>Nobody is there any more who knew of it.</summary>
    public void Forget() => Id = 0;

    public void Heard(ReadOnlySpan<byte> bytes)
    {
        if (_held is not null)
        {
            Hold(bytes);
            return;
        }
        for (; bytes.Length >= _sink.FrameBytes; bytes = bytes[Math.Min(bytes.Length, _chunk.Length)..])
        {
            var length = Math.Min(bytes.Length, _chunk.Length);
            Pass(bytes[..(length / _sink.FrameBytes * _sink.FrameBytes)]);
        }
    }

    public void Missed(int bytes)
    {
        _heldBytes = 0;
        if (Id != 0)
            Pause(bytes / _sink.FrameBytes);
    }

    public void Ended() => _audio.Ended(this);

    public void Dispose()
    {
        _beginning.Dispose();
        Recording?.Dispose();
    }

    /// <summary>The newest of it, whole frames.</summary>
    private void Hold(ReadOnlySpan<byte> bytes)
    {
        var held = _held!;
        bytes = bytes[..(bytes.Length / _sink.FrameBytes * _sink.FrameBytes)];
        bytes = bytes[Math.Max(0, bytes.Length - held.Length)..];
        var gone = Math.Max(0, _heldBytes + bytes.Length - held.Length);
        held.AsSpan(gone, _heldBytes - gone).CopyTo(held);
        bytes.CopyTo(held.AsSpan(_heldBytes - gone));
        _heldBytes += bytes.Length - gone;
    }

    private void Pass(ReadOnlySpan<byte> frames)
    {
        var count = frames.Length / _sink.FrameBytes;
        if (frames.IndexOfAnyExcept((byte)0) < 0)
        {
            if (Id != 0)
                Pause(count);
            return;
        }
        if (Id == 0)
            Begin();
        _silentFrames = 0;
        var late = Math.Max(0, count - _credit);
        if (late < count)
        {
            var rest = frames[(late * _sink.FrameBytes)..];
            rest.CopyTo(_chunk);
            _credit -= count - late;
            _audio.Send(new AudioData(Id, _position + (ulong)late, _chunk.AsMemory(0, rest.Length)));
        }
        _position += (ulong)count;
    }

    private void Begin()
    {
        (_position, _credit) = (0, _sink.WindowFrames);
        Id = _audio.NextId();
        _audio.Send(new AudioStarted(Id, _audio.InstanceOf(_input.ProcessId), Clean(_input.App), Clean(_input.Title)));
    }

    /// <summary>Silence is not sent: the next position says how long it was.</summary>
    private void Pause(int frames)
    {
        _position += (ulong)frames;
        _silentFrames += frames;
        if (_silentFrames >= (long)_sink.Rate * AudioLimits.SilenceMilliseconds / 1000)
            Stop();
    }

    private static string Clean(string text) => Utf8.Shorten(text.Replace("\0", "", StringComparison.Ordinal), ProtocolLimits.TextBytes);
}
