// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class ClipboardTests : IDisposable
{
    private const uint KeyC = 46;
    private readonly SeatBench _bench = new();
    private readonly SelectionClient _owner, _reader;
    private readonly BenchWindow _ownerWindow, _readerWindow;

    public ClipboardTests()
    {
        (_owner, _reader) = (new SelectionClient(_bench.Client("owner")), new SelectionClient(_bench.Client("reader")));
        (_ownerWindow, _readerWindow) = (_owner.Client.Map("owner"), _reader.Client.Map("reader"));
        _bench.Desktop.Focus(_ownerWindow.Id);
        _bench.Desktop.Tap(_ownerWindow.Id, KeyC);
        _bench.Settle();
        _owner.Client.Log.Clear();
        _reader.Client.Log.Clear();
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_selection_is_told_before_the_focus_and_its_contents_go_from_client_to_client()
    {
        _owner.Device.SetSelection(_owner.Source("text/plain", "text/html"), _owner.Client.Serial);
        Assert.Equal("selection [text/plain text/html]", _owner.Client.Heard());
        Assert.Equal("", _reader.Client.Heard());
        _bench.Desktop.Focus(_readerWindow.Id);
        Assert.Equal("selection [text/plain text/html]; keys enter reader []; modifiers 0 0 0 0", _reader.Client.Heard());
        Assert.Equal("contents as text/html", _reader.Receive(_reader.Selection!, "text/html"));
        Assert.Equal("keys leave owner; send text/html", _owner.Client.Heard());
    }

    [Fact]
    public void A_new_owner_cancels_the_one_before()
    {
        _owner.Device.SetSelection(_owner.Source("text/plain"), _owner.Client.Serial);
        _bench.Desktop.Focus(_readerWindow.Id);
        _bench.Settle();
        var old = _reader.Selection!;
        _reader.Device.SetSelection(_reader.Source("image/png"), _reader.Client.Serial);
        Assert.EndsWith("cancelled", _owner.Client.Heard(), StringComparison.Ordinal);
        Assert.EndsWith("selection [image/png]", _reader.Client.Heard(), StringComparison.Ordinal);
        Assert.Equal("", _reader.Receive(old, "text/plain"));
        _bench.Desktop.Focus(_ownerWindow.Id);
        _bench.Settle();
        Assert.Equal("contents as image/png", _owner.Receive(_owner.Selection!, "image/png"));
    }

    [Fact]
    public void A_source_that_never_writes_keeps_nobody_waiting()
    {
        var silent = _owner.Source("text/plain");
        FileDescriptor? kept = null;
        silent.Send = (_, fd) => kept = fd;
        _owner.Device.SetSelection(silent, _owner.Client.Serial);
        _bench.Desktop.Focus(_readerWindow.Id);
        _bench.Settle();
        var pipe = Pipe.Create();
        pipe.Read.SetNonBlocking();
        _reader.Selection!.Receive("text/plain", pipe.Write);
        pipe.Write.Dispose();
        _bench.Settle();
        Assert.NotNull(kept);
        Assert.Null(pipe.Read.Read(new byte[1]));
        // Everybody goes on; and when the silent one lets go the reader sees the end, because nobody else holds the pipe.
        _bench.Desktop.Tap(_readerWindow.Id, KeyC);
        Assert.Contains("key 46 up", _reader.Client.Heard(), StringComparison.Ordinal);
        kept.Dispose();
        Assert.Equal(0, pipe.Read.Read(new byte[1]));
        pipe.Read.Dispose();
    }

    [Fact]
    public void An_owner_that_goes_leaves_nothing_to_paste()
    {
        var source = _owner.Source("text/plain");
        _owner.Device.SetSelection(source, _owner.Client.Serial);
        _bench.Desktop.Focus(_readerWindow.Id);
        _reader.Client.Heard();
        var offer = _reader.Selection!;
        _owner.Client.Display.Dispose();
        Assert.Equal("selection none", _reader.Client.Heard());
        Assert.Equal("", _reader.Receive(offer, "text/plain"));
    }

    [Fact]
    public void Setting_no_source_empties_the_clipboard()
    {
        _owner.Device.SetSelection(_owner.Source("text/plain"), _owner.Client.Serial);
        _owner.Client.Heard();
        _owner.Device.SetSelection(null, _owner.Client.Serial);
        Assert.Equal("cancelled; selection none", _owner.Client.Heard());
    }

    [Fact]
    public void A_serial_that_the_client_never_got_sets_nothing()
    {
        _reader.Device.SetSelection(_reader.Source("text/plain"), _owner.Client.Serial);
        Assert.Equal("cancelled", _reader.Client.Heard());
        Assert.Null(_bench.Seat.Selections.Clipboard.Source);
    }

    [Fact]
    public void A_request_that_answers_to_an_older_event_than_the_owners_comes_too_late()
    {
        var early = _owner.Client.Serial;
        _bench.Desktop.Focus(_readerWindow.Id);
        _bench.Desktop.Tap(_readerWindow.Id, KeyC);
        _bench.Settle();
        _reader.Device.SetSelection(_reader.Source("new"), _reader.Client.Serial);
        _bench.Settle();
        _owner.Client.Log.Clear();
        _owner.Device.SetSelection(_owner.Source("old"), early);
        Assert.Equal("cancelled", _owner.Client.Heard());
        Assert.Equal(["new"], _bench.Seat.Selections.Clipboard.Source!.MimeTypes.All);
    }

    [Fact]
    public void Types_beyond_the_limits_are_left_out()
    {
        var source = _owner.Source([.. Enumerable.Range(0, 500).Select(i => $"x/{i}")]);
        source.Offer(new string('x', 300));
        source.Offer("x/0");
        _owner.Device.SetSelection(source, _owner.Client.Serial);
        _bench.Settle();
        Assert.Equal(SelectionLimits.MimeTypes, _bench.Seat.Selections.Clipboard.Source!.MimeTypes.All.Count);
    }

    [Fact]
    public void A_source_is_used_once()
    {
        var source = _owner.Source("text/plain");
        _owner.Device.SetSelection(source, _owner.Client.Serial);
        _owner.Device.SetSelection(source, _owner.Client.Serial);
        _bench.Settle();
        Assert.True(_owner.Client.Display.IsOpen);
        _owner.Device.SetSelection(_owner.Source("other"), _owner.Client.Serial);
        _owner.Device.SetSelection(source, _owner.Client.Serial);
        _bench.Settle();
        Assert.Equal(("wl_data_device", 1u), Error(_owner));
    }

    [Theory]
    [InlineData("set_actions twice", "wl_data_source", (uint)WlDataSource.Error.InvalidActionMask)]
    [InlineData("unknown action", "wl_data_source", (uint)WlDataSource.Error.InvalidActionMask)]
    [InlineData("actions on a selection", "wl_data_source", (uint)WlDataSource.Error.InvalidSource)]
    [InlineData("finish a selection", "wl_data_offer", (uint)WlDataOffer.Error.InvalidFinish)]
    [InlineData("actions of a selection's offer", "wl_data_offer", (uint)WlDataOffer.Error.InvalidOffer)]
    [InlineData("offer actions unknown", "wl_data_offer", (uint)WlDataOffer.Error.InvalidActionMask)]
    [InlineData("offer prefers two", "wl_data_offer", (uint)WlDataOffer.Error.InvalidAction)]
    public void Misuse_is_answered_with_the_protocols_error(string misuse, string subject, uint code)
    {
        _owner.Device.SetSelection(_owner.Source("text/plain"), _owner.Client.Serial);
        _bench.Settle();
        const WlDataDeviceManager.DndAction copy = WlDataDeviceManager.DndAction.Copy, move = WlDataDeviceManager.DndAction.Move;
        switch (misuse)
        {
            case "set_actions twice": _owner.Source(copy).SetActions(copy); break;
            case "unknown action": _owner.Source().SetActions((WlDataDeviceManager.DndAction)16); break;
            case "actions on a selection": _owner.Device.SetSelection(_owner.Source(copy, "x"), _owner.Client.Serial); break;
            case "finish a selection": _owner.Selection!.Finish(); break;
            case "actions of a selection's offer": _owner.Selection!.SetActions(copy, copy); break;
            case "offer actions unknown": _owner.Selection!.SetActions((WlDataDeviceManager.DndAction)64, copy); break;
            default: _owner.Selection!.SetActions(copy | move, copy | move); break;
        }

        _bench.Settle();
        Assert.Equal((subject, code), Error(_owner));
    }

    [Fact]
    public void Sources_without_end_are_refused()
    {
        for (var i = 0; i < 1000; i++) _owner.Devices.CreateDataSource();
        _bench.Settle();
        Assert.Contains("data sources", _owner.Client.Display.CloseReason, StringComparison.Ordinal);
    }

    private static (string?, uint?) Error(SelectionClient client) =>
        (client.Client.Display.Error?.Interface, client.Client.Display.Error?.Code);
}
