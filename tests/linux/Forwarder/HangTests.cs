// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Server;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>Work without end ends the session of the client that asked for it, and of no other.</summary>
public sealed class HangTests : IDisposable
{
    private readonly GlPrograms _programs = new("--hang-limit", "2");

    public void Dispose() => _programs.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("stream:")]
    public async Task A_shader_without_end_ends_its_programs_session_which_is_told_so(string way)
    {
        using var other = new GlPeer(_programs.Server);
        other.Begin();
        var program = await _programs.Compiled("gl-endless", ["-l:libEGL.so.1", "-l:libGLESv2.so.2"]);
        var (code, printed) = await _programs.Run(ours: true, null, "env", $"SEAMLESS_GL={way}{_programs.Server.Socket}", program);
        Assert.Equal(0, code);
        Assert.Contains("before: status 0, error 0\n", printed, StringComparison.Ordinal);
        Assert.Contains("swap 0, EGL error 300e, status 8253, error 507, then 0\n", printed, StringComparison.Ordinal);
        var line = Assert.Single(printed.Split('\n'), each => each.StartsWith("seamless-gl:", StringComparison.Ordinal));
        Assert.Contains("took longer than 2 s", line, StringComparison.Ordinal);
        _programs.Server.Until(() => _programs.Server.Lines.Any(each => each.Contains("is served no more", StringComparison.Ordinal)), "nothing is said of it");
        Assert.Single(_programs.Server.Lines, each => each.Contains("warning", StringComparison.Ordinal));
        other.Submit(new GlRecords().Record(Opcodes.glFinish).Bytes, 1);
    }

    [Fact]
    public void Lists_that_call_each_other_twice_as_often_with_each_one_end_their_session()
    {
        using var peer = new GlPeer(_programs.Server);
        peer.Begin();
        var records = new GlRecords().Record(Opcodes.glNewList).Words(1, 0x1300).Record(Opcodes.glVertex2f).Number(0).Number(0).Record(Opcodes.glEndList);
        for (var list = 2u; list <= 60; list++)
            records.Record(Opcodes.glNewList).Words(list, 0x1300).Record(Opcodes.glCallList).Word(list - 1).Record(Opcodes.glCallList).Word(list - 1).Record(Opcodes.glEndList);
        peer.Submit(records.Bytes, 1);
        peer.SubmitWrong(new GlRecords().Record(Opcodes.glBegin).Word(0).Record(Opcodes.glCallList).Word(60).Bytes);
        _programs.Server.Until(() => _programs.Server.Lines.Any(each => each.Contains("took longer than 2 s", StringComparison.Ordinal)), "nothing is said of it");
        using var next = new GlPeer(_programs.Server);
        next.Begin();
    }

    [Fact]
    public void A_clients_process_has_no_rights_but_its_users_and_leaves_no_dump()
    {
        using var peer = new GlPeer(_programs.Server);
        peer.Begin();
        var process = Assert.Single(_programs.Server.Serving);
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            var status = File.ReadAllLines(thread + "/status");
            Assert.Contains("NoNewPrivs:\t1", status);
            Assert.Contains("CapPrm:\t0000000000000000", status);
            Assert.Contains("CapEff:\t0000000000000000", status);
        }
        Assert.Contains(File.ReadAllLines($"/proc/{process}/limits"), line => line.StartsWith("Max core file size        0 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_left_of_a_client_that_dies_while_it_draws_without_end()
    {
        using var peer = new GlPeer(_programs.Server);
        peer.Begin();
        peer.Go(new GlRecords().Record(Opcodes.glDrawArrays).Words(4, 0, int.MaxValue).Bytes, 1, chunk: 0);
        Assert.True(_programs.Server.Clients > 0);
        peer.Dispose();
        _programs.Server.Until(() => _programs.Server.Clients == 0, "the client's process goes on");
    }
}
