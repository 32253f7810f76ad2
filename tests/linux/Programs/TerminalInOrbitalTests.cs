// SPDX-License-Identifier: Apache-2.0
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>What a terminal asks of its window, under the hand of a person at Orbital.</summary>
public sealed class TerminalInOrbitalTests : IDisposable
{
    private readonly SeamlessCommand _seamless = new();
    private OrbitalStage? _orbital;

    public void Dispose()
    {
        _orbital?.Dispose();
        _seamless.Dispose();
    }

    [Fact]
    public void A_terminal_is_fullscreen_by_its_own_key_and_back()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/foot"), "foot is not installed");
        var orbital = Start();
        _seamless.Done("run", "--no-wait", "--", "foot", "--config=/dev/null", "--title=Terminal", "--override=key-bindings.fullscreen=F11", "sh", "-c", "read line");
        orbital.Hand("wait window Terminal within 30000");
        var before = orbital.Windows()[0];
        orbital.Hand("key F11 tap");
        orbital.Hand("wait size Terminal 1280 800 within 20000");
        orbital.Hand("key F11 tap");
        orbital.Hand($"wait size Terminal {before[4]} {before[5]} within 20000");
        Assert.Equal(before[1..6], orbital.Windows()[0][1..6]);
        orbital.Hand("close Terminal");
        orbital.Hand("wait windows 0 within 20000");
        Assert.Empty(orbital.Hand("faults"));
    }

    [Fact]
    public void A_window_that_its_app_minimizes_is_hidden_and_super_and_tab_bring_it_back()
    {
        var orbital = Start();
        orbital.ShowTerminal();
        orbital.Hand("drag-title Terminal -300 -150");
        _seamless.Done("run", "--no-wait", "--", "foot", "--config=/dev/null", "--title=Second", "--override=key-bindings.minimize=F9", "sh", "-c", "read line");
        orbital.Hand("wait window Second within 30000");
        orbital.Hand("key F9 tap");
        var second = Array.Find(orbital.Windows(), window => window[9].EndsWith("Second", StringComparison.Ordinal))!;
        orbital.Hand($"wait flags {second[0]} h within 20000");
        orbital.Hand("key 0x5b down");
        orbital.Hand("key TAB tap");
        orbital.Hand("key TAB tap");
        orbital.Hand("key 0x5b up");
        orbital.Hand($"wait no-flags {second[0]} h within 20000");
        Assert.Empty(orbital.Hand("faults"));
    }

    private OrbitalStage Start() => _orbital = new OrbitalStage(_seamless);
}
