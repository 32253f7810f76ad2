// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>
/// Records of every kind with arguments that might be, for the published server and its driver: each session goes on, or ends with its one line.
/// Which records depends on the seed alone; SEAMLESS_GL_FUZZ=FROM-TO runs other seeds.
/// </summary>
public sealed class GlFuzzTests : IDisposable
{
    private const int Records = 600, Room = 1 << 20;

    private static readonly uint[] Interesting = [0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 16, 31, 32, 63, 64, 255, 256, 4096, 65535, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    /// <summary>Of GL's own numbers, those by which most commands do something.</summary>
    private static readonly uint[] Enums =
    [
        0x0DE0, 0x0DE1, 0x806F, 0x8513, 0x8515, 0x84F5, 0x8C1A, 0x8892, 0x8893, 0x88EB, 0x88EC, 0x8A11, 0x8C8E, 0x8F3F, 0x90D2, 0x1401, 0x1403, 0x1405, 0x1406, 0x1908, 0x1907,
        0x1903, 0x1902, 0x8058, 0x8814, 0x81A6, 0x8D40, 0x8CE0, 0x8D00, 0x8D41, 0x8B30, 0x8B31, 0x88E4, 0x1300, 0x1301, 0x0BE2, 0x0B71, 0x0C11, 0x8074, 0x8075, 0x8076, 0x8078, 0x2600, 0x2801,
        0x1701, 0x1700, 0x84C0, 0x84C1, 0x8914, 0x82E2, 0x0405, 0x0404, 0x1B01, 0x0D90, 0x0D97, 0x0DB7,
    ];

    private string _last = "";

    private readonly GlServer _server = new(["--hang-limit", "2", "--memory-limit", "1536"]);

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Records_with_arguments_that_might_be_end_their_session_in_order_or_not_at_all()
    {
        var seeds = (Environment.GetEnvironmentVariable("SEAMLESS_GL_FUZZ") ?? "1-8").Split('-').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        for (var seed = seeds[0]; seed <= seeds[1]; seed++)
        {
            var (crashes, before) = (Crashes(), _last);
            Run(seed);
            _server.Until(() => _server.Clients == 0, $"seed {seed}: its process goes on");
            Assert.True(Crashes() == crashes, $"seed {seed}, {_last} (or, if its line comes late, the one before it, {before}): {string.Join('\n', _server.Lines.TakeLast(4))}");
        }
        Assert.True(_server.IsRunning);
    }

    private int Crashes() => _server.Lines.Count(line => line.Contains("was ended by signal", StringComparison.Ordinal));

    private void Run(int seed)
    {
        var random = new Random(seed);
        using var peer = new GlPeer(_server);
        peer.Begin((uint)random.Next(4) is var api && api == 2 ? 0 : api);
        random.NextBytes(peer.Slab[..(2 * Room)]);
        peer.Slab[(2 * Room) - 1] = 0;
        peer.Try(Objects(), 1);
        for (var i = 0; i < Records && !peer.IsOver; i++)
        {
            var index = random.Next(Opcodes.Count);
            var record = Record(index, random);
            _last = $"{Opcodes.Names[index]} {Convert.ToHexString(record)}";
            peer.Try(record, 1);
        }
    }

    private static byte[] Record(int index, Random random)
    {
        // What only an offset into a buffer can be.
        var inBuffer = Opcodes.Names[index].EndsWith("Pointer", StringComparison.Ordinal) || Opcodes.Names[index].Contains("Indirect", StringComparison.Ordinal)
            || Opcodes.Names[index].Contains("Elements", StringComparison.Ordinal);
        var bytes = new byte[Opcodes.Fixed[index] - 4];
        foreach (var field in Opcodes.Arguments[index].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = field.Split(':');
            Fill(bytes.AsSpan(int.Parse(parts[2], CultureInfo.InvariantCulture) - 4), inBuffer && parts[1] == "d" ? 'o' : parts[1][0], random);
        }
        var records = new GlRecords().Record(Opcodes.First + index);
        for (var at = 0; at < bytes.Length; at += 4)
            records.Word(BitConverter.ToUInt32(bytes, at));
        return records.Bytes;
    }

    private static void Fill(Span<byte> at, char kind, Random random)
    {
        var small = (uint)random.Next(4);
        switch (kind)
        {
            case 'x': Put(at, random.Next(8) == 0 ? Any(random) : Enums[random.Next(Enums.Length)]); break;
            case 'f': Put(at, BitConverter.SingleToUInt32Bits(random.NextSingle() * 2)); break;
            case 'g': BitConverter.TryWriteBytes(at, random.NextDouble()); break;
            case 'q': BitConverter.TryWriteBytes(at, random.Next(3) == 0 ? Any(random) : (ulong)small); break;
            case 'd': Data(at, random.Next(256) switch { 0 => 0u, 1 => 3u, _ => 2u }, random); break;
            case 'o': Data(at, 3, random); break;
            case 'r':
                Put(at, 0x80000000 + (uint)(2 * Room) + ((uint)random.Next(16) * 4096));
                Put(at[4..], random.Next(64) == 0 ? 8u : Room);
                break;
            default: Put(at, random.Next(3) == 0 ? Any(random) : small); break;
        }
    }

    /// <summary>Mostly more than enough in the slab; sometimes an offset into a buffer, or nothing.</summary>
    private static void Data(Span<byte> at, uint kind, Random random)
    {
        Put(at, kind);
        // All end where the last text does.
        var offset = (uint)random.Next(Room);
        Put(at[4..], kind == 2 ? (2 * Room) - offset : 0u);
        BitConverter.TryWriteBytes(at[8..], kind == 0 ? 0UL : kind == 2 ? offset : random.Next(4) == 0 ? Any(random) : (ulong)random.Next(256));
    }

    private static uint Any(Random random) => Interesting[random.Next(Interesting.Length)];

    private static void Put(Span<byte> at, uint value) => BitConverter.TryWriteBytes(at, value);

    /// <summary>Something of each kind, so that names and offsets mean something.</summary>
    private static byte[] Objects()
    {
        var records = new GlRecords();
        foreach (var (target, name) in new (uint, uint)[] { (0x8892, 1), (0x8893, 2), (0x8F3F, 3) })
            records.Record(Opcodes.glBindBuffer).Words(target, name).Record(Opcodes.glBufferData).Word(target).Aligned().Words(256, 0).Data(2, 256, 0).Word(0x88E4);
        return records.Record(Opcodes.glBindTexture).Words(0x0DE1, 1).Record(Opcodes.glTexImage2D).Words(0x0DE1, 0, 0x1908, 16, 16, 0, 0x1908, 0x1401).Data(2, 1024, 0)
            .Record(Opcodes.glBindFramebuffer).Words(0x8D40, 1).Record(Opcodes.glFramebufferTexture2D).Words(0x8D40, 0x8CE0, 0x0DE1, 1, 0)
            .Record(Opcodes.glBindFramebuffer).Words(0x8D40, 0).Bytes;
    }
}
