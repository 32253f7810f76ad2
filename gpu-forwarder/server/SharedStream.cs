// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Seamless.Gpu.Stream;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>The memory that this process shares with its client. The executor's thread is the only one that touches it.</summary>
internal sealed unsafe class SharedStream : IDisposable
{
    /// <summary>Looks for work before the thread sleeps: longer than a client needs between two submissions of one frame.</summary>
    private const int Spins = 4000;

    private readonly MappedMemory _memory;
    private readonly byte* _start;
    private ulong _executed;
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

    /// <summary>An entry is being executed; any thread may ask.</summary>
    public bool IsWorking => _working;

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

    public void Done()
    {
        _working = false;
        Volatile.Write(ref _executed, _executed + 1);
        Volatile.Write(ref *(ulong*)(_start + StreamLayout.Executed), _executed);
        Interlocked.MemoryBarrier();
        var sleeps = (uint*)(_start + StreamLayout.ClientSleeps);
        if (Volatile.Read(ref *sleeps) != 0 && Interlocked.Exchange(ref *sleeps, 0) != 0)
            Futex.WakeAll((uint*)(_start + StreamLayout.Executed));
    }

    /// <summary>Nothing will be executed any more; who waits is woken.</summary>
    public void Gone()
    {
        Volatile.Write(ref *(uint*)(_start + StreamLayout.Gone), 1);
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
