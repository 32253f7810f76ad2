// SPDX-License-Identifier: Apache-2.0
// virtio-gpu, the 2D part (virtio 1.2, section 5.7), with one screen. Nothing is copied when the guest transfers: pixels stay in its pages until
// somebody wants to see them, a window's when its frame is announced, the screen's when it is flushed. Every answer is the one that the
// specification asks for, whatever the guest does; only rings that make no sense end the device.
using System.Buffers.Binary;

namespace Seamless.Bridge;

internal sealed class GpuDevice : IVirtioDevice
{
    private const ulong EdidFeature = 1 << 1;
    private const int ControlQueue = 0;
    private const int EventsRead = 0, EventsClear = 4, NumScanouts = 8;
    private const uint DisplayEvent = 1;
    private const int DisplayInfoBytes = GpuHeader.Bytes + (16 * 24);
    private const int EdidResponseBytes = GpuHeader.Bytes + 8 + 1024;

    private readonly byte[] _response = new byte[EdidResponseBytes];
    private byte[] _command = new byte[4096];
    private uint _events;
    private bool _isDisplayKnown;

    public ulong Features => EdidFeature;

    public int Queues => 2;

    public GpuResourceTable Resources { get; } = new();

    public GpuScanout Scanout { get; } = new();

    public GpuCursor Cursor { get; } = new();

    public int DisplayWidth { get; private set; } = GpuLimits.DefaultWidth;

    public int DisplayHeight { get; private set; } = GpuLimits.DefaultHeight;

    /// <summary>How large the screen should be. True when the guest has been told otherwise before and should read its configuration.</summary>
    public bool SetDisplay(int width, int height)
    {
        width = Math.Clamp(width, GpuLimits.SmallestWidth, GpuLimits.Side);
        height = Math.Clamp(height, GpuLimits.SmallestHeight, GpuLimits.Side);
        if ((width, height) == (DisplayWidth, DisplayHeight))
            return false;
        (DisplayWidth, DisplayHeight) = (width, height);
        if (!_isDisplayKnown)
            return false;
        _events |= DisplayEvent;
        return true;
    }

