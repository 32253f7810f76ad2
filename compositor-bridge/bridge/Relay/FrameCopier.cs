// SPDX-License-Identifier: Apache-2.0
// Turns frames whose pixels only the bridge can read (in the stream, in the guest's own pages, in its shared memory bar) into frames in
// memories of the bridge's own, so that a desktop knows only one way. The damaged rows are copied once. A desktop may still read an older
// copy while the next frame arrives; each copy therefore remembers what it missed. It catches up from the newest copy before a frame from the
// stream is drawn into it; from the guest's memory, which has the whole content, it takes what it missed together with what is new.
using System.Buffers;
using K4os.Compression.LZ4;
using Seamless.Protocol;

namespace Seamless.Bridge;

internal sealed class FrameCopier(uint firstMemory, Action<CopyBuffer> retired)
{
    private uint _lastMemory = firstMemory;

    /// <summary>A new frame begins to arrive.</summary>
    public void Begin(CopiedContent content, int width, int height)
    {
        if (content.Newest is { } newest && (newest.Width != width || newest.Height != height))
            Retire(content);
        content.Parts = 0;
        content.Damage = default;
        content.Arriving = Free(content) ?? Add(content, width, height);
    }

    /// <summary>The same of a frame that comes in parts: what they do not touch is as it was.</summary>
    public void BeginParts(CopiedContent content, int width, int height)
    {
        Begin(content, width, height);
        CatchUp(content.Arriving!, content.Newest);
    }

    public static void Draw(CopiedContent content, in InlineFrame frame)
    {
        var buffer = content.Arriving!;
        if (frame.Width != buffer.Width || frame.Height != buffer.Height)
            throw new ProtocolException($"a part of frame {frame.Serial} has another size than the first");
        if (++content.Parts > RelayLimits.InlineParts)
            throw new ProtocolException($"frame {frame.Serial} comes in more than {RelayLimits.InlineParts} parts");
        if (frame.Compression == RowCompression.None)
            CopyRows(buffer, frame.Damage, frame.Rows.Span);
        else
            Unpack(buffer, frame);
        var damage = content.Damage;
        damage.AddAll(frame.Damage);
        content.Damage = damage;
    }

    /// <summary>
    /// Copies what is new of a content that lies in the guest's memory: all of it when there is nothing older that the damage could belong to.
    /// False when the memory is not there any more; then what is arriving is not for anybody.
    /// </summary>
    public static bool TryDraw(CopiedContent content, IPixelMemory from, long offset, int strideBytes, in RectList damage)
    {
        var buffer = content.Arriving!;
        content.Damage = content.Newest == null || content.HasMissedFrames ? RectList.Of(new Rect(0, 0, buffer.Width, buffer.Height)) : damage;
        var wanted = content.Damage;
        wanted.AddAll(buffer.Stale);
        for (var i = 0; i < wanted.Count; i++)
        {
            var rect = wanted[i];
            var rows = new PixelRows(offset + ((long)rect.Y * strideBytes) + ((long)rect.X * 4), strideBytes, rect.Width * 4, rect.Height);
            if (from.TryReadRows(rows, buffer.Rows(rect), buffer.StrideBytes))
                continue;
            // Half drawn: it takes everything anew before it is shown.
            buffer.Stale = RectList.Of(new Rect(0, 0, buffer.Width, buffer.Height));
            content.Arriving = null;
            content.HasMissedFrames = true;
            return false;
        }
        buffer.Stale = default;
        content.HasMissedFrames = false;
        return true;
    }

    /// <summary>The frame is complete, and is the newest.</summary>
    public static CopyBuffer Finish(CopiedContent content, uint serial)
    {
        var buffer = content.Arriving!;
        content.Arriving = null;
        content.Newest = buffer;
        buffer.HeldFor = serial;
        foreach (var other in content.Buffers)
        {
            if (other == buffer)
                continue;
            var stale = other.Stale;
            stale.AddAll(content.Damage);
            other.Stale = stale;
        }
        return buffer;
    }

    public void Retire(CopiedContent content)
    {
        content.Outgoing?.Cancel();
        foreach (var buffer in content.Buffers)
        {
            retired(buffer);
            buffer.Dispose();
        }
        content.Buffers.Clear();
        content.Newest = content.Arriving = null;
    }

    private static CopyBuffer? Free(CopiedContent content)
    {
        foreach (var buffer in content.Buffers)
        {
            if (buffer.HeldFor == 0)
                return buffer;
        }
        // A desktop that keeps them all sees the oldest change under its eyes; nothing worse.
        return content.Buffers.Count < RelayLimits.CopyBuffers ? null : content.Buffers.MinBy(buffer => buffer.HeldFor);
    }

    private CopyBuffer Add(CopiedContent content, int width, int height)
    {
        var buffer = new CopyBuffer(++_lastMemory, width, height);
        if (content.Newest != null)
            buffer.Stale = RectList.Of(new Rect(0, 0, width, height));
        content.Buffers.Add(buffer);
        return buffer;
    }

    private static void CatchUp(CopyBuffer buffer, CopyBuffer? newest)
    {
        if (newest != null && newest != buffer)
        {
            for (var i = 0; i < buffer.Stale.Count; i++)
            {
                var rect = buffer.Stale[i];
                for (var y = rect.Y; y < rect.Bottom; y++)
                    newest.Row(y, rect.X, rect.Width).CopyTo(buffer.Row(y, rect.X, rect.Width));
            }
        }
        buffer.Stale = default;
    }

    private static void Unpack(CopyBuffer buffer, in InlineFrame frame)
    {
        var plainBytes = (int)frame.PlainBytes;
        if (plainBytes == 0)
            return;
        var plain = ArrayPool<byte>.Shared.Rent(plainBytes);
        try
        {
            if (LZ4Codec.Decode(frame.Rows.Span, plain.AsSpan(0, plainBytes)) != plainBytes)
                throw new ProtocolException($"the rows of frame {frame.Serial} do not unpack to the {plainBytes} bytes of its damage");
            CopyRows(buffer, frame.Damage, plain.AsSpan(0, plainBytes));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    // The reader made sure that each rectangle lies inside the frame and that the rows are as many bytes as all of them have.
    private static void CopyRows(CopyBuffer buffer, in RectList damage, ReadOnlySpan<byte> rows)
    {
        foreach (var rect in damage.AsSpan())
        {
            var rowBytes = rect.Width * 4;
            for (var y = rect.Y; y < rect.Bottom; y++)
            {
                rows[..rowBytes].CopyTo(buffer.Row(y, rect.X, rect.Width));
                rows = rows[rowBytes..];
            }
        }
    }
}
