// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Seamless.Linux;

namespace Seamless.Benchmarks;

/// <summary>A TCP line with a delay in both directions, and no other limit.</summary>
internal interface IDelayLine : IDisposable
{
    /// <summary>In words.</summary>
    string Name { get; }

    /// <summary>Where its near end is.</summary>
    TcpAddress Address { get; }

    /// <summary>In one direction, of what comes from now on.</summary>
    TimeSpan Delay { set; }

    /// <summary>That have come so far.</summary>
    long Bytes { get; }
}

/// <summary>The kernel's: benchmarks/run has started us in a network namespace whose loopback has the discipline netem.</summary>
internal sealed class NetemLine(TcpAddress to) : IDelayLine
{
    public static bool IsThere => Environment.GetEnvironmentVariable("SEAMLESS_NETEM") is not null;

    public string Name => "the kernel's (tc netem, in a network namespace)";

    public TcpAddress Address => to;

    public TimeSpan Delay
    {
        set
        {
            // What is under way is bounded by TCP; the default of 1000 packets would lose some of it.
            using var tc = Process.Start("tc", ["qdisc", "change", "dev", "lo", "root", "netem", "delay",
                string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds}ms"), "limit", "1000000"]);
            tc.WaitForExit();
            if (tc.ExitCode != 0)
                throw new InvalidOperationException("tc sets no delay");
        }
    }

    public long Bytes => long.Parse(File.ReadAllText("/sys/class/net/lo/statistics/rx_bytes"), CultureInfo.InvariantCulture);

    public void Dispose()
    {
    }
}

/// <summary>Ours, where the kernel has none: connections to its port go on to another one, and every byte arrives as much later as is set. On a thread of its own.</summary>
internal sealed class RelayLine : IDelayLine
{
    private readonly EventLoop loop = new();
    private readonly TcpListener listener = TcpListener.Bind(new TcpAddress(IPAddress.Loopback, 0));
    private readonly TcpAddress to;
    private readonly Thread thread;
    private long delayTicks, bytes;

    public RelayLine(TcpAddress to)
    {
        this.to = to;
        loop.Add(listener.Descriptor, Interest.Read, _ => Accept());
        thread = new Thread(loop.Run) { IsBackground = true };
        thread.Start();
    }

    public string Name => "a relay's of this program (no netem in this kernel, or not as root)";

    public TcpAddress Address => listener.Address;

    public TimeSpan Delay
    {
        get => new(Volatile.Read(ref delayTicks));
        set => Volatile.Write(ref delayTicks, value.Ticks);
    }

    public long Bytes => Volatile.Read(ref bytes);

    public void Dispose()
    {
        loop.Stop();
        thread.Join();
        listener.Dispose();
        loop.Dispose();
    }

    private void Accept()
    {
        if (listener.Accept() is not { } near)
            return;
        var far = TcpSocket.Connect(to);
        // When one end is gone, and the other has got what it sent, the line is over.
        var both = new List<Direction>(2);
        void Over()
        {
            both.ForEach(direction => direction.Dispose());
            near.Dispose();
            far.Dispose();
        }
        both.Add(new Direction(this, near, far, Over));
        both.Add(new Direction(this, far, near, Over));
    }

    /// <summary>What one end sends, on its way to the other.</summary>
    private sealed class Direction : IDisposable
    {
        /// <summary>As much as a second of a fast line has under way at most; more is a peer that reads nothing, and the sender is held up.</summary>
        private const long MostUnderWay = 1L << 30;
        private const int PieceBytes = 128 << 10, MostSpare = 256;

        private readonly RelayLine line;
        private readonly TcpSocket from, to;
        private readonly Action over;
        private readonly FileDescriptor readable, writable;
        private readonly Watch reading, writing;
        private readonly LoopTimer due;
        private readonly Queue<(byte[] Bytes, int Count, long Due)> pieces = [];
        private readonly Stack<byte[]> spare = [];
        private readonly List<FileDescriptor> none = [];
        private int sent;
        private long underWay;
        private bool hasEnded;

        public Direction(RelayLine line, TcpSocket from, TcpSocket to, Action over)
        {
            (this.line, this.from, this.to, this.over) = (line, from, to, over);
            due = line.loop.CreateTimer(Send);
            // A descriptor is watched once; each direction has numbers of its own.
            (readable, writable) = (from.Descriptor.Duplicate(), to.Descriptor.Duplicate());
            reading = line.loop.Add(readable, Interest.Read, _ => Receive());
            writing = line.loop.Add(writable, Interest.None, _ => Send());
        }

        private void Receive()
        {
            while (!hasEnded && underWay < MostUnderWay)
            {
                if (!spare.TryPop(out var piece))
                    piece = new byte[PieceBytes];
                var result = from.Receive(piece, none);
                if (result.Status == SocketStatus.Done)
                {
                    pieces.Enqueue((piece, result.Count, line.loop.NowNanoseconds + (line.Delay.Ticks * TimeSpan.NanosecondsPerTick)));
                    underWay += result.Count;
                    Volatile.Write(ref line.bytes, line.bytes + result.Count);
                    if (result.Count == piece.Length)
                        continue;
                }
                else
                {
                    spare.Push(piece);
                    hasEnded = result.Status == SocketStatus.Closed;
                }
                break;
            }
            if (hasEnded || underWay >= MostUnderWay)
                reading.Interest = Interest.None;
            Send();
        }

        private void Send()
        {
            while (pieces.TryPeek(out var piece))
            {
                var wait = piece.Due - line.loop.NowNanoseconds;
                if (wait > 0)
                {
                    due.Start(TimeSpan.FromTicks((wait / TimeSpan.NanosecondsPerTick) + 1));
                    return;
                }
                var result = to.Send(piece.Bytes.AsSpan(sent, piece.Count - sent), []);
                if (result.Status == SocketStatus.WouldBlock)
                {
                    writing.Interest = Interest.Write;
                    return;
                }
                sent += result.Count;
                if (result.Status == SocketStatus.Done && sent < piece.Count)
                    continue;
                (sent, underWay) = (0, underWay - piece.Count);
                pieces.Dequeue();
                if (spare.Count < MostSpare)
                    spare.Push(piece.Bytes);
            }
            writing.Interest = Interest.None;
            if (hasEnded)
                over();
            else
                reading.Interest = Interest.Read;
        }

        public void Dispose()
        {
            due.Dispose();
            reading.Dispose();
            writing.Dispose();
            readable.Dispose();
            writable.Dispose();
        }
    }
}
