// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Seamless.Gpu.Stream;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>
/// The memory that this process shares with its client; or its own half of it, where messages keep the two halves alike. The executor's
/// thread is the only one that touches it, but for what such messages bring.
/// </summary>
internal sealed unsafe class SharedStream : IDisposable
{
    /// <summary>Looks for work before the thread sleeps: longer than a client needs between two submissions of one frame.</summary>
    private const int Spins = 4000;

    private readonly MappedMemory _memory;
    private readonly byte* _start;
    private readonly List<ReplyReference> _answers = [];
    private ulong _executed;
    private ulong _brought;
    private ulong _held;
    private volatile bool _isHeld;
    private volatile bool _working;

    private SharedStream(MemoryFile file)
    {
        File = file;
        _memory = file.Map(MapAccess.ReadWrite);
        // SAFETY: the mapping stays where it is until Dispose, and the file is sealed at this size.
        _start = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(_memory.Bytes));
    }

    public MemoryFile File { get; }

    public byte* Slab => _start + StreamLayout.Slab;

    public byte* Reply => _start + StreamLayout.Reply;

    public ulong Executed => Volatile.Read(ref _executed);

    /// <summary>Null: the client sees this memory itself.</summary>
    public WireWriter? Wire { get; set; }

    /// <summary>An entry is being executed; any thread may ask.</summary>
    public bool IsWorking => _working || _isHeld;

    /// <summary>The client is told of no more than so many executed entries: what the next one is to bring is on its way.</summary>
    public ulong? Held
    {
        get => _isHeld ? _held : null;
        set => (_held, _isHeld) = (value ?? 0, value is not null);
    }

    public bool HasWork => Volatile.Read(ref *(ulong*)(_start + StreamLayout.Submitted)) != Executed;

    public static SharedStream Create() =>
        new(MemoryFile.Create("seamless-gl", StreamLayout.Bytes, Seals.Shrink | Seals.Grow | Seals.Seal));

    /// <summary>Waits for the next entry and copies it out.</summary>
    public Submission Next()
    {
        var waiting = AwaitSubmission() - Executed;
        if (waiting > StreamLimits.RingEntries)
            throw new StreamException($"{waiting} entries are submitted on a ring of {StreamLimits.RingEntries}");
        // SAFETY: within the ring, which holds RingEntries entries.
        var entry = new ReadOnlySpan<byte>(_start + StreamLayout.Ring + ((long)(Executed % StreamLimits.RingEntries) * StreamLayout.EntryBytes), StreamLayout.EntryBytes);
        Span<byte> copy = stackalloc byte[StreamLayout.EntryBytes];
        entry.CopyTo(copy);
        _working = true;
        return Submission.Read(copy);
    }

    /// <summary>The records of an entry, copied into memory that the client cannot reach.</summary>
    public void Copy(Submission submission, byte* into)
    {
        // SAFETY: Submission.Read has made sure that the range lies in its chunk.
        Buffer.MemoryCopy(_start + StreamLayout.Chunks + ((long)submission.Chunk * StreamLimits.ChunkBytes) + submission.From, into, StreamLimits.ChunkBytes, submission.Length);
    }

    /// <summary>A part of it for what a message brings, or for what one takes back.</summary>
    public Span<byte> Slice(long offset, int bytes) => _memory.Slice(offset, bytes);

    /// <summary>An entry that a message brought, after its records; from one thread.</summary>
    /// <exception cref="StreamException">The ring is full.</exception>
    public void Submit(ReadOnlySpan<byte> entry)
    {
        if (_brought - Executed >= StreamLimits.RingEntries)
            throw new StreamException($"an entry more on a ring of {StreamLimits.RingEntries}");
        entry.CopyTo(_memory.Slice(StreamLayout.Ring + ((long)(_brought % StreamLimits.RingEntries) * StreamLayout.EntryBytes), StreamLayout.EntryBytes));
        Volatile.Write(ref *(ulong*)(_start + StreamLayout.Submitted), ++_brought);
        Interlocked.MemoryBarrier();
        var sleeps = (uint*)(_start + StreamLayout.ServerSleeps);
        if (Volatile.Read(ref *sleeps) != 0 && Interlocked.Exchange(ref *sleeps, 0) != 0)
            Futex.WakeAll((uint*)(_start + StreamLayout.Submitted));
    }

    /// <summary>A result is there, of which so many bytes are good.</summary>
    public void Answered(ReplyReference reply, uint bytes)
    {
        if (Wire is not null)
            _answers.Add(reply with { Capacity = StreamLayout.ReplyHeader + bytes });
    }

    /// <summary>An error that the client has not asked for (STREAM.md, the word at 256).</summary>
    public void TellError(uint error) => Volatile.Write(ref *(uint*)(_start + StreamLayout.Error), error);

    public void Done()
    {
        _working = false;
        Volatile.Write(ref _executed, _executed + 1);
        if (!_isHeld)
            Publish();
    }

    /// <summary>Tells the client what has been executed.</summary>
    public void Publish()
    {
        var executed = Held ?? _executed;
        if (Wire is { } wire)
        {
            wire.Executed(executed, _answers);
            return;
        }
        Volatile.Write(ref *(ulong*)(_start + StreamLayout.Executed), executed);
        Interlocked.MemoryBarrier();
        var sleeps = (uint*)(_start + StreamLayout.ClientSleeps);
        if (Volatile.Read(ref *sleeps) != 0 && Interlocked.Exchange(ref *sleeps, 0) != 0)
            Futex.WakeAll((uint*)(_start + StreamLayout.Executed));
    }

    /// <summary>Nothing will be executed any more; who waits is woken.</summary>
    /// <param name="reason">For people.</param>
    /// <param name="how">For programs: StreamLayout.Refused or Lost.</param>
    public void Gone(string reason, uint how)
    {
        Wire?.Close(reason, how);
        var text = System.Text.Encoding.UTF8.GetBytes(reason);
        var bytes = Math.Min(text.Length, StreamLimits.ReasonBytes);
        text.AsSpan(0, bytes).CopyTo(_memory.Slice(StreamLayout.Reason, bytes));
        Volatile.Write(ref *(uint*)(_start + StreamLayout.ReasonBytes), (uint)bytes);
        Volatile.Write(ref *(uint*)(_start + StreamLayout.Gone), how);
        Interlocked.MemoryBarrier();
        Futex.WakeAll((uint*)(_start + StreamLayout.Executed));
    }

    private ulong AwaitSubmission()
    {
        var submitted = (ulong*)(_start + StreamLayout.Submitted);
        var sleeps = (uint*)(_start + StreamLayout.ServerSleeps);
        for (var i = 0; i < Spins; i++)
        {
            if (Volatile.Read(ref *submitted) is var now && now != Executed)
                return now;
            Thread.SpinWait(1);
        }
        while (true)
        {
            Volatile.Write(ref *sleeps, 1);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref *submitted) is var now && now != Executed)
            {
                Volatile.Write(ref *sleeps, 0);
                return now;
            }
            Futex.SleepOn((uint*)submitted, (uint)Executed);
        }
    }

    public void Dispose()
    {
        _memory.Dispose();
        File.Dispose();
    }
}
