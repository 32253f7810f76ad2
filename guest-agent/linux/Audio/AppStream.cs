// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux.Pulse;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Audio;

/// <summary>
/// What one app plays. On the wire it is a stream while it is heard: it starts with the first sound and stops after a silence, and the next
/// sound is a new stream. Nothing is kept here: what the desktop gives no credit for is gone, the oldest first.
/// </summary>
internal sealed class AppStream(GuestAudio audio, SinkInput input, AudioSink sink) : IPulseListener, IDisposable
{
    private readonly byte[] _chunk = new byte[ProtocolLimits.AudioDataBytes / sink.FrameBytes * sink.FrameBytes];
    private ulong _position;
    private int _credit;
    private int _silentFrames;

    public uint Input => input.Index;

    /// <summary>Its number on the wire; 0 while it is not heard.</summary>
    public uint Id { get; private set; }

    public PulseRecording? Recording { get; set; }

    public void Credit(int frames) => _credit = (int)Math.Min((long)_credit + frames, sink.WindowFrames);

    /// <summary>It is over on the wire; what is heard next is a new stream.</summary>
    public void Stop()
    {
        if (Id != 0)
            audio.Send(new AudioStopped(Id));
        Forget();
    }

    /// <summary>Nobody is there any more who knew of it.</summary>
    public void Forget() => Id = 0;

    public void Heard(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sink.FrameBytes; bytes = bytes[Math.Min(bytes.Length, _chunk.Length)..])
        {
            var length = Math.Min(bytes.Length, _chunk.Length);
            Pass(bytes[..(length / sink.FrameBytes * sink.FrameBytes)]);
        }
    }

    public void Missed(int bytes)
    {
        if (Id != 0)
            Pause(bytes / sink.FrameBytes);
    }

    public void Ended() => audio.Ended(this);

    public void Dispose() => Recording?.Dispose();

    private void Pass(ReadOnlySpan<byte> frames)
    {
        var count = frames.Length / sink.FrameBytes;
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
            var rest = frames[(late * sink.FrameBytes)..];
            rest.CopyTo(_chunk);
            _credit -= count - late;
            audio.Send(new AudioData(Id, _position + (ulong)late, _chunk.AsMemory(0, rest.Length)));
        }
        _position += (ulong)count;
    }

    private void Begin()
    {
        (_position, _credit) = (0, sink.WindowFrames);
        Id = audio.NextId();
        audio.Send(new AudioStarted(Id, audio.InstanceOf(input.ProcessId), Clean(input.App), Clean(input.Title)));
    }

    /// <summary>Silence is not sent: the next position says how long it was.</summary>
    private void Pause(int frames)
    {
        _position += (ulong)frames;
        _silentFrames += frames;
        if (_silentFrames >= (long)sink.Rate * AudioLimits.SilenceMilliseconds / 1000)
            Stop();
    }

    private static string Clean(string text) => Utf8.Shorten(text.Replace("\0", "", StringComparison.Ordinal), ProtocolLimits.TextBytes);
}
