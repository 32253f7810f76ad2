// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>
/// Each real program between an app and a person at Orbital is killed: while a window opens, in the middle of frames, while the window is
/// being resized, and while nothing happens. What is between the endpoint and the launcher alone, in more moments: tests/door/deaths.rs.
/// </summary>
public sealed class OrbitalDeathTests : IDisposable
{
    private static readonly string[] Moments = ["opening", "frames", "resizing", "idle"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SeamlessCommand _seamless = new();
    private OrbitalStage? _orbital;
    private int _lines;

    public void Dispose()
    {
        _orbital?.Dispose();
        _seamless.Dispose();
    }

    [Theory]
    [InlineData("seamless-bridge")]
    [InlineData("seamless-desktop-orbital")]
    [InlineData("Orbital")]
    public void The_same_terminal_is_there_with_its_content_and_takes_lines_after_the_death_of(string program)
    {
        var orbital = _orbital = new OrbitalStage(_seamless);
        int? app = null;
        foreach (var moment in Moments)
        {
            if (moment == "opening")
                Open();
            else
                Arrange(orbital, moment);
            Kill(orbital, program, moment);
            orbital.Hand("wait window Terminal within 30000");
            if (moment != "opening")
                Seen(orbital);
            Line(orbital, isBridgeAway: program == "seamless-bridge");
            app ??= Assert.Single(_seamless.ProcessesOf("foot"));
            Assert.Equal(app, Assert.Single(_seamless.ProcessesOf("foot")));
            Assert.Single(orbital.Windows());
            Assert.Empty(orbital.Hand("faults"));
        }
        Close(orbital);
    }

    [Theory]
    [InlineData("seamless-agent")]
    [InlineData("seamless")]
    public void What_takes_the_apps_along_takes_their_windows_and_the_next_app_is_seen_after_the_death_of(string program)
    {
        var orbital = _orbital = new OrbitalStage(_seamless);
        // A window that goes has no size to lose.
        foreach (var moment in Moments.Where(moment => moment != "resizing"))
        {
            Open();
            if (moment != "opening")
                Line(orbital);
            Arrange(orbital, moment);
            int[] taken = program == "seamless" ? _seamless.AllProcesses() : [.. new[] { program, "foot", "sh", "yes" }.SelectMany(_seamless.ProcessesOf)];
            KillAll(program);
            // The launcher's next life cleans up after the one before.
            if (program == "seamless")
                Until(() => _seamless.Run("status").ExitCode == 0, "the launcher is there again");
            Until(() => !_seamless.AllProcesses().Intersect(taken).Any(), $"nothing of before runs after the death of {program} ({moment})");
            orbital.Hand("wait windows 0 within 30000");
            orbital.Hand("wait handles 1 within 30000");
        }
        Open();
        Line(orbital);
        Assert.Empty(orbital.Hand("faults"));
        Close(orbital);
    }

    /// <summary>The terminal takes the name of a colour at a time, and has it then. It is asked for again while the guest is not there again.</summary>
    private void Open()
    {
        var script = _seamless.PathOf("colours");
        File.WriteAllText(script, """
            while read -r what; do
                [ -z "$flood" ] || kill "$flood"
                flood=
                if [ "$what" = flood ]; then
                    yes &
                    flood=$!
                else
                    printf '\033]11;#%s\007\033]2;Terminal %s\007' "$what" "$what"
                fi
            done
            """);
        Until(() => _seamless.Run(OrbitalStage.Terminal("sh", script)).ExitCode == 0, "a terminal is started");
    }

    private static void Close(OrbitalStage orbital)
    {
        orbital.Hand("close Terminal");
        orbital.Hand("wait windows 0 within 30000");
        orbital.Hand("wait handles 1 within 30000");
    }

    private static void Arrange(OrbitalStage orbital, string moment)
    {
        switch (moment)
        {
            case "frames":
                var before = int.Parse(Assert.Single(orbital.Hand("updates Terminal")), CultureInfo.InvariantCulture);
                orbital.Hand("type flood");
                orbital.Hand("key ENTER tap");
                // More than the echo of what was typed; it goes on until the next line.
                orbital.Hand($"wait updates Terminal {before + 20} within 30000");
                break;
            case "resizing":
                orbital.Hand("drag-border Terminal right 40");
                break;
        }
    }

    private void Kill(OrbitalStage orbital, string program, string moment)
    {
        switch (program)
        {
            case "seamless-desktop-orbital":
                orbital.KillEndpoint();
                orbital.Hand("wait handles 0 within 30000");
                orbital.StartEndpoint();
                break;
            case "Orbital":
                orbital.KillOrbital();
                // What has nothing to show does not notice; it ends with the person's session.
                if (moment == "frames")
                    Assert.Equal(1, orbital.EndpointEnded());
                else
                    orbital.KillEndpoint();
                orbital.StartOrbital();
                orbital.StartEndpoint();
                break;
            default:
                KillAll(program);
                break;
        }
    }

    private void KillAll(string program)
    {
        var processes = Array.ConvertAll(_seamless.ProcessesOf(program), Process.GetProcessById);
        Assert.NotEmpty(processes);
        foreach (var process in processes)
            process.Kill();
        foreach (var process in processes)
            Assert.True(process.WaitForExit(Patience), $"{program} does not die");
    }

    /// <summary>The next colour is typed, and taken at once. What is typed while the bridge is away is lost with it, and typed again.</summary>
    private void Line(OrbitalStage orbital, bool isBridgeAway = false)
    {
        _lines++;
        orbital.Hand("wait window Terminal within 30000");
        if (isBridgeAway)
            Until(() => Typed(4000), $"the line '{Colour}' is taken");
        else
            Assert.True(Typed(30_000), $"'{Colour}' was typed, and the terminal is {orbital.Windows()[0][9]}");
        Seen(orbital);

        bool Typed(int milliseconds) => orbital.Tried("focus Terminal") && orbital.Tried($"type {Colour}") && orbital.Tried("key ENTER tap")
            && orbital.Tried($"wait window 'Terminal {Colour}' within {milliseconds}");
    }

    private string Colour => (0x204060 + (_lines * 0x0a0602)).ToString("x6", CultureInfo.InvariantCulture);

    /// <summary>At the right, where no text is. A window that is about to go is looked at as well, and then the next one.</summary>
    private void Seen(OrbitalStage orbital) => Until(() =>
    {
        orbital.Tried("wait windows 1 within 1000");
        if (orbital.Windows() is not [var window])
            return false;
        int At(int word) => int.Parse(window[word], CultureInfo.InvariantCulture);
        return orbital.Tried($"wait pixel {At(2) + At(4) - 20} {At(3) + (At(5) / 2)} {Colour} within 1000");
    }, $"the terminal has the colour {Colour}");

    /// <summary>Asks again and again; each question waits by itself.</summary>
    private static void Until(Func<bool> condition, string what)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience;)
            if (condition())
                return;
        Assert.Fail($"{Patience.TotalSeconds} s passed before: {what}");
    }
}
