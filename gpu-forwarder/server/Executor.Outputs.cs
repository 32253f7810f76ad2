// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>What stands in a record for a pointer that the driver writes, and for a returned value.</summary>
internal sealed unsafe partial class Executor
{
    /// <summary>No command of GL's writes to more pointers.</summary>
    private const int MostOutputs = 12;

    /// <summary>A driver that writes a list longer than any that is known stays in our own memory.</summary>
    private const int ProbeRoom = 256 << 10;
    private const byte FirstPattern = 0xA5, SecondPattern = 0x5A;

    private readonly byte* _probe = (byte*)NativeMemory.AllocZeroed(ProbeRoom);
    private readonly Dictionary<ulong, (nint Sync, uint Group)> _fences = [];
    private readonly (int At, nint From)[] _outputs = new (int, nint)[MostOutputs];
    private int _outputCount;
    private ulong _outputsOf;
    private int _probeBytes;
    private int _probed;

    /// <summary>
    /// Room for exactly so many bytes, cleared: what the driver leaves out tells nothing. It is memory of ours until the driver is done, which may
    /// read again what it has written.
    /// </summary>
    public byte* Output(byte* record, int at, long need)
    {
        var reply = Reply(record, at);
        need = Math.Max(need, 0);
        if (reply.IsNone)
            return need <= StreamLimits.ReplyBytes ? Arena(need) : throw new StreamException($"a result of {need} bytes that nobody wants");
        if (reply.IsInBuffer)
            throw new StreamException("a result into a buffer where none can go");
        reply.Check();
        if (need > reply.Capacity)
            throw new StreamException($"a result of {need} bytes with room for {reply.Capacity}");
        var data = Arena(need);
        NativeMemory.Clear(data, (nuint)need);
        if (_outputsOf != _records)
            (_outputsOf, _outputCount) = (_records, 0);
        _outputs[_outputCount++] = (at, (nint)data);
        return data;
    }

    /// <summary>Room of the client's for so many bytes that the driver only copies; a large buffer's content would pass through ours twice.</summary>
    public byte* Straight(byte* record, int at, long need)
    {
        var reply = Reply(record, at);
        if (reply.IsNone)
            return Output(record, at, need);
        if (reply.IsInBuffer)
            throw new StreamException("a result into a buffer where none can go");
        reply.Check();
        if (need > reply.Capacity)
            throw new StreamException($"a result of {need} bytes with room for {reply.Capacity}");
        return Slot(reply) + StreamLayout.ReplyHeader;
    }

    /// <summary>Room of the client's that the driver keeps, and writes into whenever it likes.</summary>
    public byte* Kept(byte* record, int at, long need)
    {
        var reply = Reply(record, at);
        if (reply.IsNone || reply.IsInBuffer)
            throw new StreamException("no room is named for what the driver keeps");
        reply.Check();
        if (need > reply.Capacity)
            throw new StreamException($"a result of {need} bytes with room for {reply.Capacity}");
        Context.Kept[*(ushort*)record] = reply;
        return Slot(reply) + StreamLayout.ReplyHeader;
    }

    public byte* Readback(byte* record, int at, long need)
    {
        var reply = Reply(record, at);
        if (reply.IsInBuffer)
        {
            Bound(Binding.GL_PIXEL_PACK_BUFFER_BINDING);
            return (byte*)reply.Offset;
        }
        if (!Context.PixelStore.PackIsTight)
            throw new StreamException("pixels into memory while the pixel store is not that of tight rows");
        if (reply.IsNone)
            throw new StreamException("pixels that nobody wants");
        reply.Check();
        if (need > reply.Capacity)
            throw new StreamException($"pixels of {need} bytes with room for {reply.Capacity}");
        // No format or type of GL's: the driver refuses the call before it writes.
        return need < 0 ? null : Slot(reply) + StreamLayout.ReplyHeader;
    }

    /// <summary>How much of a reply is good, once the driver has written it.</summary>
    public void Written(byte* record, int at, long bytes)
    {
        var reply = Reply(record, at);
        for (var i = 0; i < _outputCount && _outputsOf == _records; i++)
        {
            if (_outputs[i].At == at)
                Buffer.MemoryCopy((void*)_outputs[i].From, Slot(reply) + StreamLayout.ReplyHeader, reply.Capacity, Math.Clamp(bytes, 0, reply.Capacity));
        }
        Written(reply, bytes);
    }

