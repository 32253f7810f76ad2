// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Seamless.Gpu.Stream;
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>
/// Executes the client's records, one after the other in the order of submission, on one thread. Each entry is copied before it is looked
/// at, so that nothing which was checked can change; only pixels and vertices are read by the driver where the client put them.
/// </summary>
internal sealed unsafe partial class Executor : IDisposable
{
    private const int CopySlack = 256; // a driver that reads a vector of four where one value was checked stays in our own memory

    private readonly SharedStream _stream;
    private readonly delegate*<Executor, byte*, void>* _decoders;
    private readonly byte* _copy = (byte*)NativeMemory.AllocZeroed(StreamLimits.ChunkBytes + CopySlack);
    private readonly ushort* _fixed = (ushort*)NativeMemory.Alloc(Opcodes.Count, sizeof(ushort));
    private ulong _entries;
    private ulong _records;
    private ulong _dataBytes;
    private ulong _frames;
    private int _recordBytes;
    private int _fixedBytes;

    public Executor(SharedStream stream, IDriver driver)
    {
        Allocator.KeepFreedMemory();
        _stream = stream;
        Driver = driver;
        Contexts = new ContextTable(this);
        Readbacks = new Readbacks(this, stream);
        Lists = new DisplayLists(this);
        var isMesa = driver.Vendor.StartsWith("Mesa", StringComparison.Ordinal);
        nint Address(string command) => driver.Address(isMesa ? MesasName(command) : command) is var address and not 0 ? address : NoFunction;
        Gl = GL.GetApi(Address);
        Functions = (nint*)NativeMemory.Alloc(Opcodes.Count, (nuint)sizeof(nint));
        for (var i = 0; i < Opcodes.Count; i++)
            Functions[i] = Address(Opcodes.Names[i]);
        _decoders = (delegate*<Executor, byte*, void>*)NativeMemory.Alloc(Opcodes.Count, (nuint)sizeof(nint));
        Decoders.Fill(_decoders);
        Opcodes.Fixed.CopyTo(new Span<ushort>(_fixed, Opcodes.Count));
    }

    public IDriver Driver { get; }

    public ContextTable Contexts { get; }

    public Readbacks Readbacks { get; }

    /// <summary>The commands of the core profile.</summary>
    public GL Gl { get; }

    /// <summary>The driver's function of each record, for those that Silk.NET does not have.</summary>
    public nint* Functions { get; }

    public GlContext Context => Contexts.Current ?? throw new StreamException("a record for a context comes before any context is current");

    public bool HasContext => Contexts.Current is not null;

    public PixelTransfer Transfer { get; } = new();

    public DisplayLists Lists { get; }

    public ProgramBinaries Binaries { get; } = new();

    /// <summary>What the client's objects have.</summary>
    public StorageCount Storage { get; init; } = new(ServerLimits.Storage(ServerLimits.Memory));

    /// <summary>The driver has made its first context: what it takes from now on is for the client.</summary>
    public Action? Started { get; init; }

    /// <summary>Contexts that this machine's processor draws are refused.</summary>
    public bool IsHardwareAsked { get; init; }

    /// <summary>What the status tells of this session; null: nobody asks.</summary>
    public SessionCounters? Counters { get; init; }

    /// <summary>Until the client breaks the rules.</summary>
    /// <exception cref="StreamException">It did; the text says where.</exception>
    /// <exception cref="GpuLostException">The GPU was reset.</exception>
    public void Run()
    {
        while (true)
        {
            Readbacks.Settle();
            var submission = _stream.Next();
            Execute(submission);
            Count(submission);
            // Between glBegin and glEnd the question is an error, and nobody waits there.
            if (++_entries >= ServerLimits.EntriesToLook && submission.Awaits != 0)
            {
                _entries = 0;
                LookForLoss();
            }
            _stream.Done();
        }
    }

    /// <summary>The surface's picture has gone to the client.</summary>
    public void FrameIsDone()
    {
        _frames++;
        LookForLoss();
    }

