// SPDX-License-Identifier: Apache-2.0
// Turns inline frames into frames in memories of the bridge's own, so that a desktop knows only one way. The damaged rows are unpacked
// once and copied once. A desktop may still read an older copy while the next frame arrives; each copy therefore remembers
// what it missed, and catches up from the newest one before it is drawn into.
using System.Buffers;
using K4os.Compression.LZ4;
using Seamless.Protocol;

namespace Seamless.Bridge;

internal sealed class FrameCopier(Action<InlineBuffer> retired)
{
    private uint _lastMemory = RelayLimits.FirstBridgeMemory;

    /// <summary>A new frame begins to arrive.</summary>
    public void Begin(InlineContent content, in InlineFrame frame)
    {
        if (content.Newest is { } newest && (newest.Width != frame.Width || newest.Height != frame.Height))
            Retire(content);
        content.Parts = 0;
        content.Damage = default;
        content.Arriving = Free(content) ?? Add(content, frame.Width, frame.Height);
        CatchUp(content.Arriving, content.Newest);
    }

    public static void Draw(InlineContent content, in InlineFrame frame)
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

    /// <summary>The frame is complete: the same words with the pixels in a memory.</summary>
    public static Frame Finish(InlineContent content, in InlineFrame frame)
    {
        var buffer = content.Arriving!;
        content.Arriving = null;
        content.Newest = buffer;
        buffer.HeldFor = frame.Serial;
        foreach (var other in content.Buffers)
        {
            if (other == buffer)
                continue;
            var stale = other.Stale;
            stale.AddAll(content.Damage);
            other.Stale = stale;
        }
        return new Frame
        {
            Window = frame.Window,
            Serial = frame.Serial,
            Memory = buffer.Memory,
            Width = frame.Width,
            Height = frame.Height,
            StrideBytes = buffer.StrideBytes,
            Format = frame.Format,
            Scale120 = frame.Scale120,
            Geometry = frame.Geometry,
            ConfigureSerial = frame.ConfigureSerial,
            Damage = content.Damage,
        };
    }

    public void Retire(InlineContent content)
    {
        foreach (var buffer in content.Buffers)
        {
            retired(buffer);
            buffer.Dispose();
        }
        content.Buffers.Clear();
        content.Newest = content.Arriving = null;
    }

    private static InlineBuffer? Free(InlineContent content)
    {
        foreach (var buffer in content.Buffers)
        {
            if (buffer.HeldFor == 0)
                return buffer;
        }
        // A desktop that keeps them all sees the oldest change under its eyes; nothing worse.
        return content.Buffers.Count < RelayLimits.InlineBuffers ? null : content.Buffers.MinBy(buffer => buffer.HeldFor);
    }

    private InlineBuffer Add(InlineContent content, int width, int height)
    {
        var buffer = new InlineBuffer(++_lastMemory, width, height);
        if (content.Newest != null)
            buffer.Stale = RectList.Of(new Rect(0, 0, width, height));
        content.Buffers.Add(buffer);
        return buffer;
    }

    private static void CatchUp(InlineBuffer buffer, InlineBuffer? newest)
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

    private static void Unpack(InlineBuffer buffer, in InlineFrame frame)
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
    private static void CopyRows(InlineBuffer buffer, in RectList damage, ReadOnlySpan<byte> rows)
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
