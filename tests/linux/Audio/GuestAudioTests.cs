// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Audio;

/// <summary>Programs that we did not write play a tone; what of it the desktop hears is measured.</summary>
public sealed class GuestAudioTests
{
    private const int Attempts = 5, Sounds = 8;

    /// <summary>One turn of PipeWire's graph may be over before the recording takes part in it: 512 frames.</summary>
    private const int TurnMilliseconds = 12;

    private static readonly AudioSink Cd = new(44_100, 2);
    private static readonly AudioSink Dat = new(48_000, 2);

    [Theory]
    [InlineData("pipewire", "paplay", "pulseaudio-utils", 44_100)]
    [InlineData("pipewire", "pw-play", "pipewire-bin", 48_000)]
    [InlineData("pulseaudio", "paplay", "pulseaudio-utils", 44_100)]
    [InlineData("pulseaudio", "paplay", "pulseaudio-utils", 48_000)]
    public void A_tone_has_its_frequency_and_its_length_and_no_gap(string server, string program, string package, int rate)
    {
        using var bench = new SoundBench(server, new AudioSink(rate, 2));
        var tone = Tone.Write(Path.Join(bench.Folder, "tone.wav"), 44_100, (2, 440));

        // On a machine that is busy with other things a player may miss its time; what it did not play cannot be heard.
        short[] heard;
        var attempt = 0;
        do
        {
            var player = bench.Play(program, package, tone);
            bench.AwaitStopped(++attempt);
            var started = bench.Desktop.Last<AudioStarted>();
            Assert.Equal(program, started.Name);
            Assert.Equal((uint)(player.Pid % 1000) + 1, started.Instance);
            heard = Tone.FirstChannel(bench.FramesOf(started.Stream), 2);
            TestContext.Current.SendDiagnosticMessage(
                $"{server} {program} {rate}: {(double)heard.Length / rate:0.000} s of 2 s, {Tone.Frequency(heard, rate):0.00} Hz, {Tone.Jumps(heard, rate, 440)} jumps");
        }
        while (!Tone.IsWhole(heard, rate, 440) && attempt < Attempts);

        SkipIfBusy(!Tone.IsWhole(heard, rate, 440));
        Assert.InRange(Tone.Frequency(heard, rate), 439.5, 440.5);
        Assert.Equal(0, Tone.Jumps(heard, rate, 440));
        Assert.InRange(heard.Length, Tone.Shortest(rate), Tone.Longest(rate));
        Assert.Equal("", bench.Warnings);
    }

    [Theory]
    [InlineData("pipewire", "paplay", "pulseaudio-utils")]
    [InlineData("pipewire", "pw-play", "pipewire-bin")]
    [InlineData("pulseaudio", "paplay", "pulseaudio-utils")]
    public void Nothing_is_cut_from_the_beginning_and_the_end_of_a_sound(string server, string program, string package)
    {
        using var bench = new SoundBench(server, Dat);
        var sound = Stairs.Write(Path.Join(bench.Folder, "stairs.wav"));
        var missing = new List<(int Before, int After, int Between)>();

        // On a machine that is busy with other things a recording may come late, or a player; in one round all but one are to be whole.
        var number = 0;
        do
        {
            missing.Clear();
            // The first one of all starts the server.
            while (missing.Count < Sounds)
            {
                bench.Play(program, package, sound);
                bench.AwaitStopped(++number);
                missing.Add(Stairs.Missing(bench.FramesOf(bench.Desktop.Last<AudioStarted>().Stream)));
            }
            TestContext.Current.SendDiagnosticMessage($"{server} {program}, missing before, after, between, in ms: {string.Join(' ', missing)}");
        }
        while (missing.Count(IsCut) > 1 && number < Attempts * Sounds);

        SkipIfBusy(missing.Count(IsCut) > 1);
        Assert.InRange(missing.Count(IsCut), 0, 1);
    }

