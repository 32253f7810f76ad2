// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>The clipboard through the bridge: either side gives and takes, within limits, and whoever goes leaves nothing behind.</summary>
public sealed class ClipboardRelayTests : IDisposable
{
    private const ulong GuestMark = 0x1111, DesktopMark = 0x2222;
    private readonly BridgeRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_one_side_offers_the_other_gets_on_request(bool guestOwns)
    {
        var (guest, desktop) = (_rig.Guest(), _rig.Desktop());
        var (owner, reader) = guestOwns ? ((FakePeer)guest, (FakePeer)desktop) : (desktop, guest);
        var mark = guestOwns ? GuestMark : DesktopMark;
        owner.Send(new ClipboardOffer(SelectionKind.Clipboard, 40, mark, ["text/html", "text/plain"]));
        _rig.Step();
        var offer = reader.Last<ClipboardOffer>();
        Assert.Equal((SelectionKind.Clipboard, mark), (offer.Selection, offer.Origin));
        Assert.Equal<string>(["text/html", "text/plain"], offer.Types);

        reader.Send(new ClipboardRequest(5, SelectionKind.Clipboard, offer.Serial, "text/html"));
        _rig.Step();
        var request = owner.Last<ClipboardRequest>();
        Assert.Equal((40u, "text/html"), (request.Serial, request.MimeType));
        Give(owner, request.Request, "<b>Grüße</b>");
        _rig.Step();
        Assert.Equal("<b>Grüße</b>", Received(reader, 5));
        Assert.Equal(0, reader.Last<ClipboardData>().Data.Length);
        reader.Send(new ClipboardCredit(5, 1)); // Late, and about a request that is over.
        _rig.Step();
        Assert.Empty(owner.All<ClipboardCredit>());
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void An_offer_is_remembered_for_the_side_that_comes_later()
    {
        var desktop = _rig.Desktop();
        desktop.Send(new ClipboardOffer(SelectionKind.Clipboard, 1, DesktopMark, ["text/plain"]));
        desktop.Send(new ClipboardOffer(SelectionKind.Primary, 2, DesktopMark, ["image/png"]));
        desktop.Send(new ClipboardOffer(SelectionKind.Primary, 3, DesktopMark, []));
        _rig.Step();
        var guest = _rig.Guest();
        Assert.Equal("clipboard offer Clipboard 1 of 2222: text/plain", Assert.Single(guest.All<ClipboardOffer>()).ToString());
    }

    [Fact]
    public void What_a_desktop_offers_before_it_looks_on_is_told_when_it_does()
    {
        var guest = _rig.Guest();
        var desktop = _rig.Desktop(attaches: false);
        desktop.Send(new ClipboardOffer(SelectionKind.Clipboard, 1, DesktopMark, ["text/plain"]));
        _rig.Step();
        Assert.Empty(guest.All<ClipboardOffer>());
        desktop.Attach();
        _rig.Step();
        Assert.Single(guest.All<ClipboardOffer>());
        desktop.Send(default(Resync));
        _rig.Step();
        Assert.Single(guest.All<ClipboardOffer>());
    }

    [Fact]
    public void A_side_that_goes_offers_nothing_any_more_and_all_requests_end()
    {
        var (guest, desktop) = (_rig.Guest(), _rig.Desktop());
        var asked = Asked(guest, desktop, GuestMark);
        var answering = Asked(desktop, guest, DesktopMark);
        guest.Dispose();
        _rig.Step();
        Assert.Equal(new ClipboardFailed(1, "the guest's agent went away"), desktop.Last<ClipboardFailed>());
        Assert.Equal(new ClipboardCancelled(answering), desktop.Last<ClipboardCancelled>());
        Assert.True(desktop.Last<ClipboardOffer>().Types.IsEmpty);
        Assert.NotEqual(0u, asked);

        // The next agent hears what the desktop still has, and may ask for it with numbers of its own.
        var next = _rig.Guest();
        var offer = next.Last<ClipboardOffer>();
        next.Send(new ClipboardRequest(1, SelectionKind.Clipboard, offer.Serial, "text/plain"));
        _rig.Step();
        Give(desktop, desktop.Last<ClipboardRequest>().Request, "still here");
        _rig.Step();
        Assert.Equal("still here", Received(next, 1));
        desktop.Dispose();
        _rig.Step();
        Assert.True(next.Last<ClipboardOffer>().Types.IsEmpty);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void After_a_restart_of_the_bridge_the_clipboard_is_as_before()
    {
        var (guest, desktop) = (_rig.Guest(), _rig.Desktop());
        Asked(guest, desktop, GuestMark);
        _rig.RestartBridge();
        _rig.Wait(TimeSpan.FromSeconds(1));
        Assert.True(guest.IsOpen && desktop.IsOpen);
        Assert.Equal("over", Answer(guest, desktop, GuestMark, "over"));
    }

    [Fact]
    public void What_is_not_offered_any_more_or_never_was_fails_in_words()
    {
        var (guest, desktop) = (_rig.Guest(), _rig.Desktop());
        guest.Send(new ClipboardOffer(SelectionKind.Clipboard, 1, GuestMark, ["text/plain"]));
        guest.Send(new ClipboardOffer(SelectionKind.Clipboard, 2, GuestMark, ["text/plain"]));
        _rig.Step();
        var (old, present) = (desktop.All<ClipboardOffer>().First().Serial, desktop.Last<ClipboardOffer>().Serial);
        desktop.Send(new ClipboardRequest(1, SelectionKind.Clipboard, old, "text/plain"));
        desktop.Send(new ClipboardRequest(2, SelectionKind.Clipboard, present, "image/png"));
        desktop.Send(new ClipboardRequest(3, SelectionKind.Primary, present, "text/plain"));
        _rig.Step();
        Assert.Equal(
            [new(1, "something else was copied meanwhile"), new(2, "it was not offered as that type"), new(3, "something else was copied meanwhile")],
            desktop.All<ClipboardFailed>());
        Assert.Empty(guest.All<ClipboardRequest>());
        Assert.True(desktop.IsOpen);
    }

    [Fact]
    public void What_is_called_off_is_called_off_at_the_owner_and_its_late_data_is_dropped()
    {
        var (guest, desktop) = (_rig.Guest(), _rig.Desktop());
        var request = Asked(guest, desktop, GuestMark);
        desktop.Send(new ClipboardCancelled(1));
        _rig.Step();
        Assert.Equal(new ClipboardCancelled(request), guest.Last<ClipboardCancelled>());
        Give(guest, request, "too late");
        guest.Send(new ClipboardFailed(request, "too late"));
        _rig.Step();
        Assert.Empty(desktop.All<ClipboardData>());
        Assert.Empty(desktop.All<ClipboardFailed>());
        Assert.True(guest.IsOpen);
    }

    [Fact]
    public void Sixteen_requests_may_be_open_and_64_MiB_come_through_each()
    {
        var (guest, desktop) = (_rig.Guest(), _rig.Desktop());
        guest.Send(new ClipboardOffer(SelectionKind.Clipboard, 1, GuestMark, ["x/y"]));
        _rig.Step();
        var serial = desktop.Last<ClipboardOffer>().Serial;
        for (uint i = 1; i <= ProtocolLimits.ClipboardRequests; i++)
            desktop.Send(new ClipboardRequest(i, SelectionKind.Clipboard, serial, "x/y"));
        _rig.Step();
        var request = guest.All<ClipboardRequest>().First().Request;
        var chunk = new byte[ProtocolLimits.ClipboardDataBytes];
        var received = 0L;
        for (var sent = 0; sent < ProtocolLimits.ClipboardBytes; sent += chunk.Length)
        {
            guest.Send(new ClipboardData(request, chunk));
            _rig.Step();
            received += desktop.Last<ClipboardData>().Data.Length;
            desktop.Forget();
            desktop.Send(new ClipboardCredit(1, chunk.Length));
            _rig.Step();
        }
        Assert.Equal(ProtocolLimits.ClipboardBytes, received);
        Assert.Empty(_rig.Warnings);
        guest.Send(new ClipboardData(request, new byte[1]));
        _rig.AssertGuestClosed(guest, $"ClipboardData: more than {ProtocolLimits.ClipboardBytes} bytes in answer to one request");
    }

    [Theory]
    [InlineData("serial", "ClipboardOffer: offer 1 came after offer 1")]
    [InlineData("unknown", "ClipboardData: there is no request 9")]
    [InlineData("window", "ClipboardData: 1 bytes where the window has 0 left")]
    [InlineData("credit", "ClipboardCredit: there is no request 4")]
    [InlineData("failed", "ClipboardFailed: there is no request 7")]
    [InlineData("order", "ClipboardRequest: request 1 came after request 1")]
    [InlineData("offer", "ClipboardRequest: there is no offer 9")]
    [InlineData("many", "ClipboardRequest: more than 16 requests at once")]
    [InlineData("rate", "ClipboardOffer: more than 200 a second")]
    public void A_guest_that_breaks_the_rules_loses_its_session_and_the_desktop_what_it_had_of_it(string how, string reason)
    {
        var (guest, desktop) = (_rig.Guest(), _rig.Desktop());
        var request = Asked(guest, desktop, GuestMark);
        var told = Asked(desktop, guest, DesktopMark, isAsked: false);
        switch (how)
        {
            case "serial": guest.Send(new ClipboardOffer(SelectionKind.Primary, 1, GuestMark, [])); break;
            case "unknown": guest.Send(new ClipboardData(9, default)); break;
            case "credit": guest.Send(new ClipboardCredit(4, 1)); break;
            case "failed": guest.Send(new ClipboardFailed(7, "")); break;
            case "offer": guest.Send(new ClipboardRequest(1, SelectionKind.Clipboard, 9, "text/plain")); break;
            case "order":
                guest.Send(new ClipboardRequest(1, SelectionKind.Clipboard, told, "text/plain"));
                guest.Send(new ClipboardRequest(1, SelectionKind.Clipboard, told, "text/plain"));
                break;
            case "window":
                guest.Send(new ClipboardData(request, new byte[ProtocolLimits.ClipboardWindowBytes]));
                guest.Send(new ClipboardData(request, new byte[1]));
                break;
            case "many":
                for (uint i = 1; i <= ProtocolLimits.ClipboardRequests + 1; i++)
                    guest.Send(new ClipboardRequest(i, SelectionKind.Clipboard, told, "text/plain"));
                break;
            default:
                for (uint i = 2; i <= 1100; i++)
                    guest.Send(new ClipboardOffer(SelectionKind.Clipboard, i, GuestMark, ["text/plain"]));
                break;
        }
        _rig.AssertGuestClosed(guest, reason);
        Assert.Contains(desktop.All<ClipboardFailed>(), failed => failed.Request == 1);
        Assert.True(desktop.Last<ClipboardOffer>().Types.IsEmpty);
        Assert.True(desktop.IsOpen);
    }

    [Fact]
    public void A_desktop_that_breaks_the_rules_loses_its_session_and_the_guest_stays()
    {
        var (guest, desktop) = (_rig.Guest(), _rig.Desktop());
        Asked(guest, desktop, GuestMark);
        desktop.Send(new ClipboardCredit(1, 1));
        _rig.Step();
        Assert.Contains("a credit of 1 bytes where 0 were received", Assert.Single(_rig.Warnings), StringComparison.Ordinal);
        Assert.True(guest.IsOpen);
        Assert.Single(guest.All<ClipboardCancelled>());
    }

    /// <summary>One side offers a text and the other asks for it with its number 1; the number that the owner knows it by, or the offer's serial.</summary>
    private uint Asked(FakePeer owner, FakePeer reader, ulong mark, bool isAsked = true)
    {
        owner.Send(new ClipboardOffer(SelectionKind.Clipboard, 1, mark, ["text/plain"]));
        _rig.Step();
        var serial = reader.Last<ClipboardOffer>().Serial;
        if (!isAsked)
            return serial;
        reader.Send(new ClipboardRequest(1, SelectionKind.Clipboard, serial, "text/plain"));
        _rig.Step();
        return owner.Last<ClipboardRequest>().Request;
    }

    private string Answer(FakePeer owner, FakePeer reader, ulong mark, string text)
    {
        Give(owner, Asked(owner, reader, mark), text);
        _rig.Step();
        return Received(reader, 1);
    }

    private static void Give(FakePeer owner, uint request, string text)
    {
        owner.Send(new ClipboardData(request, Encoding.UTF8.GetBytes(text)));
        owner.Send(new ClipboardData(request, default));
    }

    private static string Received(FakePeer reader, uint request) => Encoding.UTF8.GetString(
        [.. reader.All<ClipboardData>().Where(data => data.Request == request).SelectMany(data => data.Data.ToArray())]);
}