    public void Written(ReplyReference reply, long bytes)
    {
        if (!reply.IsNone && !reply.IsInBuffer)
            Answer(reply, (uint)Math.Clamp(bytes, 0, reply.Capacity));
    }

    public void Return(byte* record, int at, ulong value)
    {
        var reply = Reply(record, at);
        reply.Check();
        if (reply.Capacity < sizeof(ulong))
            throw new StreamException("a returned value without room for it");
        *(ulong*)(Slot(reply) + StreamLayout.ReplyHeader) = value;
        Answer(reply, sizeof(ulong));
    }

    private void Answer(ReplyReference reply, uint bytes)
    {
        *(uint*)Slot(reply) = bytes;
        _stream.Answered(reply, bytes);
    }

    /// <summary>
    /// Memory of ours for a result whose size only the driver knows: it is asked twice, over two patterns, and what differs from either
    /// is what it wrote. So there is no table of all of GL's names that a driver could know better.
    /// </summary>
    public byte* Probe()
    {
        _probeBytes = StreamLimits.ProbeBytes;
        _probed = 0;
        NativeMemory.Fill(_probe, (nuint)_probeBytes, FirstPattern);
        return _probe;
    }

    public void ProbeAgain()
    {
        _probed = LastOtherThan(FirstPattern);
        NativeMemory.Fill(_probe, (nuint)_probeBytes, SecondPattern);
    }

    public void Probed(byte* record, int at, int element)
    {
        var bytes = (ProbedBytes() + element - 1) / element * element;
        var reply = Reply(record, at);
        if (reply.IsNone)
            return;
        reply.Check();
        bytes = (int)Math.Min(bytes, reply.Capacity);
        Buffer.MemoryCopy(_probe, Slot(reply) + StreamLayout.ReplyHeader, reply.Capacity, bytes);
        Written(record, at, bytes);
    }

    /// <summary>How much the driver has written, after it was asked twice.</summary>
    public int ProbedBytes() => Math.Max(_probed, LastOtherThan(SecondPattern));

    /// <summary>Whether the driver took the call; an error is kept until the client asks.</summary>
    public bool Succeeded()
    {
        var error = (uint)Gl.GetError();
        if (error == 0)
            return true;
        KeepError(error);
        return false;
    }

    public void KeepError(uint error)
    {
        if (Context.Error == 0)
            Context.Error = error;
    }

    /// <summary>A client that does not ask the driver for errors finds it in the shared memory.</summary>
    public void TellError(uint error) => _stream.TellError(error);

    /// <summary>What a debug context's driver has logged of our own questions is not for the program.</summary>
    public void ForgetMessages()
    {
        if (Integer(0x821E) is var flags && (flags & 2) == 0) // CONTEXT_FLAGS, DEBUG_BIT
        {
            _ = Gl.GetError();
            return;
        }
        while (Gl.GetDebugMessageLog(1, 0, (Silk.NET.OpenGL.GLEnum*)null, (Silk.NET.OpenGL.GLEnum*)null, (uint*)null, (Silk.NET.OpenGL.GLEnum*)null, (uint*)null, (byte*)null) != 0)
        {
        }
    }

    /// <summary>A fence of another share group is none here, and one of a group that is gone nowhere.</summary>
    public nint Sync(ulong id) => _fences.TryGetValue(id, out var kept) && kept.Group == Context.Group ? kept.Sync : 0;

    public void ForgetSyncs(uint group)
    {
        foreach (var id in _fences.Where(each => each.Value.Group == group).Select(each => each.Key).ToList())
            _fences.Remove(id);
    }

    public void KeepSync(ulong id, nint sync)
    {
        if (sync == 0)
            return;
        if (_fences.Count >= StreamLimits.Fences || !_fences.TryAdd(id, (sync, Context.Group)))
            throw new StreamException($"fence {id}: its number is taken, or there are {StreamLimits.Fences}");
    }

    public void ForgetSync(nint sync)
    {
        foreach (var (id, kept) in _fences)
        {
            if (kept.Sync == sync)
            {
                _fences.Remove(id);
                return;
            }
        }
    }

    public ReplyReference Reply(byte* record, int at) => new(*(uint*)(record + at), *(uint*)(record + at + 4));

    public byte* Slot(ReplyReference reply) => (reply.IsInSlab ? _stream.Slab : _stream.Reply) + reply.Place;

    private int LastOtherThan(byte pattern) => new ReadOnlySpan<byte>(_probe, _probeBytes).LastIndexOfAnyExcept(pattern) + 1;
}
