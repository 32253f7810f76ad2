// SPDX-License-Identifier: Apache-2.0
// Towards a peer that cannot take handles the pixels travel in the stream. A frame is cut into bands and each is compressed on its own; no
// more is queued than the peer reads, so a large frame never overflows the session and never holds up another window's for long.
using K4os.Compression.LZ4;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>The frames of all windows that are on their way as bytes, in the order they were sent.</summary>
internal sealed class InlineFrames : IDisposable
{
    private readonly BridgeSession _bridge;
    private readonly LoopTimer _retry;
    private readonly LinkedList<Job> _jobs = [];
    private byte[] _plain = [];
    private byte[] _packed = [];

    public InlineFrames(EventLoop loop, BridgeSession bridge)
    {
        _bridge = bridge;
        _retry = loop.CreateTimer(Pump);
    }

    /// <summary>Sends the damaged pixels of a frame. The buffer stays as it is until it is marked as no longer shown.</summary>
    public void Send(in Frame frame, FrameBuffer buffer)
    {
        _jobs.AddLast(new Job(frame, buffer));
        if (!_retry.IsArmed)
            Pump();
    }

    /// <summary>The window is gone, or nobody knows its frames any more: what was not sent yet is not sent.</summary>
    public void Cancel(uint window)
    {
        for (var node = _jobs.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Frame.Window == window)
                _jobs.Remove(node);
            node = next;
        }
    }

    public void Dispose()
    {
        _retry.Dispose();
        _jobs.Clear();
    }

    /// <summary>One part in a turn: packing it takes milliseconds in an emulated machine, and keys and other windows come in between.</summary>
    private void Pump()
    {
        if (_jobs.First is not { } node)
            return;
        if (_bridge.QueuedBytes > CompositorLimits.InlineQueuedBytes)
        {
            _retry.Start(CompositorLimits.InlineRetry);
            return;
        }
        var job = node.Value;
        SendPart(job);
        if (job.IsDone)
        {
            _jobs.Remove(node);
            // The bytes were copied: nobody reads the buffer any more, unless it was sent again meanwhile.
            if (job.Buffer.ShownSerial == job.Frame.Serial)
                job.Buffer.ShownSerial = 0;
        }
        if (_jobs.Count > 0)
            _retry.Start(TimeSpan.Zero);
    }

    private void SendPart(Job job)
    {
        var band = job.NextBand();
        var (rows, compression) = band.IsEmpty ? (default, RowCompression.None) : Pack(job.Buffer, band);
        _bridge.Send(new InlineFrame
        {
            Window = job.Frame.Window,
            Serial = job.Frame.Serial,
            Width = job.Frame.Width,
            Height = job.Frame.Height,
            Format = job.Frame.Format,
            Scale120 = job.Frame.Scale120,
            Geometry = job.Frame.Geometry,
            ConfigureSerial = job.Frame.ConfigureSerial,
            IsLast = job.IsDone,
            Damage = band.IsEmpty ? default : RectList.Of(new Rect(band.Left, band.Top, band.Width, band.Height)),
            Compression = compression,
            Rows = rows,
        });
    }

    private (ReadOnlyMemory<byte> Rows, RowCompression Compression) Pack(FrameBuffer buffer, Box band)
    {
        var rowBytes = band.Width * PixelMath.BytesPerPixel;
        var bytes = rowBytes * band.Height;
        if (_plain.Length < bytes)
            (_plain, _packed) = (new byte[bytes], new byte[LZ4Codec.MaximumOutputSize(bytes)]);
        buffer.TryRead(band, _plain, rowBytes, needAlpha: false);
        var packed = LZ4Codec.Encode(_plain.AsSpan(0, bytes), _packed);
        return packed > 0 && packed < bytes
            ? (_packed.AsMemory(0, packed), RowCompression.Lz4)
            : (_plain.AsMemory(0, bytes), RowCompression.None);
    }

    /// <summary>A frame, and how far it has been sent.</summary>
    private sealed class Job(Frame frame, FrameBuffer buffer)
    {
        private int _rect;
        private int _row;

        public Frame Frame => frame;

        public FrameBuffer Buffer => buffer;

        public bool IsDone => _rect >= frame.Damage.Count;

        /// <summary>As many of the next rows as go into one message; empty when the frame has no damage at all.</summary>
        public Box NextBand()
        {
            if (IsDone)
                return default;
            var rect = frame.Damage[_rect];
            var rows = Math.Max(1, CompositorLimits.InlinePartBytes / (rect.Width * PixelMath.BytesPerPixel));
            var top = rect.Y + _row;
            var bottom = (int)Math.Min(rect.Bottom, top + rows);
            _row += bottom - top;
            if (bottom == rect.Bottom)
                (_rect, _row) = (_rect + 1, 0);
            return new Box(rect.X, top, rect.X + rect.Width, bottom);
        }
    }
}
