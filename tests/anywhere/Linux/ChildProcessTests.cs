// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Anywhere.Linux;

public sealed class ChildProcessTests : IDisposable
{
    private readonly EventLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Theory]
    [InlineData("exit 0", 0, 0)]
    [InlineData("exit 7", 7, 0)]
    [InlineData("kill -9 $$", 137, 9)]
    public void Its_end_arrives_on_the_loop(string script, int code, int signal)
    {
        using var child = ChildProcess.Start(_loop, Shell(script), _ => { });
        Await(child);
        Assert.Equal(new ChildExit(code, signal), child.Exit);
    }

    [Fact]
    public void It_leads_its_own_group_and_inherits_nothing_but_what_it_was_given()
    {
        using var kept = MemoryFile.Create("kept", 1, Seals.None);
        using var given = MemoryFile.Create("given", 1, Seals.None);
        var output = OutputOf(Shell("echo $(ls /proc/self/fd | wc -l) $(readlink /proc/$$/fd/3) $(cut -d' ' -f5 /proc/$$/stat) $$ $HOME $(pwd)") with
        {
            Handles = [given.Descriptor],
            WorkingDirectory = "/",
            Environment = new Dictionary<string, string> { ["HOME"] = "/nowhere", ["PATH"] = "/usr/bin:/bin" },
        }, out var pid);
        // ls sees 0, 1, 2, 3 and the directory it reads.
        Assert.Equal($"5 /memfd:given (deleted) {pid} {pid} /nowhere /", output.Trim());
    }

    [Fact]
    public void It_starts_with_no_signal_blocked_or_ignored()
    {
        const ulong ofTheLibrary = 0x1_8000_0000; // 32 and 33, which no program may set and which stay as we got them.
        var masks = OutputOf(Shell("sed -nE 's/^Sig(Blk|Ign):\\t//p' /proc/self/status"), out _).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, masks.Length);
        Assert.All(masks, mask => Assert.Equal(0ul, Convert.ToUInt64(mask, 16) & ~ofTheLibrary));
    }

    [Fact]
    public void A_session_of_its_own_has_no_terminal()
    {
        var output = OutputOf(Shell("cut -d' ' -f6,7 /proc/$$/stat") with { NewSession = true }, out var pid);
        Assert.Equal($"{pid} 0", output.Trim());
    }

    [Fact]
    public void Killing_it_kills_its_whole_group_also_after_its_leader_has_ended()
    {
        var pipe = Pipe.Create();
        using var child = ChildProcess.Start(_loop, Shell("sleep 1000 & exit 0") with { StandardOutput = pipe.Write });
        pipe.Write.Dispose();
        Await(child);
        child.Kill();
        // The grandchild held the only writing end that was left, so the end of the stream is the end of it.
        Assert.Equal(0, pipe.Read.Read(new byte[1]));
        child.Kill();
        pipe.Read.Dispose();
    }

    [Fact]
    public void A_program_that_does_not_exist_is_a_clear_failure()
    {
        var refused = Assert.Throws<LinuxException>(() => ChildProcess.Start(_loop, new ChildProcessOptions("no-such-program", [])));
        Assert.Equal("start 'no-such-program': No such file or directory (ENOENT)", refused.Message);
        refused = Assert.Throws<LinuxException>(() => ChildProcess.Start(_loop, Shell("true") with { WorkingDirectory = "/no/such/place" }));
        Assert.Equal(Errno.ENOENT, refused.Errno);
    }

    [Fact]
    public void An_ended_child_keeps_its_number_until_it_is_disposed()
    {
        var child = ChildProcess.Start(_loop, Shell("exit 0"));
        Await(child);
        Assert.True(Directory.Exists($"/proc/{child.Pid}"));
        child.Dispose();
        Assert.False(Directory.Exists($"/proc/{child.Pid}"));
    }

    private static ChildProcessOptions Shell(string script) => new("sh", ["-c", script]);

    private void Await(ChildProcess child)
    {
        while (child.Exit == null)
            _loop.RunOnce(null);
    }

    private string OutputOf(ChildProcessOptions options, out int pid)
    {
        var pipe = Pipe.Create();
        using var child = ChildProcess.Start(_loop, options with { StandardOutput = pipe.Write });
        pipe.Write.Dispose();
        pid = child.Pid;
        var output = new StringBuilder();
        var buffer = new byte[4096];
        while (pipe.Read.Read(buffer) is { } count and > 0)
            output.Append(Encoding.UTF8.GetString(buffer, 0, count));
        Await(child);
        pipe.Read.Dispose();
        return output.ToString();
    }
}