    [Theory]
    [InlineData("pipewire")]
    [InlineData("pulseaudio")]
    public void Two_apps_at_once_are_two_streams(string server)
    {
        using var bench = new SoundBench(server, Dat);
        var low = Tone.Write(Path.Join(bench.Folder, "low.wav"), 48_000, (1.5, 300));
        var high = Tone.Write(Path.Join(bench.Folder, "high.wav"), 48_000, (1.5, 1200));

        bench.Play("paplay", "pulseaudio-utils", "--client-name=Low", low);
        bench.Play("paplay", "pulseaudio-utils", "--client-name=High", high);
        bench.AwaitStopped(2);

        var streams = bench.Desktop.All<AudioStarted>().ToDictionary(each => each.Name, each => Tone.FirstChannel(bench.FramesOf(each.Stream), 2));
        Assert.InRange(Tone.Frequency(streams["Low"], 48_000), 299, 301);
        Assert.InRange(Tone.Frequency(streams["High"], 48_000), 1198, 1202);
    }

    [Fact]
    public void What_is_silent_has_no_stream_and_the_next_sound_is_a_new_one()
    {
        using var bench = new SoundBench("pipewire", Cd);
        var tone = Tone.Write(Path.Join(bench.Folder, "tone.wav"), 44_100, (0.5, 440), (2.8, 0), (0.5, 880));

        bench.Play("paplay", "pulseaudio-utils", tone);
        bench.AwaitStopped(2);

        var streams = bench.Desktop.All<AudioStarted>().ToArray();
        Assert.Equal(2, streams.Length);
        Assert.InRange(Tone.Frequency(Tone.FirstChannel(bench.FramesOf(streams[0].Stream), 2), 44_100), 438, 442);
        Assert.InRange(Tone.Frequency(Tone.FirstChannel(bench.FramesOf(streams[1].Stream), 2), 44_100), 876, 884);
        Assert.Equal(0, bench.Audio.Recordings);
    }

    [Fact]
    public void Without_credit_sound_is_gone_and_not_late()
    {
        using var bench = new SoundBench("pipewire", Cd);
        bench.Desktop.PlaysByItself = false;
        bench.Play("paplay", "pulseaudio-utils", Tone.Write(Path.Join(bench.Folder, "tone.wav"), 44_100, (5, 440)));
        bench.Loop.Until(() => Frames(bench) == Cd.WindowFrames, bench.Desktop.Describe);

        bench.Listen(TimeSpan.FromMilliseconds(500));
        Assert.Equal(Cd.WindowFrames, Frames(bench));
        bench.Desktop.Send(new AudioCredit(1, 441));
        bench.Loop.Until(() => Frames(bench) == Cd.WindowFrames + 441, bench.Desktop.Describe);

        Assert.InRange(bench.Desktop.Last<AudioData>().Position, (ulong)Cd.WindowFrames + 18_000, 5ul * 44_100);
        Assert.Equal("", bench.Warnings);
    }

    [Theory]
    [InlineData("pipewire")]
    [InlineData("pulseaudio")]
    public void A_desktop_that_wants_another_form_gets_it_while_the_app_goes_on(string server)
    {
        using var bench = new SoundBench(server, Cd);
        bench.Play("paplay", "pulseaudio-utils", Tone.Write(Path.Join(bench.Folder, "tone.wav"), 44_100, (4, 440)));
        bench.Loop.Until(() => Frames(bench) > 4410);

        var mono = new AudioSink(22_050, 1);
        bench.Connect(mono);
        bench.AwaitStopped(1);

        var heard = Tone.FirstChannel(bench.FramesOf(bench.Desktop.All<AudioStarted>().First().Stream), 1);
        Assert.InRange(Tone.Frequency(heard, 22_050), 439, 441);
        Assert.Equal("", bench.Warnings);
    }

