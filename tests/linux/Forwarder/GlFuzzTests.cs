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
    private const int Records = 600;

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
        GlChance.Fill(peer.Slab, random);
        peer.Try(Objects(), 1);
        for (var i = 0; i < Records && !peer.IsOver; i++)
        {
            var index = random.Next(Opcodes.Count);
            var record = GlChance.Record(new GlLayout(Opcodes.First + index, Opcodes.Names[index], Opcodes.Fixed[index], Opcodes.Arguments[index]), random);
            _last = $"{Opcodes.Names[index]} {Convert.ToHexString(record)}";
            peer.Try(record, 1);
        }
    }

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