    private void LookForLoss()
    {
        if (HasContext && Driver.IsLost())
            throw new GpuLostException();
    }

    /// <summary>A record used so many bytes of the slab.</summary>
    public void Brought(uint bytes) => _dataBytes += bytes;

    private void Count(in Submission submission)
    {
        if (Counters is not { } counters)
            return;
        counters[SessionCounters.Word.Entries]++;
        counters[SessionCounters.Word.Records] = _records;
        counters[SessionCounters.Word.RecordBytes] += (ulong)submission.Length;
        counters[SessionCounters.Word.DataBytes] = _dataBytes;
        counters[SessionCounters.Word.Frames] = _frames;
        if (submission.Awaits != 0)
            counters.Waits(submission.Awaits);
    }

    public void Execute(Submission submission)
    {
        _stream.Copy(submission, _copy);
        Contexts.Switch(submission.Context);
        var (at, length) = (0, submission.Length);
        try
        {
            while (at < length)
            {
                var word = *(uint*)(_copy + at);
                var bytes = (int)(word >> 16) * 8;
                if (bytes == 0 || bytes > length - at)
                    break;
                Record((ushort)word, bytes, _copy + at);
                at += bytes;
            }
        }
        catch (StreamException e)
        {
            throw new StreamException($"{Name(*(ushort*)(_copy + at))} at byte {submission.From + at} of chunk {submission.Chunk}, context {submission.Context}: {e.Message}");
        }
        if (at < length)
            // SAFETY: `at` and `length` stay within the copy. The record does not, and this says so.
            _ = RecordHeader.Read(new ReadOnlySpan<byte>(_copy + at, length - at));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private void Record(int opcode, int bytes, byte* record)
    {
        var index = opcode - Opcodes.First;
        if ((uint)index >= Opcodes.Count || bytes < _fixed[index] || !HasContext)
        {
            OtherRecord(opcode, bytes, record);
            return;
        }
        _records++;
        _recordBytes = bytes;
        _fixedBytes = _fixed[index];
        _arenaUsed = 0;
        _decoders[index](this, record);
    }

    private void OtherRecord(int opcode, int bytes, byte* record)
    {
        _records++;
        _recordBytes = bytes;
        _fixedBytes = RecordHeader.Size;
        _arenaUsed = 0;
        if (opcode < Opcodes.First)
            OwnRecords.Execute(this, opcode, record, bytes);
        else if (opcode - Opcodes.First >= Opcodes.Count)
            throw new StreamException("there is no such record");
        else if (!HasContext)
            throw new StreamException("no context is current");
        else
            throw new StreamException($"{bytes} bytes where its arguments alone have {_fixed[opcode - Opcodes.First]}");
    }

    public static string Name(int opcode) => opcode >= Opcodes.First && opcode - Opcodes.First < Opcodes.Count ? Opcodes.Names[opcode - Opcodes.First]
        : opcode > 0 && opcode < OwnRecords.Called.Length ? OwnRecords.Called[opcode] : $"record {opcode}";

    /// <summary>
    /// Mesa has the robust queries under the names that they had first, and gives away a function that does nothing for those of the core.
    /// Other drivers need not have the first names in each context.
    /// </summary>
    private static string MesasName(string command) => command.StartsWith("glGetn", StringComparison.Ordinal) && !command.EndsWith("ARB", StringComparison.Ordinal) ? command + "ARB" : command;

    /// <summary>Stands in for what the driver lacks: on every ABI that .NET has, a function without parameters may be called with some.</summary>
    public static nint NoFunction => (nint)(delegate* unmanaged<nint>)&Missing;

    [UnmanagedCallersOnly]
    private static nint Missing() => 0;

    public void Dispose()
    {
        Contexts.Dispose();
        NativeMemory.Free(_copy);
        NativeMemory.Free(_arena);
        NativeMemory.Free(_probe);
        NativeMemory.Free(Functions);
        NativeMemory.Free(_decoders);
        NativeMemory.Free(_fixed);
    }
}
