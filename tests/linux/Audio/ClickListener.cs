// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Audio;

/// <summary>
/// Feeds pacat through a pipe in time with the clock: a tone so quiet that it is nearly silence, then a click. Its first loud sample tells how
/// long it took from the write to the desktop: pacat's own buffer (10 ms), the server's, ours.
/// </summary>
internal sealed class ClickListener : IDisposable
{
    private const int Rate = 48_000, BlockFrames = 480, Clicks = 9, StartBytes = 48_000;
    private static readonly TimeSpan BlockTime = TimeSpan.FromMilliseconds(10);

    private readonly SoundBench _bench;
    private readonly Pipe _pipe = Pipe.Create();
    private readonly LoopTimer _timer;
    private readonly List<double> _delays = [];
    private long _begin;
    private long _clickNanoseconds;
    private int _blocks;
    private bool _hears;

    public ClickListener(SoundBench bench)
    {
        _bench = bench;
        _timer = bench.Loop.CreateTimer(Feed);
        bench.Desktop.Hearing = Hear;
    }

    /// <summary>The least of several clicks, in milliseconds: the others waited for a processor as well.</summary>
    public double Measure()
    {
        _bench.Play(_pipe.Read, "pacat", "pulseaudio-utils", "--raw", "--rate=48000", "--channels=2", "--format=s16le", "--latency-msec=10");
        // What it gets before it plays would be a backlog for ever: first it plays something, and runs dry.
        Assert.Equal(StartBytes, _pipe.Write.Write(Block(isClick: false, StartBytes)));
        _bench.Loop.Until(() => _hears, _bench.Desktop.Describe);
        _bench.Listen(TimeSpan.FromMilliseconds(500));
        _begin = _bench.Loop.NowNanoseconds;
        _timer.Start(TimeSpan.Zero);
        _bench.Loop.Until(() => _delays.Count >= Clicks, _bench.Desktop.Describe);
        return _delays.Min();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _pipe.Read.Dispose();
        _pipe.Write.Dispose();
    }

    private void Feed()
    {
        var isClick = _blocks > 50 && _blocks % 50 == 0;
        var block = Block(isClick, BlockFrames * 4);
        if (isClick)
            _clickNanoseconds = _bench.Loop.NowNanoseconds;
        Assert.Equal(block.Length, _pipe.Write.Write(block));
        _blocks++;
        var next = _begin + (_blocks * BlockTime.Ticks * 100);
        _timer.Start(TimeSpan.FromTicks(Math.Max(0, next - _bench.Loop.NowNanoseconds) / 100));
    }

    private static byte[] Block(bool isClick, int bytes)
    {
        var block = new byte[bytes];
        for (var i = 0; i < bytes; i += 2)
            BitConverter.TryWriteBytes(block.AsSpan(i), (short)(isClick ? 20_000 : i / 4 % 2 == 0 ? 10 : -10));
        return block;
    }

    private void Hear(AudioData data)
    {
        _hears = true;
        if (_clickNanoseconds == 0)
            return;
        var samples = Tone.FirstChannel(data.Frames.Span, 2);
        var first = Array.FindIndex(samples, sample => sample > 5_000);
        if (first < 0)
            return;
        // Its place in the message does not matter: it could not be played before the message was here.
        _delays.Add((_bench.Loop.NowNanoseconds - _clickNanoseconds) / 1e6);
        _clickNanoseconds = 0;
    }
}
