// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;

namespace Seamless.Tests.Fakes;

/// <summary>One region of a fake guest's memory: where the guest sees it, and where it lies in the memory file.</summary>
public readonly record struct FakeRegion(ulong GuestAddress, long Bytes, long FileOffset);

/// <summary>
/// Stands for a virtual machine monitor: it shares a guest's memory over a vhost-user socket, in the order of messages that QEMU 10 sends. The
/// loop is stepped after each message, so an answer is there when the call returns.
/// </summary>
public sealed class FakeMonitor : IDisposable
{
    public const ulong UserBase = 0x7f00_0000_0000;
    public const uint GetFeatures = 1, SetFeatures = 2, SetOwner = 3, SetMemTable = 5, SetVringNum = 8, SetVringAddr = 9, SetVringBase = 10, GetVringBase = 11,
        SetVringKick = 12, SetVringCall = 13, GetProtocolFeatures = 15, SetProtocolFeatures = 16, GetQueueNum = 17, SetVringEnable = 18, SetBackendReqFd = 21,
        GetConfig = 24, SetConfig = 25, GpuSetSocket = 33, ResetDevice = 34, GetMaxMemSlots = 36, AddMemReg = 37, RemMemReg = 38;

    private const int HeaderBytes = 12;

    private readonly EventLoop _loop;
    private readonly UnixSocket _socket;
    private readonly UnixSocket _display;
    private readonly UnixSocket _displayFar;
    private readonly List<FileDescriptor> _received = [];

    public FakeMonitor(EventLoop loop, UnixSocket socket, params FakeRegion[] regions)
    {
        (_loop, _socket) = (loop, socket);
        Regions = regions.Length > 0 ? regions : [new FakeRegion(0, 8 << 20, 0)];
        Memory = MemoryFile.Create("fake guest memory", Regions.Max(region => region.FileOffset + region.Bytes), Seals.Shrink | Seals.Grow | Seals.Seal);
        Ram = Memory.Map(MapAccess.ReadWrite);
        (BackendFar, Backend) = UnixSocket.Pair();
        (_display, _displayFar) = UnixSocket.Pair();
    }

    public IReadOnlyList<FakeRegion> Regions { get; }

    public MemoryFile Memory { get; }

    public MappedMemory Ram { get; }

    /// <summary>What the back-end says unasked arrives here.</summary>
    public UnixSocket Backend { get; }

    private UnixSocket BackendFar { get; }

    /// <summary>Guest memory by the guest's address; the range is within one region.</summary>
    public Span<byte> At(ulong guestAddress, int bytes)
    {
        var region = Regions.First(each => guestAddress - each.GuestAddress < (ulong)each.Bytes);
        return Ram.Slice((long)(guestAddress - region.GuestAddress) + region.FileOffset, bytes);
    }

    /// <summary>Everything up to a device whose driver has not loaded yet.</summary>
    public void Realize()
    {
        Ask(GetFeatures);
        Ask(GetProtocolFeatures);
        Tell(SetProtocolFeatures, Words(0x8229UL));
        Ask(GetQueueNum);
        Ask(GetMaxMemSlots);
        Tell(SetBackendReqFd, [], BackendFar.Descriptor);
        Tell(SetOwner, []);
    }

    /// <summary>The driver has negotiated; rings follow.</summary>
    public void Negotiate(ulong features)
    {
        Tell(GpuSetSocket, [], _displayFar.Descriptor);
        Tell(SetFeatures, Words(features | (1UL << 30)));
        foreach (var region in Regions)
            AddRegion(region);
    }

    public void AddRegion(FakeRegion region) => Tell(AddMemReg, Described(region), Memory.Descriptor);

    public void RemoveRegion(FakeRegion region) => Tell(RemMemReg, Described(region));

    public static byte[] Described(FakeRegion region) =>
        Words(0UL, region.GuestAddress, (ulong)region.Bytes, UserBase + region.GuestAddress, (ulong)region.FileOffset);

