// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>The whole line: an app of the built-in guest, the bridge, the launcher's door, the Redox endpoint, and a person at Orbital.</summary>
public sealed class GuestInOrbitalTests : IDisposable
{
    private readonly SeamlessCommand _seamless = new();
    private OrbitalStage? _orbital;

    public void Dispose()
    {
        _orbital?.Dispose();
        _seamless.Dispose();
    }

    [Fact]
    public void Foot_is_seen_typed_into_resized_maximised_and_closed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/foot"), "foot is not installed");
        var orbital = Start();
        var typed = _seamless.PathOf("typed");
        _seamless.Done("run", "--no-wait", "--", "foot", "--config=/dev/null", "--title=Terminal", "sh", "-c", $"read line; echo \"$line\" > {typed}; read line");
        orbital.Hand("wait window Terminal within 30000");
        Assert.EndsWith("Terminal", orbital.Windows()[0][9], StringComparison.Ordinal);

        orbital.Hand("type Hello, Redox");
        orbital.Hand("key ENTER tap");
        AwaitFile(typed, "Hello, Redox\n");

        var (width, height) = Size(orbital);
        orbital.Hand("drag-border Terminal right 120");
        orbital.Hand($"wait other-size Terminal {width} {height}");
        Assert.True(Size(orbital).Width > width);

        (width, height) = Size(orbital);
        orbital.Hand("maximise Terminal");
        orbital.Hand($"wait other-size Terminal {width} {height}");
        Assert.Equal((1280, 724), Size(orbital));

        orbital.Hand("close Terminal");
        orbital.Hand("wait windows 0");
        Assert.Empty(orbital.Hand("faults"));
    }

    [Fact]
    public void An_endpoint_that_is_killed_and_started_again_has_the_windows_again()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/foot"), "foot is not installed");
        var orbital = Start();
        _seamless.Done("run", "--no-wait", "--", "foot", "--config=/dev/null", "--title=Terminal", "sh", "-c", "read line");
        orbital.Hand("wait window Terminal within 30000");
        orbital.KillEndpoint();
        orbital.Hand("wait windows 0");
        orbital.StartEndpoint();
        orbital.Hand("wait window Terminal within 30000");
        orbital.Hand("close Terminal");
        orbital.Hand("wait windows 0");
    }

    private OrbitalStage Start() => _orbital = new OrbitalStage(_seamless);

    private static (int Width, int Height) Size(OrbitalStage orbital)
    {
        var window = orbital.Windows()[0];
        return (int.Parse(window[4], CultureInfo.InvariantCulture), int.Parse(window[5], CultureInfo.InvariantCulture));
    }

    /// <summary>The app writes when it has read; nothing tells of it but the file.</summary>
    private static void AwaitFile(string path, string text)
    {
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        var deadline = System.Diagnostics.Stopwatch.StartNew();
        while (!(File.Exists(path) && File.ReadAllText(path) == text))
        {
            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(20), $"{path} does not say {text}");
            watcher.WaitForChanged(WatcherChangeTypes.All, 200);
        }
    }
}
