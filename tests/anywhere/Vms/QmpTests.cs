// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher;
using Seamless.Launcher.Vms;
using Seamless.Linux;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Vms;

/// <summary>Our side of QEMU's monitor against one that speaks it; the loop is stepped by hand.</summary>
public sealed class QmpTests : IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-qmp-").FullName;
    private readonly QmpConnection _qmp;
    private readonly List<string> _events = [];
    private string? _lost;

    public QmpTests() => _qmp = new QmpConnection(_loop, Path) { Happened = (name, data) => _events.Add($"{name} {data}"), Lost = reason => _lost = reason };

    private string Path => System.IO.Path.Combine(_folder, "qmp.sock");

    public void Dispose()
    {
        _qmp.Dispose();
        _loop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task After_the_greeting_it_negotiates_and_then_takes_commands()
    {
        using var qemu = new FakeQmp(_loop, Path);
        _qmp.Connect();
        Step(() => _qmp.Ready.IsCompleted);

        var status = _qmp.QueryStatus();
        Step(() => status.IsCompleted);

        Assert.Equal("running", (await status).Status);
        Assert.Equal(["qmp_capabilities", "query-status"], qemu.Commands);
    }

    [Fact]
    public void It_tries_until_qemu_listens()
    {
        _qmp.Connect();
        using var qemu = new FakeQmp(_loop, Path);

        Step(() => _qmp.Ready.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_refusal_is_told_in_qemu_s_words()
    {
        using var qemu = new FakeQmp(_loop, Path);
        _qmp.Connect();
        Step(() => _qmp.Ready.IsCompleted);

        var answer = _qmp.Execute("make-coffee");
        Step(() => answer.IsCompleted);

        Assert.Equal("QEMU refused: The command make-coffee has not been found", (await Assert.ThrowsAsync<LauncherException>(() => answer)).Message);
    }

    [Fact]
    public void Events_arrive_with_their_data_also_between_commands()
    {
        using var qemu = new FakeQmp(_loop, Path);
        _qmp.Connect();
        Step(() => _qmp.Ready.IsCompleted);

        qemu.Event("SHUTDOWN", """{"guest": true, "reason": "guest-shutdown"}""");
        Step(() => _events.Count == 1);

        Assert.Equal("""SHUTDOWN {"guest": true, "reason": "guest-shutdown"}""", _events[0]);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("""{"id": "one", "return": {}}""")]
    public async Task What_makes_no_sense_ends_the_connection_and_every_command_that_waits(string line)
    {
        using var qemu = new FakeQmp(_loop, Path) { IsDeaf = true };
        _qmp.Connect();
        Step(() => qemu.Commands.Count == 1);
        var waiting = _qmp.Execute("stop");

        qemu.Say(line);
        Step(() => _lost is not null);

        Assert.StartsWith("QEMU's monitor makes no sense", _lost, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LauncherException>(() => waiting);
        await Assert.ThrowsAsync<LauncherException>(() => _qmp.Ready);
        Assert.Throws<LauncherException>(() => { _ = _qmp.Execute("cont"); });
    }

    [Fact]
    public void An_answer_that_nobody_asked_for_is_left_alone()
    {
        using var qemu = new FakeQmp(_loop, Path);
        _qmp.Connect();
        Step(() => _qmp.Ready.IsCompleted);

        qemu.Say("""{"return": {}, "id": 4711}""");
        qemu.Event("STOP");
        Step(() => _events.Count == 1);

        Assert.Null(_lost);
    }

    [Fact]
    public void A_line_without_an_end_is_not_kept_for_ever()
    {
        using var qemu = new FakeQmp(_loop, Path);
        _qmp.Connect();
        Step(() => _qmp.Ready.IsCompleted);
        var part = new string('x', 64 * 1024 - 1);

        Step(() =>
        {
            if (_lost is null)
                qemu.Say(part.Replace('\n', ' '));
            return _lost is not null;
        });

        Assert.StartsWith("QEMU's monitor", _lost, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_that_qemu_never_answers_have_a_bound()
    {
        using var qemu = new FakeQmp(_loop, Path) { IsDeaf = true };
        _qmp.Connect();
        Step(() => qemu.Commands.Count == 1);
        for (var i = 1; i < VmLimits.QmpCommands; i++)
            _ = _qmp.Execute("stop").ContinueWith(answer => answer.Exception, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);

        await Assert.ThrowsAsync<LauncherException>(() => _qmp.Execute("stop"));
    }

    [Fact]
    public void Its_end_is_told()
    {
        using var qemu = new FakeQmp(_loop, Path);
        _qmp.Connect();
        Step(() => _qmp.Ready.IsCompleted);

        qemu.Hangup();
        Step(() => _lost is not null);

        Assert.Equal("QEMU closed its monitor", _lost);
    }

    private void Step(Func<bool> isSo)
    {
        for (var turn = 0; !isSo(); turn++)
        {
            Assert.True(turn < 10_000, "it does not happen");
            _loop.RunOnce(TimeSpan.FromMilliseconds(20));
        }
    }
}