    public void StartRing(FakeRing ring, uint from = 0)
    {
        var index = (ulong)ring.Index;
        Tell(SetVringNum, Words(index | ((ulong)ring.Entries << 32)));
        Tell(SetVringBase, Words(index | ((ulong)from << 32)));
        Tell(SetVringAddr, Words(index, UserBase + ring.Table, UserBase + ring.Used, UserBase + ring.Avail, 0UL));
        Tell(SetVringKick, Words(index), ring.Kick.Descriptor);
        Tell(SetVringCall, Words(index), ring.Call.Descriptor);
        Tell(SetVringEnable, Words(index | (1UL << 32)));
    }

    /// <summary>Stops a ring as a pause or a reset does; the result is where it stood.</summary>
    public uint StopRing(int index) => BinaryPrimitives.ReadUInt32LittleEndian(Ask(GetVringBase, Words((ulong)index)).AsSpan(4));

    public byte[] Config(int offset, int bytes)
    {
        var request = new byte[12 + bytes];
        BinaryPrimitives.WriteInt32LittleEndian(request, offset);
        BinaryPrimitives.WriteInt32LittleEndian(request.AsSpan(4), bytes);
        return Ask(GetConfig, request)[12..];
    }

    /// <summary>A message that wants to be acknowledged; it must be, with zero.</summary>
    public void Tell(uint request, ReadOnlySpan<byte> payload, params FileDescriptor[] handles)
    {
        Send(request, 1 | 8, payload, handles);
        var answer = Answer() ?? throw new InvalidOperationException($"the back-end closed the connection over message {request}");
        if (BinaryPrimitives.ReadUInt64LittleEndian(answer) != 0)
            throw new InvalidOperationException($"the back-end refused message {request}");
    }

    /// <summary>A message that has an answer of its own.</summary>
    public byte[] Ask(uint request, params byte[] payload)
    {
        Send(request, 1, payload);
        return Answer() ?? throw new InvalidOperationException($"the back-end closed the connection over message {request}");
    }

    /// <summary>Any bytes as a message, and the loop's turns that handle it.</summary>
    public void Send(uint request, uint flags, ReadOnlySpan<byte> payload, params FileDescriptor[] handles)
    {
        var message = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(message, request);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(4), flags);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), payload.Length);
        payload.CopyTo(message.AsSpan(HeaderBytes));
        SendRaw(message, handles);
    }

    public void SendRaw(ReadOnlySpan<byte> bytes, params FileDescriptor[] handles)
    {
        _socket.Send(bytes, handles);
        _loop.UntilQuiet();
    }

    /// <summary>The payload of the answer that waits; null when the back-end has hung up.</summary>
    public byte[]? Answer()
    {
        var bytes = new byte[4096];
        var result = _socket.Receive(bytes, _received);
        if (result.Status == SocketStatus.WouldBlock)
            throw new InvalidOperationException("the back-end did not answer");
        return result.Status == SocketStatus.Done ? bytes[HeaderBytes..result.Count] : null;
    }

    /// <summary>The back-end has closed the connection.</summary>
    public bool IsCutOff
    {
        get
        {
            var bytes = new byte[4096];
            while (true)
            {
                var result = _socket.Receive(bytes, _received);
                if (result.Status != SocketStatus.Done)
                    return result.Status == SocketStatus.Closed;
            }
        }
    }

    public void HangUp()
    {
        _socket.Dispose();
        _loop.UntilQuiet();
    }

    public static byte[] Words(params ulong[] words)
    {
        var bytes = new byte[words.Length * 8];
        for (var i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), words[i]);
        return bytes;
    }

    public void Dispose()
    {
        _socket.Dispose();
        Backend.Dispose();
        BackendFar.Dispose();
        _display.Dispose();
        _displayFar.Dispose();
        Ram.Dispose();
        Memory.Dispose();
    }
}
