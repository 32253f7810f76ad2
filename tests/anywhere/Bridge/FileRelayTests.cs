// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>Opened files through the bridge: each key is one peer's, within its windows, and a guest can say nothing but what was asked for.</summary>
public sealed class FileRelayTests : IDisposable
{
    private const ulong Key = 77;

    private readonly BridgeRig _rig = new();
    private readonly FakeGuest _guest;
    private readonly FakeLauncher _launcher;

    public FileRelayTests() => (_guest, _launcher) = (_rig.Guest(), _rig.Launcher());

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_file_goes_in_and_a_save_comes_back_to_whoever_opened_it()
    {
        var other = _rig.Launcher();
        _launcher.Send(new OpenFile { Key = Key, Name = "a.txt", Size = 3, Request = 5 });
        _launcher.Send(new FileData(Key, 0, 0, "abc"u8.ToArray()));
        _launcher.Send(new FileData(Key, 0, 3, default));
        _rig.Step();
        Assert.Equal([3, 0], _guest.All<FileData>().Select(data => data.Data.Length));
        _guest.Send(new FileCredit(Key, 0, 3));
        _guest.Send(new FileOpened(Key, 5, 1));
        _guest.Send(new FileSaved(Key, 1, 2));
        _rig.Step();
        _launcher.Send(new FetchFile(Key, 1));
        _rig.Step();
        _guest.Send(new FileData(Key, 1, 0, "xy"u8.ToArray()));
        _guest.Send(new FileData(Key, 1, 2, default));
        _rig.Step();
        _launcher.Send(new FileCredit(Key, 1, 2));
        _launcher.Send(new FileStored(Key, 1));
        _guest.Send(new FileClosed(Key));
        _rig.Step();
        _launcher.Send(new FileReleased(Key));
        _rig.Step();
        Assert.Equal([new FileOpened(Key, 5, 1)], _launcher.All<FileOpened>());
        Assert.Equal([2, 0], _launcher.All<FileData>().Select(data => data.Data.Length));
        Assert.Equal((new FileStored(Key, 1), new FileReleased(Key), new FileCredit(Key, 1, 2)),
            (_guest.Last<FileStored>(), _guest.Last<FileReleased>(), _guest.Last<FileCredit>()));
        Assert.Single(_launcher.All<FileClosed>());
        Assert.DoesNotContain(other.Log, line => line.StartsWith("file ", StringComparison.Ordinal));
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void What_nobody_present_has_named_is_told_to_all_who_can_and_then_to_whoever_asks()
    {
        var other = _rig.Launcher();
        var desktop = _rig.Desktop();
        _guest.Send(new FileSaved(Key, 2, 10));
        _rig.Step();
        Assert.Single(_launcher.All<FileSaved>());
        Assert.Single(other.All<FileSaved>());
        Assert.Empty(desktop.All<FileSaved>());
        other.Send(new FileStored(Key, 1));
        _rig.Step();
        _guest.Send(new FileSaved(Key, 2, 10));
        _rig.Step();
        Assert.Single(_launcher.All<FileSaved>());
        Assert.Equal(2, other.All<FileSaved>().Count());
    }

    [Fact]
    public void A_key_that_is_somebodys_is_nobody_elses_while_he_is_there()
    {
        var other = _rig.Launcher();
        _launcher.Send(new OpenFile { Key = Key, Name = "a", Size = 0, Request = 1 });
        _rig.Step();
        other.Send(new OpenFile { Key = Key, Name = "b", Size = 0, Request = 9 });
        other.Send(new FileReleased(Key));
        other.Send(new FetchFile(Key, 1));
        other.Send(new FileData(Key, 0, 0, default));
        _rig.Step();
        Assert.Equal(new FileFailed(Key, 0, 9, "somebody else has this file open"), other.Last<FileFailed>());
        Assert.Empty(_guest.All<FileReleased>());
        Assert.Empty(_guest.All<FetchFile>());
        Assert.Empty(_guest.All<FileData>());
        _launcher.Dispose();
        _rig.Step();
        other.Send(new FetchFile(Key, 1));
        _rig.Step();
        Assert.Single(_guest.All<FetchFile>());
    }

    [Fact]
    public void When_the_guest_goes_what_was_under_way_fails_and_the_keys_stay()
    {
        _launcher.Send(new OpenFile { Key = Key, Name = "a", Size = 3, Request = 4 });
        _launcher.Send(new FetchFile(Key + 1, 6));
        _rig.Step();
        _guest.Dispose();
        _rig.Step();
        Assert.Equal([new FileFailed(Key, 0, 4, "the guest's agent went away"), new FileFailed(Key + 1, 6, 0, "the guest's agent went away")], _launcher.All<FileFailed>());
        // Data that was on its way meanwhile is about nothing.
        _launcher.Send(new FileData(Key, 0, 0, "x"u8.ToArray()));
        _launcher.Send(new OpenFile { Key = Key, Name = "a", Size = 3, Request = 5 });
        _rig.Step();
        Assert.Equal(5u, _launcher.Last<FileFailed>().Request);
        Assert.True(_launcher.IsOpen);
    }

    public static TheoryData<string> Violations => [.. Guilty.Keys];

    private static readonly Dictionary<string, (string Reason, Action<FakeGuest> Say)> Guilty = new()
    {
        ["more than the window"] = ("FileData: 65536 bytes where the window has 0 left", guest =>
        {
            for (var at = 0; at < 5; at++) guest.Send(new FileData(Key, 1, at * 65_536, new byte[65_536]));
        }
        ),
        ["not in order"] = ("FileData: data of file 000000000000004d version 1 came for 7 where 0 was due", guest => guest.Send(new FileData(Key, 1, 7, new byte[1]))),
        ["after the end"] = ("FileData: data of file 000000000000004d version 1 came after its end", guest =>
        {
            guest.Send(new FileData(Key, 1, 0, default));
            guest.Send(new FileData(Key, 1, 0, new byte[1]));
        }
        ),
        ["version 0"] = ("FileData: version 0 is not the guest's to send", guest => guest.Send(new FileData(Key, 0, 0, default))),
        ["a credit for what was not sent"] = ("FileCredit: a credit of 9 bytes where 0 were received", guest => guest.Send(new FileCredit(Key + 1, 0, 9))),
        ["an instance of the bridge's"] = ("FileOpened: app instance 2147483648 is among the ids of the bridge", guest => guest.Send(new FileOpened(Key, 1, 0x8000_0000))),
        ["saves without end"] = ("FileSaved: more than 1000 a second", guest =>
        {
            for (var i = 0; i < 3_000; i++) guest.Send(new FileSaved(1 + (ulong)i, 1, 0));
        }
        ),
        ["data that nobody fetched, without end"] = ("FileData: more than 1000 a second", guest =>
        {
            for (var i = 0; i < 3_000; i++) guest.Send(new FileData(5, 1, 0, new byte[10]));
        }
        ),
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_guest_is_thrown_out_that_says(string what)
    {
        _launcher.Send(new FetchFile(Key, 1));
        _launcher.Send(new OpenFile { Key = Key + 1, Name = "b", Size = 9, Request = 1 });
        _rig.Step();
        Guilty[what].Say(_guest);
        _rig.AssertGuestClosed(_guest, Guilty[what].Reason);
        Assert.True(_launcher.IsOpen);
    }

    [Fact]
    public void A_launcher_is_thrown_out_that_sends_more_than_it_announced_or_may()
    {
        _launcher.Send(new OpenFile { Key = Key, Name = "a", Size = 3, Request = 1 });
        _launcher.Send(new FileData(Key, 0, 0, new byte[4]));
        _rig.Step();
        Assert.Single(_rig.Warnings, line => line.Contains("is larger than 3 bytes", StringComparison.Ordinal));
        Assert.False(_launcher.IsOpen);
        Assert.True(_guest.IsOpen);
    }

    [Fact]
    public void A_guest_has_no_more_files_open_than_the_limit()
    {
        for (var i = 1; i <= ProtocolLimits.Files + 1; i++)
            _launcher.Send(new OpenFile { Key = (ulong)i, Name = "a", Size = 0, Request = (uint)i });
        _rig.Step();
        Assert.Equal(ProtocolLimits.Files, _guest.All<OpenFile>().Count());
        Assert.Equal((uint)ProtocolLimits.Files + 1, Assert.Single(_launcher.All<FileFailed>()).Request);
    }
}
