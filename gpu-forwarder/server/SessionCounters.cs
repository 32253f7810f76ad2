// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Seamless.Gpu.Stream;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>
/// What one client's session has done so far, in memory that its process and the listening one share: only numbers that grow, so whoever
/// wants rates looks twice. Each word has one writer.
/// </summary>
internal sealed class SessionCounters : IDisposable
{
    private const int Words = 16;
    private const int Size = (Words * sizeof(ulong)) + ((Opcodes.First + Opcodes.Count) * sizeof(uint));

    private readonly MappedMemory _memory;

    private SessionCounters(MemoryFile file)
    {
        File = file;
        _memory = file.Map(MapAccess.ReadWrite);
    }

    public enum Word
    {
        /// <summary>As in the greeting; 0: there was none yet.</summary>
        Transport,
        Entries,
        Records,
        RecordBytes,

        /// <summary>Of the slab: what records brought there.</summary>
        DataBytes,

        /// <summary>Finished pictures that the client was given.</summary>
        Frames,
        Waits,

        /// <summary>Without shared memory: bytes of messages.</summary>
        Sent,
        Received,
    }

    public MemoryFile File { get; }

    public static SessionCounters Create() => new(MemoryFile.Create("seamless-gl-counters", Size, Seals.Shrink | Seals.Grow | Seals.Seal));

    /// <summary>In the client's process: what the listening one has made. Null: it was started by nobody who counts.</summary>
    public static SessionCounters Adopt(FileDescriptor descriptor)
    {
        var file = MemoryFile.Adopt(descriptor);
        return file.Size == Size ? new(file) : throw new InvalidOperationException($"counters of {file.Size} bytes where there are {Size}");
    }

    public ulong this[Word word]
    {
        get => Volatile.Read(ref All[(int)word]);
        set => Volatile.Write(ref All[(int)word], value);
    }

    /// <summary>The client waits for the server with this record.</summary>
    public void Waits(ushort opcode)
    {
        this[Word.Waits]++;
        if (opcode < Opcodes.First + Opcodes.Count)
            Causes[opcode]++;
    }

    /// <summary>The records that were waited for most, by name.</summary>
    public IEnumerable<(string Name, uint Count)> MostAwaited(int most)
    {
        var causes = Causes.ToArray();
        return causes.Select((count, opcode) => (Executor.Name(opcode), count)).Where(each => each.count > 0).OrderByDescending(each => each.count).Take(most);
    }

    private Span<ulong> All => MemoryMarshal.Cast<byte, ulong>(_memory.Slice(0, Words * sizeof(ulong)));

    private Span<uint> Causes => MemoryMarshal.Cast<byte, uint>(_memory.Slice(Words * sizeof(ulong), Size - (Words * sizeof(ulong))));

    public void Dispose()
    {
        _memory.Dispose();
        File.Dispose();
    }
}
