// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>One test for each thing a guest may not do: its session closes with one line, the desktop is told, the bridge listens on.</summary>
public sealed class GuestLimitTests : IDisposable
{
    private readonly BridgeRig _rig = new();
    private readonly FakeDesktop _desktop;
    private readonly FakeGuest _guest;

    public GuestLimitTests()
    {
        _desktop = _rig.Desktop(shows: false);
        _guest = _rig.Guest();
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_window_more_than_allowed_closes_the_guest_session()
    {
        for (uint id = 1; id <= ProtocolLimits.Windows; id++)
            _guest.Send(FakeGuest.Toplevel(id, "window", 10, 10));
        _rig.Step();
        Assert.Equal(ProtocolLimits.Windows, _desktop.Windows.Count);
        _guest.Send(FakeGuest.Toplevel(1000, "one more", 10, 10));
        _rig.AssertGuestClosed(_guest, "WindowState: window 1000 is one more than the 256 allowed");
        Assert.Empty(_desktop.Windows);
    }

    [Fact]
    public void A_window_id_that_comes_back_closes_the_guest_session()
    {
        _guest.Send(FakeGuest.Toplevel(7, "window", 10, 10));
        _guest.Send(new WindowClosed(7));
        _rig.Step();
        Assert.True(_guest.IsOpen);
        _guest.Send(FakeGuest.Toplevel(7, "window", 10, 10));
        _rig.AssertGuestClosed(_guest, "WindowState: window 7 was closed; its id may not come back");
    }

    [Fact]
    public void A_parent_that_is_not_known_closes_the_guest_session()
    {
        _guest.Send(FakeGuest.Popup(2, parent: 9, new Rect(0, 0, 1, 1), 10, 10));
        _rig.AssertGuestClosed(_guest, "WindowState: window 2 has window 9 as its parent, which is not known");
    }

    [Fact]
    public void A_circle_of_parents_closes_the_guest_session()
    {
        _guest.Send(FakeGuest.Toplevel(1, "a", 10, 10));
        _guest.Send(FakeGuest.Toplevel(2, "b", 10, 10) with { Parent = 1 });
        _guest.Send(FakeGuest.Toplevel(3, "c", 10, 10) with { Parent = 2 });
        _rig.Step();
        Assert.True(_guest.IsOpen);
        _guest.Send(FakeGuest.Toplevel(1, "a", 10, 10) with { Parent = 3 });
        _rig.AssertGuestClosed(_guest, "WindowState: window 1 would be its own ancestor");
    }

    [Fact]
    public void A_window_that_changes_its_role_closes_the_guest_session()
    {
        _guest.Send(FakeGuest.Toplevel(1, "a", 10, 10));
        _guest.Send(FakeGuest.Toplevel(1, "a", 10, 10) with { Role = WindowRole.DragIcon });
        _rig.AssertGuestClosed(_guest, "WindowState: window 1 changed from Toplevel to DragIcon");
    }

    [Fact]
    public void A_frame_of_an_unknown_window_closes_the_guest_session()
    {
        var memory = _guest.AddMemory(4096);
        _guest.SendFrame(5, memory.Id, 8, 8);
        _rig.AssertGuestClosed(_guest, "Frame: window 5 is not known");
    }

    [Fact]
    public void A_frame_in_an_unknown_memory_closes_the_guest_session()
    {
        _guest.Send(FakeGuest.Toplevel(1, "a", 8, 8));
        _guest.SendFrame(1, 77, 8, 8);
        _rig.AssertGuestClosed(_guest, "Frame: frame memory 77 is not known");
    }

    [Fact]
    public void A_frame_that_reaches_beyond_its_memory_closes_the_guest_session()
    {
        _guest.Send(FakeGuest.Toplevel(1, "a", 8, 8));
        var memory = _guest.AddMemory(4096);
        _guest.Send(Frame(1, 1, memory.Id) with { Offset = 3844 });
        _rig.AssertGuestClosed(_guest, $"Frame: 256 bytes at 3844 reach beyond frame memory {memory.Id} of 4096 bytes");
    }

    [Fact]
    public void A_frame_larger_than_the_limit_closes_the_guest_session()
    {
        _guest.Send(FakeGuest.Toplevel(1, "a", 8, 8));
        var memory = _guest.AddMemory(4096);
        _guest.Send(Frame(1, 1, memory.Id) with { Height = ProtocolLimits.WindowSide + 1 });
        _rig.AssertGuestClosed(_guest, "Frame of 75 bytes is malformed");
    }

    [Fact]
    public void Damage_outside_of_the_frame_closes_the_guest_session()
    {
        _guest.Send(FakeGuest.Toplevel(1, "a", 8, 8));
        var memory = _guest.AddMemory(4096);
        _guest.Send(Frame(1, 1, memory.Id) with { Damage = RectList.Of(new Rect(4, 4, 8, 8)) });
        _rig.AssertGuestClosed(_guest, "Frame of 75 bytes is malformed");
    }

    [Fact]
    public void A_second_frame_in_flight_closes_the_guest_session()
    {
        ShowOne();
        _guest.SendFrame(1, 1, 8, 8);
        _rig.AssertGuestClosed(_guest, "Frame: frame 2 of window 1 came before frame 1 was answered");
    }

    [Fact]
    public void A_frame_number_that_does_not_rise_closes_the_guest_session()
    {
        ShowOne();
        _desktop.ShowFrame(1);
        _rig.Step();
        _guest.Send(Frame(1, 1, 1));
        _rig.AssertGuestClosed(_guest, "Frame: frame 1 of window 1 came after frame 1");
    }

    [Fact]
    public void More_pixels_in_all_windows_than_allowed_close_the_guest_session()
    {
        var memory = _guest.AddMemory(8192L * 8192 * 4);
        for (uint id = 1; id <= 3; id++)
        {
            _guest.Send(FakeGuest.Toplevel(id, "large", 8192, 8192));
            _guest.SendFrame(id, memory.Id, 8192, 8192);
        }
        _rig.AssertGuestClosed(_guest, $"Frame: window 3 brings all windows to 201326592 pixels where {RelayLimits.TotalPixels} are allowed");
    }

    [Fact]
    public void More_bytes_in_all_memories_than_allowed_close_the_guest_session()
    {
        _guest.AddMemory(1L << 30);
        _guest.AddMemory(1L << 30);
        _guest.AddMemory(4096);
        _rig.AssertGuestClosed(_guest, "FrameMemory: frame memory 3 brings all to 2147487744 bytes where 2147483648 are allowed");
    }

    [Theory]
    [InlineData(Seals.Shrink | Seals.Seal, "Grow")]
    [InlineData(Seals.Shrink | Seals.Grow, "Seal")]
    public void A_memory_without_its_seals_closes_the_guest_session(Seals seals, string missing)
    {
        _guest.AddMemory(4096, seals);
        _rig.AssertGuestClosed(_guest, $"FrameMemory: the file of frame memory 1 lacks the seals {missing}");
        Assert.DoesNotContain(_desktop.Log, line => line.StartsWith("FrameMemory", StringComparison.Ordinal));
    }

    [Fact]
    public void A_memory_smaller_than_announced_closes_the_guest_session()
    {
        using var file = MemoryFile.Create("small", 4096, Seals.Shrink | Seals.Grow | Seals.Seal);
        _guest.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 8192), file.Descriptor);
        _rig.AssertGuestClosed(_guest, "FrameMemory: the file of frame memory 1 has 4096 bytes where 8192 were announced");
    }

    [Fact]
    public void A_memory_that_is_no_file_in_memory_closes_the_guest_session()
    {
        using var zero = FileDescriptor.OpenRead("/dev/zero");
        _guest.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 4096), zero);
        _rig.AssertGuestClosed(_guest, "FrameMemory: the handle of frame memory 1 is no file in memory");
    }

    [Fact]
    public void A_memory_without_a_handle_closes_the_guest_session()
    {
        _guest.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 4096));
        _rig.AssertGuestClosed(_guest, "FrameMemory came without its handle");
    }

    [Fact]
    public void A_memory_of_a_kind_that_was_not_agreed_on_closes_the_guest_session()
    {
        using var file = MemoryFile.Create("gpu", 4096, Seals.Shrink | Seals.Grow | Seals.Seal);
        _guest.Send(new FrameMemory(1, FrameMemoryKind.GpuResource, 4096, Origin: 1), file.Descriptor);
        _rig.AssertGuestClosed(_guest, "FrameMemory: frame memory 1 is of kind GpuResource, which was not agreed on");
    }

    [Fact]
    public void A_memory_id_that_comes_back_closes_the_guest_session()
    {
        using var file = MemoryFile.Create("again", 4096, Seals.Shrink | Seals.Grow | Seals.Seal);
        _guest.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 4096), file.Descriptor);
        _guest.Send(new FrameMemoryReleased(1));
        _guest.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 4096), file.Descriptor);
        _rig.AssertGuestClosed(_guest, "FrameMemory: frame memory 1 was released; its id may not come back");
    }

    [Fact]
    public void A_memory_id_of_the_bridges_own_closes_the_guest_session()
    {
        using var file = MemoryFile.Create("own", 4096, Seals.Shrink | Seals.Grow | Seals.Seal);
        _guest.Send(new FrameMemory(0x8000_0000, FrameMemoryKind.SharedFd, 4096), file.Descriptor);
        _rig.AssertGuestClosed(_guest, "FrameMemory: frame memory 2147483648 is among the ids of the bridge");
    }

    [Fact]
    public void More_window_messages_in_a_second_than_allowed_close_the_guest_session()
    {
        for (var i = 0; i < RelayLimits.Windows.Burst; i++)
        {
            _guest.Send(FakeGuest.Toplevel(1, "flicker", 10, 10));
            if (i % 5000 == 0)
                _rig.Step();
        }
        _rig.Step();
        Assert.True(_guest.IsOpen);
        _rig.Wait(TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < RelayLimits.Windows.PerSecond / 1000; i++)
            _guest.Send(FakeGuest.Toplevel(1, "flicker", 10, 10));
        _rig.Step();
        Assert.True(_guest.IsOpen);
        _guest.Send(FakeGuest.Toplevel(1, "flicker", 10, 10));
        _rig.AssertGuestClosed(_guest, "WindowState: more than 10000 a second");
    }

    [Fact]
    public void More_cursors_in_a_second_than_allowed_close_the_guest_session()
    {
        for (var i = 0; i <= RelayLimits.Cursors.Burst; i++)
            _guest.Send(new CursorShape(CursorShapeName.Text));
        _rig.AssertGuestClosed(_guest, "CursorShape: more than 500 a second");
    }

    [Theory]
    [InlineData(MessageType.FrameShown)]
    [InlineData(MessageType.Key)]
    [InlineData(MessageType.Resync)]
    [InlineData(MessageType.StartApp)]
    public void A_message_that_is_the_desktops_to_send_closes_the_guest_session(MessageType type)
    {
        switch (type)
        {
            case MessageType.FrameShown:
                _guest.Send(new FrameShown { Window = 1, Serial = 1 });
                break;
            case MessageType.Key:
                _guest.Send(new Key(1, 1, 0, 30, true));
                break;
            case MessageType.Resync:
                _guest.Send(default(Resync));
                break;
            default:
                _guest.Send(new StartApp { Arguments = ["sh"] });
                break;
        }
        _rig.AssertGuestClosed(_guest, $"{type} is not for a Guest to send");
    }

    [Fact]
    public void A_wish_about_an_unknown_window_closes_the_guest_session()
    {
        _guest.Send(new Activate(4, 0));
        _rig.AssertGuestClosed(_guest, "Activate: window 4 is not known");
    }

    [Fact]
    public void An_answer_to_a_request_that_nobody_made_closes_the_guest_session()
    {
        _guest.Send(new AppStarted(3, 1, 100));
        _rig.AssertGuestClosed(_guest, "AppStarted: request 3 was not made, or is answered");
    }

    [Fact]
    public void Bytes_that_are_no_message_close_the_guest_session_and_nothing_else()
    {
        _guest.Dispose();
        _rig.Step();
        using var stranger = _rig.DialGuestSide();
        stranger.Send("GET / HTTP/1.1\r\n\r\n............."u8);
        _rig.Step();
        Assert.Single(_rig.Warnings);
        Assert.StartsWith("warn guest 'local': connection of pid ", _rig.Warnings.Single(), StringComparison.Ordinal);
        Assert.True(_desktop.IsOpen);
        Assert.True(_rig.Guest().IsOpen);
    }

    [Fact]
    public void Titles_reach_the_desktop_without_what_could_deceive()
    {
        _guest.Send(FakeGuest.Toplevel(1, "bank\u202ekcaba\u0007\n[trusted]", 10, 10) with { AppId = "../../etc\u0000x".Replace("\0", "", StringComparison.Ordinal) });
        _rig.Step();
        Assert.Equal("bankkcaba [trusted]", _desktop.Windows[1].State.Title);
        Assert.Equal(".._.._etcx", _desktop.Windows[1].State.AppId);
    }

    [Fact]
    public void A_second_agent_is_refused_in_words_and_the_first_stays()
    {
        var second = _rig.Guest();
        Assert.Equal("refused: an agent of this guest is connected already", second.CloseReason);
        Assert.True(_guest.IsOpen);
    }

    private void ShowOne()
    {
        _guest.Show(1, "window", 8, 8, 0xff00ff00);
        _rig.Step();
        Assert.Equal(1, _desktop.Windows[1].FrameCount);
    }

    private static Frame Frame(uint window, uint serial, uint memory) => new()
    {
        Window = window,
        Serial = serial,
        Memory = memory,
        Width = 8,
        Height = 8,
        StrideBytes = 32,
        Format = PixelFormat.Xrgb8888,
        Scale120 = 120,
        Geometry = new Rect(0, 0, 8, 8),
        Damage = RectList.Of(new Rect(0, 0, 8, 8)),
    };
}
