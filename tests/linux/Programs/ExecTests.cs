// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>`seamless exec` and `revm` as a person and a script use them, in the built-in guest.</summary>
public sealed class ExecTests : IDisposable
{
    private readonly SeamlessCommand _seamless = new();

    public void Dispose() => _seamless.Dispose();

    [Fact]
    public void Output_errors_and_exit_code_are_those_of_the_program()
    {
        var outcome = _seamless.Run("exec", "local", "--", "sh", "-c", "echo out; echo problem >&2; exit 7");
        Assert.Equal(new SeamlessCommand.Outcome(7, "out\n", "problem\n"), outcome);
        Assert.Equal(137, _seamless.Run("exec", "local", "--", "sh", "-c", "kill -9 $$").ExitCode);
        Assert.Equal(new SeamlessCommand.Outcome(125, "", "seamless: no-such-program: not found in PATH; if a package of that name has it: apt-get install no-such-program\n"),
            _seamless.Run("exec", "local", "--", "no-such-program"));
        Assert.Equal(125, _seamless.Run("exec", "elsewhere", "--", "true").ExitCode);
        Assert.Equal("1000\n", _seamless.Run("exec", "--env", "N=1000", "local", "--", "sh", "-c", "echo $N").Output);
    }

    [Fact]
    public async Task Two_hundred_megabytes_go_in_and_come_back_the_same()
    {
        const int megabytes = 200;
        using var cat = _seamless.Start("exec", "local", "--", "cat");
        var chunk = new byte[1 << 20];
        new Random(1).NextBytes(chunk);
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var received = Task.Run(() => SHA256.HashData(cat.StandardOutput.BaseStream));
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < megabytes; i++)
        {
            chunk[0] = (byte)i;
            sent.AppendData(chunk);
            cat.StandardInput.BaseStream.Write(chunk);
        }
        cat.StandardInput.Close();
        Assert.Equal(sent.GetHashAndReset(), await received);
        TestContext.Current.TestOutputHelper?.WriteLine($"{megabytes / Stopwatch.GetElapsedTime(began).TotalSeconds:0} MiB/s both ways");
        cat.WaitForExit();
        Assert.Equal(0, cat.ExitCode);
    }

    [Fact]
    public void A_terminal_gets_the_program_s_screen_and_is_afterwards_as_it_was()
    {
        _seamless.Done("status");
        using var person = new PersonAtTerminal(_seamless, "sh", "-c",
            $"stty -a > {_seamless.PathOf("before")}; {_seamless.Program("seamless")} exec local -- sh -c 'trap \"stty size; exit 3\" WINCH; stty size; read line; echo got $line; echo ready; while :; do sleep 0.05; done'; echo code $?; stty -a > {_seamless.PathOf("after")}");
        person.Await("30 100");
        person.Type("some words\r");
        person.Await("got some words");
        person.Await("ready");
        person.Resize(132, 50);
        person.Await("50 132");
        person.Await("code 3");
        Assert.Equal(0, person.AwaitExit());
        Assert.Equal(File.ReadAllText(_seamless.PathOf("before")).Replace("rows 30; columns 100", "rows 50; columns 132", StringComparison.Ordinal), File.ReadAllText(_seamless.PathOf("after")));
    }

    [Fact]
    public void Control_C_is_a_key_of_the_program()
    {
        using var person = new PersonAtTerminal(_seamless, _seamless.Program("seamless"), "exec", "local", "--", "sh", "-c", "trap 'echo interrupted; exit 5' INT; echo ready; while :; do sleep 0.05; done");
        person.Await("ready");
        person.Type("\u0003");
        Assert.Equal(5, person.AwaitExit());
        Assert.Contains("interrupted", person.Seen);
    }

    [Fact]
    public void Ended_from_outside_it_ends_its_program_too()
    {
        using var person = new PersonAtTerminal(_seamless, _seamless.Program("seamless"), "exec", "local", "--", "sh", "-c", $"echo $$ >{_seamless.PathOf("program")}; echo ready; exec sleep 4711");
        person.Await("ready");
        var program = int.Parse(File.ReadAllText(_seamless.PathOf("program")), CultureInfo.InvariantCulture);
        person.Signal(15);
        Assert.Equal(143, person.AwaitExit());
        Assert.True(HasEnded(program));
    }

    [Fact]
    public void A_reader_that_stands_still_delays_no_key_of_another_terminal()
    {
        using var still = _seamless.Start("exec", "local", "--", "yes");
        Assert.Equal('y', still.StandardOutput.Read());
        using var cat = _seamless.Start("exec", "local", "--", "cat");
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 50; i++)
        {
            var began = Stopwatch.GetTimestamp();
            cat.StandardInput.Write($"{i}\n");
            cat.StandardInput.Flush();
            Assert.Equal($"{i}", cat.StandardOutput.ReadLine());
            // The first one waits for the connection.
            if (i > 0 && Stopwatch.GetElapsedTime(began) is var took && took > slowest) slowest = took;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"slowest key: {slowest.TotalMilliseconds:0.0} ms");
        Assert.True(slowest < TimeSpan.FromSeconds(1), $"{slowest.TotalMilliseconds:0} ms");
        still.Kill();
    }

    [Fact]
    public void A_reader_that_goes_ends_the_program()
    {
        using var yes = _seamless.Start("exec", "local", "--", "yes");
        Assert.Equal("y", yes.StandardOutput.ReadLine());
        yes.StandardOutput.Close();
        Assert.True(yes.WaitForExit(TimeSpan.FromSeconds(20)));
        Assert.Equal(141, yes.ExitCode);
    }

    [Fact]
    public void Under_its_other_name_everything_after_its_options_is_the_command()
    {
        using var revm = Process.Start(new ProcessStartInfo(_seamless.Program("revm"), ["--guest", "local", "--user", "echo", "--help", "-n"]) { RedirectStandardOutput = true }.With(_seamless.Environment()))!;
        Assert.Equal("--help -n\n", revm.StandardOutput.ReadToEnd());
        revm.WaitForExit();
        Assert.Equal(0, revm.ExitCode);
    }

    [Fact]
    public void An_app_that_is_installed_appears_by_itself_in_folders_that_were_not_there_before()
    {
        var data = _seamless.PathOf("new/data");
        _seamless.Variables["XDG_DATA_HOME"] = data;
        Assert.DoesNotContain("Newly Installed", _seamless.Done("apps"));
        // As a package does it: many files, of which one is an app.
        Assert.Equal(0, _seamless.Run("exec", "local", "--", "sh", "-c",
            $"mkdir -p {data}/applications {data}/doc && for i in $(seq 300); do echo $i > {data}/doc/$i; done; "
            + $"printf '[Desktop Entry]\\nType=Application\\nName=Newly Installed\\nExec=true\\n' > {data}/applications/.new && mv {data}/applications/.new {data}/applications/new.desktop").ExitCode);
        var began = Stopwatch.GetTimestamp();
        while (!_seamless.Done("apps").Contains("Newly Installed", StringComparison.Ordinal))
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(3), "3 s passed before the app was listed");
    }

    private static bool HasEnded(int process)
    {
        // It was hung up on before we were told the end; its parent may need a moment to see it.
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10);)
            if (SeamlessCommand.ReadProc(process, "cmdline").Length == 0)
                return true;
        return false;
    }
}

internal static class StartInfoEnvironment
{
    public static ProcessStartInfo With(this ProcessStartInfo start, Dictionary<string, string> environment)
    {
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }
}
