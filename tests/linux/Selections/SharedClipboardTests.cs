// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

/// <summary>The clipboard between apps and a desktop: what apps copy is offered, what the desktop offers is pasted, and nobody waits for ever.</summary>
public sealed class SharedClipboardTests : IDisposable
{
    private const ulong DesktopMark = 0x2222;
    private readonly SeatBench _bench = new();
    private readonly SelectionClient _app;
    private readonly List<FileDescriptor> _kept = [];
    private uint _lastOffer;

    public SharedClipboardTests()
    {
        _app = new SelectionClient(_bench.Client("app"));
        var window = _app.Client.Map("app");
        _bench.Desktop.Focus(window.Id);
        _bench.Desktop.Tap(window.Id, 46);
        _bench.Settle();
        _app.Client.Log.Clear();
    }

    public void Dispose()
    {
        foreach (var each in _kept) each.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void What_an_app_copies_is_offered_and_given_as_the_type_that_is_asked_for()
    {
        Copy("text/html", "text/plain");
        var offer = _bench.Desktop.Last<ClipboardOffer>();
        Assert.Equal((SelectionKind.Clipboard, _bench.Seat.SelectionLink.Origin), (offer.Selection, offer.Origin));
        Assert.Equal<string>(["text/html", "text/plain"], offer.Types);
        Assert.Equal("", _app.Client.Heard().Replace("selection [text/html text/plain]", "", StringComparison.Ordinal));
        _bench.Say(new ClipboardRequest(1, SelectionKind.Clipboard, offer.Serial, "text/html"));
        Assert.Equal("send text/html", _app.Client.Heard());
        Assert.Equal(("contents as text/html", true), Given(1));
    }

    [Fact]
    public void What_the_desktop_offers_an_app_pastes()
    {
        Offer("text/plain", "image/png");
        Assert.Equal("selection [text/plain image/png]", _app.Client.Heard());
        using var paste = Paste("image/png");
        var request = _bench.Desktop.Last<ClipboardRequest>();
        Assert.Equal((_lastOffer, "image/png"), (request.Serial, request.MimeType));
        _bench.Desktop.Send(new ClipboardData(request.Request, "a picture"u8.ToArray()));
        _bench.Say(new ClipboardData(request.Request, default));
        Assert.Equal("a picture", _app.ReadAll(paste));
        Assert.Equal(new ClipboardCredit(request.Request, 9), _bench.Desktop.Last<ClipboardCredit>());
        Assert.Empty(_bench.Desktop.All<ClipboardOffer>());
    }

    [Fact]
    public void A_copy_of_the_desktop_takes_the_place_of_the_apps_and_the_app_is_told_and_so_is_the_desktop()
    {
        Copy("text/plain");
        _app.Client.Heard();
        var old = _bench.Desktop.Last<ClipboardOffer>();
        Offer("text/plain");
        Assert.Equal("cancelled; selection [text/plain]", _app.Client.Heard());
        _bench.Time.Advance(SelectionLimits.OfferPause);
        _bench.Settle();
        Assert.True(_bench.Desktop.Last<ClipboardOffer>().Types.IsEmpty);
        _bench.Say(new ClipboardRequest(1, SelectionKind.Clipboard, old.Serial, "text/plain"));
        Assert.Equal(new ClipboardFailed(1, "something else was copied meanwhile"), _bench.Desktop.Last<ClipboardFailed>());
        Assert.Equal(2, _bench.Desktop.All<ClipboardOffer>().Count());
    }

    [Fact]
    public void Its_own_copy_that_comes_back_changes_nothing()
    {
        Copy("text/plain");
        _app.Client.Heard();
        var offer = _bench.Desktop.Last<ClipboardOffer>();
        _bench.Say(offer with { Serial = 77 });
        Assert.Equal("", _app.Client.Heard());
        Assert.Single(_bench.Desktop.All<ClipboardOffer>());
        // And when the desktop's own content was there before: it is there no more.
        Offer("image/png");
        _bench.Say(offer with { Serial = 99 });
        Assert.EndsWith("selection none", _app.Client.Heard(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_offer_of_nothing_takes_away_only_what_the_desktop_had()
    {
        Copy("text/plain");
        _app.Client.Heard();
        _bench.Say(new ClipboardOffer(SelectionKind.Clipboard, ++_lastOffer, DesktopMark, []));
        Assert.Equal("", _app.Client.Heard());
        Offer("text/plain");
        _bench.Say(new ClipboardOffer(SelectionKind.Clipboard, ++_lastOffer, DesktopMark, []));
        Assert.EndsWith("selection none", _app.Client.Heard(), StringComparison.Ordinal);
    }

    [Fact]
    public void Marking_text_offers_the_newest_and_not_each_step()
    {
        var devices = _app.Client.Display.Bind<ZwpPrimarySelectionDeviceManagerV1>();
        var device = devices.GetDevice(_app.Client.Seat);
        for (var i = 0; i < 100; i++)
        {
            var source = devices.CreateSource();
            source.Offer($"x/{i}");
            device.SetSelection(source, _app.Client.Serial);
            _bench.Settle();
        }
        _bench.Time.Advance(SelectionLimits.OfferPause);
        _bench.Settle();
        Assert.Equal<string>(["x/0", "x/99"], _bench.Desktop.All<ClipboardOffer>().Select(offer => offer.Types[0]));
        Assert.Equal(SelectionKind.Primary, _bench.Desktop.Last<ClipboardOffer>().Selection);
    }

    [Fact]
    public void An_app_that_gives_nothing_fails_the_desktops_paste_after_five_seconds()
    {
        Copy((_, fd) => _kept.Add(fd));
        Request();
        _bench.Time.Advance(TimeSpan.FromSeconds(4.9));
        _bench.Settle();
        Assert.Empty(_bench.Desktop.All<ClipboardFailed>());
        _kept[0].Write("a little"u8);
        _bench.Settle();
        _bench.Time.Advance(TimeSpan.FromSeconds(4.9));
        _bench.Settle();
        Assert.Empty(_bench.Desktop.All<ClipboardFailed>());
        _bench.Time.Advance(TimeSpan.FromSeconds(0.2));
        _bench.Settle();
        Assert.Equal(new ClipboardFailed(1, "the app that has it gave nothing for 5 s"), _bench.Desktop.Last<ClipboardFailed>());
        Assert.Throws<LinuxException>(() => _kept[0].Write("more"u8));
    }

    [Fact]
    public void A_desktop_without_room_holds_the_app_up_and_is_not_blamed_on_it()
    {
        Copy((_, fd) => _kept.Add(fd));
        Request();
        var pipe = _kept[0];
        pipe.SetNonBlocking();
        var sent = Fill(pipe);
        var received = _bench.Desktop.All<ClipboardData>().Sum(data => data.Data.Length);
        Assert.Equal(ProtocolLimits.ClipboardWindowBytes, received);
        Assert.InRange(sent, received, 3 * ProtocolLimits.ClipboardWindowBytes);
        _bench.Time.Advance(TimeSpan.FromMinutes(5));
        _bench.Settle();
        Assert.Empty(_bench.Desktop.All<ClipboardFailed>());
        _bench.Say(new ClipboardCredit(1, 100));
        Assert.Equal(received + 100, _bench.Desktop.All<ClipboardData>().Sum(data => data.Data.Length));
    }

    [Fact]
    public void More_than_64_MiB_is_not_for_the_clipboard()
    {
        Copy((_, fd) => _kept.Add(fd));
        Request();
        var pipe = _kept[0];
        pipe.SetNonBlocking();
        var received = 0L;
        while (!_bench.Desktop.All<ClipboardFailed>().Any())
        {
            Assert.True(Fill(pipe, once: true) > 0 || received > 0);
            var now = _bench.Desktop.All<ClipboardData>().Sum(data => data.Data.Length);
            received += now;
            if (_bench.Desktop.All<ClipboardFailed>().Any()) break;
            _bench.Desktop.Forget();
            if (now > 0) _bench.Say(new ClipboardCredit(1, now));
        }
        Assert.Equal("it is more than 64 MiB", _bench.Desktop.Last<ClipboardFailed>().Reason);
        Assert.InRange(received, ProtocolLimits.ClipboardBytes - ProtocolLimits.ClipboardWindowBytes, ProtocolLimits.ClipboardBytes);
    }

    [Fact]
    public void A_request_that_is_called_off_lets_go_of_the_app()
    {
        Copy((_, fd) => _kept.Add(fd));
        Request();
        _bench.Say(new ClipboardCancelled(1));
        Assert.Throws<LinuxException>(() => _kept[0].Write("nobody reads this"u8));
        Assert.Empty(_bench.Desktop.All<ClipboardData>());
    }

    [Fact]
    public void A_desktop_that_gives_nothing_ends_the_apps_paste()
    {
        Offer("text/plain");
        _bench.Settle();
        using var paste = Paste("text/plain");
        paste.SetNonBlocking();
        Assert.Null(paste.Read(new byte[1]));
        _bench.Time.Advance(SelectionLimits.SilentDesktop);
        _bench.Settle();
        Assert.Equal(0, paste.Read(new byte[1]));
        Assert.Single(_bench.Desktop.All<ClipboardCancelled>());
    }

    [Fact]
    public void An_app_that_closes_its_end_calls_the_paste_off_and_one_that_does_not_read_is_given_up()
    {
        Offer("text/plain");
        _bench.Settle();
        var gone = Paste("text/plain");
        gone.Dispose();
        _bench.Say(new ClipboardData(1, "x"u8.ToArray()));
        Assert.Equal(new ClipboardCancelled(1), _bench.Desktop.Last<ClipboardCancelled>());

        using var idle = Paste("text/plain");
        _bench.Say(new ClipboardData(2, new byte[ProtocolLimits.ClipboardWindowBytes]));
        _bench.Say(new ClipboardData(2, new byte[1000]));
        _bench.Time.Advance(SelectionLimits.IdleReader);
        _bench.Settle();
        Assert.Equal(new ClipboardCancelled(2), _bench.Desktop.Last<ClipboardCancelled>());
        Assert.Equal(ProtocolLimits.ClipboardWindowBytes, _app.ReadAll(idle.Duplicate()).Length);
    }

    [Fact]
    public void A_paste_that_fails_ends_and_seventeen_at_once_are_one_too_many()
    {
        Offer("text/plain");
        _bench.Settle();
        var pastes = Enumerable.Range(0, ProtocolLimits.ClipboardRequests).Select(_ => Paste("text/plain")).ToArray();
        using var more = Paste("text/plain");
        Assert.Equal(0, more.Read(new byte[1]));
        Assert.Equal(ProtocolLimits.ClipboardRequests, _bench.Desktop.All<ClipboardRequest>().Count());
        _bench.Say(new ClipboardFailed(3, "no reason"));
        Assert.Equal(0, pastes[2].Read(new byte[1]));
        // The bridge goes: all of them end.
        _bench.Desktop.Session!.Close("test");
        _bench.Settle();
        foreach (var paste in pastes)
        {
            Assert.Equal(0, paste.Read(new byte[1]));
            paste.Dispose();
        }
    }

    [Fact]
    public void After_the_bridge_was_away_apps_copies_are_offered_again_and_the_desktops_are_gone()
    {
        Copy("text/plain");
        _app.Client.Heard();
        _bench.Desktop.Session!.Close("test");
        _bench.Settle();
        _bench.Desktop.Forget();
        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        _bench.Settle();
        var again = Assert.Single(_bench.Desktop.All<ClipboardOffer>());
        Assert.Equal<string>(["text/plain"], again.Types);
        Offer("image/png");
        Assert.IsType<DesktopSource>(_bench.Seat.Selections.Clipboard.Source);
        _bench.Desktop.Session!.Close("test");
        _bench.Settle();
        Assert.Null(_bench.Seat.Selections.Clipboard.Source);
    }

    [Fact]
    public void A_bridge_without_the_capability_hears_nothing_of_it()
    {
        using var bench = new SeatBench(sharesClipboard: false);
        var app = new SelectionClient(bench.Client("app"));
        app.Device.SetSelection(app.Source("text/plain"), 0);
        bench.Settle();
        Assert.NotNull(bench.Seat.Selections.Clipboard.Source);
        Assert.Empty(bench.Desktop.All<ClipboardOffer>());
    }

    private void Copy(params string[] types) => Set(_app.Source(types));

    private void Copy(Action<string, FileDescriptor> send)
    {
        var source = _app.Source("text/plain");
        source.Send = (type, fd) => send(type, fd);
        Set(source);
    }

    private void Set(WlDataSource source)
    {
        _app.Device.SetSelection(source, _app.Client.Serial);
        _bench.Settle();
    }

    private void Offer(params string[] types) =>
        _bench.Say(new ClipboardOffer(SelectionKind.Clipboard, ++_lastOffer, DesktopMark, [.. types]));

    private void Request() => _bench.Say(new ClipboardRequest(1, SelectionKind.Clipboard, _bench.Desktop.Last<ClipboardOffer>().Serial, "text/plain"));

    /// <summary>The app asks for what the desktop offers; the end that it reads.</summary>
    private FileDescriptor Paste(string type)
    {
        var pipe = Pipe.Create();
        _app.Selection!.Receive(type, pipe.Write);
        pipe.Write.Dispose();
        _bench.Settle();
        return pipe.Read;
    }

    private (string Text, bool HasEnded) Given(uint request)
    {
        var parts = _bench.Desktop.All<ClipboardData>().Where(data => data.Request == request).ToArray();
        return (System.Text.Encoding.UTF8.GetString([.. parts.SelectMany(part => part.Data.ToArray())]), parts.Length > 0 && parts[^1].Data.Length == 0);
    }

    /// <summary>Writes zeros until the pipe stays full, or once; how many.</summary>
    private int Fill(FileDescriptor pipe, bool once = false)
    {
        var zeros = new byte[64 * 1024];
        var sent = 0;
        while (true)
        {
            int? count;
            try
            {
                count = pipe.Write(zeros);
            }
            catch (LinuxException)
            {
                return sent; // The other end was closed.
            }
            _bench.Settle();
            if (count is null) return sent;
            sent += count.Value;
            if (once) return sent;
        }
    }
}
