// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Tests.Fakes;
using Seamless.Tests.Wlcs;

namespace Seamless.Tests.Fuzz.Wayland;

/// <summary>
/// The requests of a Wayland client, with a descriptor for each that may want one, against the whole compositor with a bridge and a
/// desktop behind it. Whatever a client says: nothing throws, the bridge finds nothing wrong with what the agent makes of it, and once
/// the client is gone nothing of it is left, descriptors included.
/// </summary>
internal sealed class WaylandTarget : IFuzzTarget
{
    private const int HeaderBytes = 8;
    private const int LongestMessage = 4096;
    private const int DescriptorsPerInput = 8;
    private const int PoolBytes = 4096;
    private const int InputsPerCount = 64;

    private readonly SteppedTime _time = new();
    private readonly EventLoop _loop;
    private readonly WorldOfOneCase _world;
    private readonly MemoryFile _pool = MemoryFile.Create("fuzz pool", PoolBytes, Seals.None);
    private readonly byte[] _answers = new byte[64 * 1024];
    private readonly List<FileDescriptor> _received = [];
    private int _inputs;
    private int _descriptors;

    public WaylandTarget()
    {
        _loop = new EventLoop(_time);
        _world = new WorldOfOneCase(_loop);
        _world.Start();
        Settle();
        Corpus = WaylandCorpus.Record(_loop, _world, Settle, _pool);
        Settle();
    }

    public string Name => "wayland";

    public IReadOnlyList<byte[]> Corpus { get; }

    // A surface is a kilobyte and costs its client twelve bytes; a window brings tables and, once, frame memory.
    public long MaximumAllocation(int inputLength) => (4 * 1024 * 1024) + ((long)inputLength * 1024);

    /// <summary>Gives every message a length that it can have.</summary>
    public void Repair(Span<byte> input)
    {
        while (input.Length >= HeaderBytes)
        {
            var length = input[6] | (input[7] << 8);
            if (length < HeaderBytes || length % 4 != 0 || length > Math.Min(input.Length, LongestMessage))
                length = Math.Clamp(length & ~3, HeaderBytes, Math.Min(input.Length, LongestMessage) & ~3);
            (input[6], input[7]) = ((byte)length, (byte)(length >> 8));
            input = input[length..];
        }
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        var (_, descriptor) = _world.CreateClient();
        using (var client = UnixSocket.Adopt(descriptor))
        {
            Write(client, input);
            Drain(client);
        }

        // Patience runs out, hidden windows are told to draw, budgets fill up again.
        _time.Advance(TimeSpan.FromSeconds(2));
        Settle();
        if (_world.ClientCount != 0)
            throw new FuzzFailure("the client is gone, and the server still has it");
        if (!_world.IsGuestConnected)
            throw new FuzzFailure("the bridge closed the agent's session for what this client did");
        if (++_inputs % InputsPerCount == 0)
            CountDescriptors();
    }

    public void Dispose()
    {
        _world.Dispose();
        _pool.Dispose();
        _loop.Dispose();
    }

    private void Write(UnixSocket client, ReadOnlySpan<byte> input)
    {
        FileDescriptor[] handles = [.. Enumerable.Repeat(_pool.Descriptor, DescriptorsPerInput)];
        while (!input.IsEmpty)
        {
            var result = client.Send(input, handles);
            if (result.Status == SocketStatus.Closed)
                return;
            input = input[result.Count..];
            if (result.Count > 0)
                handles = [];
            Settle();
            Drain(client);
        }
    }

    private void Drain(UnixSocket client)
    {
        Settle();
        while (client.Receive(_answers, _received).Status == SocketStatus.Done)
        {
            _received.ForEach(handle => handle.Dispose());
            _received.Clear();
        }
    }

    private void Settle()
    {
        for (var turns = 0; _loop.RunOnce(TimeSpan.Zero) || _world.FlushClients(); turns++)
        {
            if (turns > 100_000)
                throw new FuzzFailure("the parts never stop talking to each other");
        }
    }

    private void CountDescriptors()
    {
        var now = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
        // The first count comes when everything that is kept (frame memory, keymaps) has been made.
        if (_descriptors != 0 && now > _descriptors + InputsPerCount / 2)
            throw new FuzzFailure($"{now} descriptors are open, {_descriptors} were {_inputs - InputsPerCount} inputs before");
        if (_descriptors == 0)
            _descriptors = now;
    }
}