    [Fact]
    public void A_server_runs_when_an_app_asks_for_one_and_a_killed_one_comes_back_with_the_next()
    {
        using var bench = new SoundBench("pipewire", Cd);
        var tone = Tone.Write(Path.Join(bench.Folder, "tone.wav"), 44_100, (0.5, 440));
        Assert.Empty(bench.Started);
        bench.Play("paplay", "pulseaudio-utils", tone);
        bench.AwaitStopped(1);

        var first = bench.Started.ToArray();
        Assert.Equal(3, first.Length);
        using (var victim = ForeignKill(first[0]))
            bench.Loop.Until(() => bench.Started.Count == 0);
        bench.Play("paplay", "pulseaudio-utils", tone);
        bench.AwaitStopped(2);

        Assert.Empty(bench.Started.Intersect(first));
    }

    [Theory]
    [InlineData("pipewire")]
    [InlineData("pulseaudio")]
    public void When_nothing_plays_any_more_nothing_runs(string server)
    {
        using var bench = new SoundBench(server, Cd);
        bench.Play("paplay", "pulseaudio-utils", Tone.Write(Path.Join(bench.Folder, "tone.wav"), 44_100, (0.3, 440)));
        bench.AwaitStopped(1);

        // The servers let their sink sleep after some seconds.
        bench.Listen(TimeSpan.FromSeconds(7));
        var before = bench.Started.Select(Switches).ToArray();
        var heard = bench.Desktop.Log.Count;
        bench.Listen(TimeSpan.FromSeconds(2));

        Assert.Equal(before, bench.Started.Select(Switches));
        Assert.Equal(heard, bench.Desktop.Log.Count);
    }

    [Fact]
    public void Without_a_desktop_nothing_is_recorded_and_one_that_comes_hears_what_plays()
    {
        using var bench = new SoundBench("pipewire", Cd);
        bench.Play("paplay", "pulseaudio-utils", Tone.Write(Path.Join(bench.Folder, "tone.wav"), 44_100, (6, 440)));
        bench.Loop.Until(() => Frames(bench) > 0);
        bench.Desktop.Dispose();
        bench.Loop.Until(() => bench.Audio.Recordings == 0);

        bench.Connect(Cd);
        bench.Loop.Until(() => Frames(bench) > 4410, bench.Desktop.Describe);
        Assert.Equal("", bench.Warnings);
    }

    [Theory]
    [InlineData("pipewire")]
    [InlineData("pulseaudio")]
    public void A_sound_is_heard_soon_after_the_app_has_written_it(string server)
    {
        using var bench = new SoundBench(server, Dat);
        using var heard = new ClickListener(bench);

        var milliseconds = heard.Measure();

        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{server}: a click is heard after {milliseconds:0.0} ms"));
        SkipIfBusy(milliseconds > 100);
        Assert.InRange(milliseconds, 0, 100);
    }

    /// <summary>A player in time is what is measured; where twice as many threads want to run as there are processors, it is not there.</summary>
    internal static void SkipIfBusy(bool failed)
    {
        var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.SkipWhen(failed && load > 2 * Environment.ProcessorCount, $"this machine is too busy for real time: its load is {load:0.0}");
    }

    private static bool IsCut((int Before, int After, int Between) missing) => missing.Before > TurnMilliseconds || missing.After > 2;

    /// <summary>How often the threads of a process have gone to sleep: none of them woke up when it is the same.</summary>
    private static long Switches(int process) => Directory.GetDirectories($"/proc/{process}/task")
        .Select(task => File.ReadLines(Path.Join(task, "status")).First(line => line.StartsWith("voluntary_ctxt_switches", StringComparison.Ordinal)))
        .Sum(line => long.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture));

    private static int Frames(SoundBench bench) => bench.Desktop.All<AudioData>().Sum(data => data.Frames.Length) / bench.Desktop.Sink.FrameBytes;

    private static System.Diagnostics.Process ForeignKill(int pid)
    {
        var process = System.Diagnostics.Process.GetProcessById(pid);
        process.Kill();
        return process;
    }
}
