// SPDX-License-Identifier: Apache-2.0
// A desktop that cannot take handles (it is on another machine, or in a virtual one) gets its frames as bytes. What is new of a frame lies
// in a copy of the bridge's own, is cut into parts and each packed on its own; no more is queued than the desktop reads, so a large
// frame neither overflows the session nor holds up a small one: the windows take turns, a part each.
using K4os.Compression.LZ4;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>The frames of all windows that are on their way to one such desktop.</summary>
internal sealed class InlineFrames : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Session _desktop;
    private readonly Queue<InlineJob> _jobs = new();
    private readonly byte[] _plain = new byte[RelayLimits.InlinePartBytes];
    private readonly byte[] _packed = new byte[LZ4Codec.MaximumOutputSize(RelayLimits.InlinePartBytes)];

    public InlineFrames(EventLoop loop, Session desktop)
    {
        (_loop, _desktop) = (loop, desktop);
        desktop.BulkDrained = Pump;
    }

    /// <summary>Such a desktop is one that can take no files beside the bytes, or does not want them.</summary>
    public static bool AreFor(SessionIdentity desktop) =>
        !desktop.Capabilities.HasFlag(Capabilities.Handles) || !desktop.FrameMemories.HasFlag(FrameMemoryKinds.SharedFd);

    /// <summary>Sends the damage of a frame that the content's newest copy has. The copy is in use until all of it is sent.</summary>
    public void Send(in Frame frame, CopiedContent content)
    {
        var job = content.Outgoing ??= new InlineJob(content);
        job.Begin(frame, _loop.NowNanoseconds);
        if (!job.IsQueued)
        {
            job.IsQueued = true;
            _jobs.Enqueue(job);
        }
        Pump();
    }

    /// <summary>The desktop has shown a frame: so long did it take, the way that it went.</summary>
    public void Shown(in FrameShown shown, CopiedContent content)
    {
        if (content.Outgoing is not { } job || job.Frame.Serial != shown.Serial)
            return;
        if ((shown.Flags & FrameShownFlags.NotVisible) != 0)
            job.Trial.Cancel();
        else
            job.Trial.Shown(_loop.NowNanoseconds);
    }

    /// <summary>The desktop shall hear everything anew: what was under way is void.</summary>
    public void CancelAll()
    {
        foreach (var job in _jobs)
        {
            job.IsQueued = false;
            job.Cancel();
        }
        _jobs.Clear();
    }

    public void Dispose()
    {
        _desktop.BulkDrained = null;
        CancelAll();
    }

    /// <summary>So much in a turn that the connection stays busy, and keys still come in between. The rest goes when this has left.</summary>
    private void Pump()
    {
        while (_desktop.BulkQueuedBytes < RelayLimits.InlineQueuedBytes && _jobs.TryDequeue(out var job))
        {
            job.IsQueued = false;
            if (!job.IsActive)
                continue;
            SendPart(job);
            if (!job.IsActive)
                continue;
            job.IsQueued = true;
            _jobs.Enqueue(job);
        }
    }

    private void SendPart(InlineJob job)
    {
        var isLast = job.TakePart(out var damage);
        var rows = Pack(job, damage, out var compression);
        ref readonly var frame = ref job.Frame;
        job.Trial.Sent(rows.Length);
        _desktop.Send(new InlineFrame
        {
            Window = frame.Window,
            Serial = frame.Serial,
            Width = frame.Width,
            Height = frame.Height,
            Format = frame.Format,
            Scale120 = frame.Scale120,
            Geometry = frame.Geometry,
            ConfigureSerial = frame.ConfigureSerial,
            IsLast = isLast,
            Damage = damage,
            Compression = compression,
            Rows = rows,
        });
        if (isLast)
            job.Finish();
    }

    private ReadOnlyMemory<byte> Pack(InlineJob job, in RectList damage, out RowCompression compression)
    {
        var plain = job.Read(damage, _plain);
        compression = RowCompression.None;
        if (plain == 0 || job.Trial.IsPlain || !job.Packing.ShouldTry())
            return _plain.AsMemory(0, plain);
        var packed = LZ4Codec.Encode(_plain.AsSpan(0, plain), _packed);
        var isSmaller = packed > 0 && PackingCost.IsSmaller(plain, packed);
        job.Packing.Tried(isSmaller);
        if (!isSmaller)
            return _plain.AsMemory(0, plain);
        compression = RowCompression.Lz4;
        return _packed.AsMemory(0, packed);
    }
}

/// <summary>The newest frame of one window on its way, and how far it has been sent. One for each window, used again and again.</summary>
internal sealed class InlineJob(CopiedContent content)
{
    private Frame _frame;
    private CopyBuffer? _buffer;
    private int _rect;
    private int _row;

    /// <summary>Whether this window's pixels get smaller.</summary>
    public PackingCost Packing;

    /// <summary>Whether they are sooner there.</summary>
    public PackingTrial Trial;

    public ref readonly Frame Frame => ref _frame;

    public bool IsQueued { get; set; }

    /// <summary>There is something left to send.</summary>
    public bool IsActive => _buffer != null;

    /// <summary>Ended before the desktop had all of it, so no answer will come.</summary>
    public bool IsVoid { get; private set; }

    public void Begin(in Frame frame, long now)
    {
        _frame = frame;
        _buffer = content.Newest;
        IsVoid = false;
        (_rect, _row) = (0, 0);
        var plainBytes = 0L;
        foreach (var rect in frame.Damage.AsSpan())
            plainBytes += rect.Area * 4L;
        Trial.Begin(plainBytes, now);
    }

    /// <summary>The rectangles of the next message; true when it is the last one.</summary>
    public bool TakePart(out RectList damage)
    {
        damage = default;
        var all = _frame.Damage;
        var left = RelayLimits.InlinePartBytes;
        while (_rect < all.Count && damage.Count < RectList.Capacity)
        {
            var rect = all[_rect];
            var rowBytes = rect.Width * 4;
            var rows = Math.Min(rect.Height - _row, left / rowBytes);
            if (rows == 0)
                break;
            damage.Add(new Rect(rect.X, rect.Y + _row, rect.Width, rows));
            left -= rows * rowBytes;
            _row += rows;
            if (_row == rect.Height)
                (_rect, _row) = (_rect + 1, 0);
        }
        return _rect == all.Count;
    }

    /// <summary>Copies the rows of the rectangles one after the other; returns how many bytes they are.</summary>
    public int Read(in RectList damage, Span<byte> into)
    {
        var count = 0;
        foreach (var rect in damage.AsSpan())
        {
            var rowBytes = rect.Width * 4;
            if (rect.Width == _buffer!.Width)
            {
                _buffer.Rows(rect).CopyTo(into[count..]);
                count += rowBytes * rect.Height;
                continue;
            }
            for (var y = rect.Y; y < rect.Bottom; y++, count += rowBytes)
                _buffer.Row(y, rect.X, rect.Width).CopyTo(into[count..]);
        }
        return count;
    }

    /// <summary>All is sent: the copy may be drawn into again.</summary>
    public void Finish()
    {
        _buffer = null;
        content.Release(_frame.Serial);
    }

    public void Cancel()
    {
        if (_buffer == null)
            return;
        IsVoid = true;
        Trial.Cancel();
        Finish();
    }
}