    public void ReadConfig(Span<byte> whole)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(whole[EventsRead..], _events);
        BinaryPrimitives.WriteUInt32LittleEndian(whole[NumScanouts..], GpuLimits.Scanouts);
    }

    public void WriteConfig(int offset, ReadOnlySpan<byte> bytes)
    {
        // The one field that a driver writes, and it writes all of it: which events it has seen.
        if (offset == EventsClear && bytes.Length >= sizeof(uint))
            _events &= ~BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public void Reset()
    {
        Scanout.Disable();
        Cursor.Forget();
        Resources.Clear();
        _events = 0;
        _isDisplayKnown = false;
    }

    public uint Handle(int queue, DescriptorChain request, GuestRam ram)
    {
        var length = (int)Math.Min(request.ReadableBytes, GpuLimits.CommandBytes);
        if (_command.Length < length)
            _command = new byte[GpuLimits.CommandBytes];
        var command = _command.AsSpan(0, length);
        if (!request.TryRead(ram, command))
            throw new VhostUserException("a request to the GPU is no memory");
        if (length < GpuHeader.Bytes)
        {
            default(GpuHeader).Answer(GpuResponse.ErrUnspec, _response);
            return request.Answer(ram, _response.AsSpan(0, GpuHeader.Bytes));
        }
        var header = GpuHeader.Read(command);
        var body = command[GpuHeader.Bytes..];
        var answerBytes = GpuHeader.Bytes;
        var response = queue != ControlQueue ? HandleCursor((GpuCommand)header.Type, body, ram)
            : request.ReadableBytes > GpuLimits.CommandBytes ? GpuResponse.ErrOutOfMemory
            : header.Type switch
            {
                (uint)GpuCommand.GetDisplayInfo => DescribeDisplay(ref answerBytes),
                (uint)GpuCommand.GetEdid => DescribeScreen(body, ref answerBytes),
                _ => Handle((GpuCommand)header.Type, body, ram),
            };
        header.Answer(response, _response);
        return request.Answer(ram, _response.AsSpan(0, answerBytes));
    }

    private GpuResponse Handle(GpuCommand command, ReadOnlySpan<byte> body, GuestRam ram)
    {
        switch (command)
        {
            case GpuCommand.ResourceCreate2D when body.Length >= 16:
                return Resources.Create(Word(body, 0), (GpuFormat)Word(body, 4), Word(body, 8), Word(body, 12));
            case GpuCommand.ResourceUnref when body.Length >= 4:
                return Unref(Word(body, 0));
            case GpuCommand.ResourceAttachBacking when body.Length >= 8:
                return AttachBacking(body, ram);
            case GpuCommand.ResourceDetachBacking when body.Length >= 4:
                return DetachBacking(Word(body, 0));
            case GpuCommand.SetScanout when body.Length >= 24:
                return SetScanout(GpuRect.Read(body), Word(body, 16), Word(body, 20));
            case GpuCommand.ResourceFlush when body.Length >= 20:
                return Flush(GpuRect.Read(body), Word(body, 16));
            case GpuCommand.TransferToHost2D when body.Length >= 28:
                return Transfer(GpuRect.Read(body), BinaryPrimitives.ReadUInt64LittleEndian(body[16..]), Word(body, 24));
            default:
                return GpuResponse.ErrUnspec;
        }
    }

    private GpuResponse Unref(uint id)
    {
        if (Resources.Find(id) is not { } resource)
            return GpuResponse.ErrInvalidResourceId;
        if (Scanout.Resource == resource)
            Scanout.Disable();
        Resources.Remove(resource);
        return GpuResponse.OkNoData;
    }

    private GpuResponse AttachBacking(ReadOnlySpan<byte> body, GuestRam ram)
    {
        if (Resources.Find(Word(body, 0)) is not { } resource)
            return GpuResponse.ErrInvalidResourceId;
        var entries = body[8..];
        var bytes = (long)Word(body, 4) * GpuResource.EntryBytes;
        return bytes > entries.Length ? GpuResponse.ErrInvalidParameter : Resources.Attach(resource, entries[..(int)bytes], ram);
    }

    private GpuResponse DetachBacking(uint id)
    {
        if (Resources.Find(id) is not { } resource)
            return GpuResponse.ErrInvalidResourceId;
        Resources.Detach(resource);
        return GpuResponse.OkNoData;
    }

    private GpuResponse SetScanout(GpuRect area, uint scanout, uint id)
    {
        if (scanout >= GpuLimits.Scanouts)
            return GpuResponse.ErrInvalidScanoutId;
        if (id == 0)
        {
            Scanout.Disable();
            return GpuResponse.OkNoData;
        }
        if (Resources.Find(id) is not { } resource)
            return GpuResponse.ErrInvalidResourceId;
        if (area.Width == 0 || area.Height == 0 || !area.IsInside(resource.Width, resource.Height))
            return GpuResponse.ErrInvalidParameter;
        Scanout.Show(resource, area.ToRect());
        return GpuResponse.OkNoData;
    }

    private GpuResponse Flush(GpuRect area, uint id)
    {
        if (Resources.Find(id) is not { } resource)
            return GpuResponse.ErrInvalidResourceId;
        if (!area.IsInside(resource.Width, resource.Height))
            return GpuResponse.ErrInvalidParameter;
        if (Scanout.Resource == resource)
            Scanout.Flush(area.ToRect());
        return GpuResponse.OkNoData;
    }

    private GpuResponse Transfer(GpuRect area, ulong offset, uint id)
    {
        if (Resources.Find(id) is not { } resource)
            return GpuResponse.ErrInvalidResourceId;
        if (!resource.HasBacking || !area.IsInside(resource.Width, resource.Height) || offset > (ulong)GpuLimits.ResourceBytes)
            return GpuResponse.ErrInvalidParameter;
        return GpuResponse.OkNoData;
    }

    private GpuResponse HandleCursor(GpuCommand command, ReadOnlySpan<byte> body, GuestRam ram)
    {
        if (command is not (GpuCommand.UpdateCursor or GpuCommand.MoveCursor) || body.Length < 32)
            return GpuResponse.ErrUnspec;
        if (Word(body, 0) >= GpuLimits.Scanouts)
            return GpuResponse.ErrInvalidScanoutId;
        // Where the guest puts it is where the person's own pointer is: it came from there.
        if (command == GpuCommand.MoveCursor)
            return GpuResponse.OkNoData;
        if (Word(body, 16) == 0)
        {
            Cursor.Hide();
            return GpuResponse.OkNoData;
        }
        if (Resources.Find(Word(body, 16)) is not { } image)
            return GpuResponse.ErrInvalidResourceId;
        return Cursor.TryShow(image, Word(body, 20), Word(body, 24), ram) ? GpuResponse.OkNoData : GpuResponse.ErrInvalidParameter;
    }

    private GpuResponse DescribeDisplay(ref int answerBytes)
    {
        _isDisplayKnown = true;
        answerBytes = DisplayInfoBytes;
        var info = _response.AsSpan(GpuHeader.Bytes, DisplayInfoBytes - GpuHeader.Bytes);
        info.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(info[8..], DisplayWidth);
        BinaryPrimitives.WriteInt32LittleEndian(info[12..], DisplayHeight);
        BinaryPrimitives.WriteUInt32LittleEndian(info[16..], 1);
        return GpuResponse.OkDisplayInfo;
    }

    private GpuResponse DescribeScreen(ReadOnlySpan<byte> body, ref int answerBytes)
    {
        if (body.Length < 4 || Word(body, 0) >= GpuLimits.Scanouts)
            return GpuResponse.ErrInvalidScanoutId;
        answerBytes = EdidResponseBytes;
        var answer = _response.AsSpan(GpuHeader.Bytes);
        answer.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(answer, Edid.Bytes);
        Edid.Write(answer[8..], DisplayWidth, DisplayHeight);
        return GpuResponse.OkEdid;
    }

    private static uint Word(ReadOnlySpan<byte> body, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(body[offset..]);
}
