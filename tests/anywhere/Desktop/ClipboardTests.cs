// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Desktop.Headless;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

/// <summary>The desktop's clipboard between two guests: who has it, who may paste it, and what becomes of a paste that gets stuck.</summary>
public sealed class ClipboardTests : IDisposable
{
    private readonly DesktopFixture _fixture = new();
    private readonly FakeGuest _other;

    public ClipboardTests()
    {
        _other = FakeGuest.Listen(_fixture.Loop);
        _fixture.Desktop.Attach("other", () => _other.Dial());
        _fixture.Settle();
    }

    public void Dispose()
    {
        _other.Dispose();
        _fixture.Dispose();
    }

    private FakeGuest Work => _fixture.Guest;

    [Fact]
    public void What_one_guest_copies_the_other_is_offered_with_all_types_under_its_makers_mark_and_nobody_else()
    {
        Work.Send(new ClipboardOffer(SelectionKind.Clipboard, 1, 0xaa, ["text/html", "image/png", "x/own"]));
        _fixture.Settle();
        var offer = Assert.Single(_other.All<ClipboardOffer>());
        Assert.Equal(0xaaul, offer.Origin);
        Assert.Equal<string>(["text/html", "image/png", "x/own"], offer.Types);
        Assert.Empty(Work.All<ClipboardOffer>());
    }

    [Fact]
    public void A_paste_of_another_guests_content_passes_with_its_credits()
    {
        Copied(Work, 1, 0xaa);
        _other.Send(new ClipboardRequest(3, SelectionKind.Clipboard, _other.Last<ClipboardOffer>().Serial, "text/plain"));
        _fixture.Settle();
        var request = Work.Last<ClipboardRequest>();
        Assert.Equal(1u, request.Serial);
        Work.Send(new ClipboardData(request.Request, new byte[ProtocolLimits.ClipboardWindowBytes]));
        _fixture.Settle();
        // The reader is slow; the owner is not to blame, and nothing more is asked for.
        _fixture.Advance(50_000);
        Assert.Empty(Work.All<ClipboardCredit>());
        _other.Send(new ClipboardCredit(3, 1000));
        _fixture.Settle();
        Assert.Equal(new ClipboardCredit(request.Request, 1000), Work.Last<ClipboardCredit>());
        Work.Send(new ClipboardData(request.Request, "end"u8.ToArray()));
        Work.Send(new ClipboardData(request.Request, default));
        _fixture.Settle();
        Assert.Equal([ProtocolLimits.ClipboardWindowBytes, 3, 0], _other.All<ClipboardData>().Select(data => data.Data.Length));
    }

    [Fact]
    public void A_new_copy_takes_the_place_of_the_one_before_and_its_owner_hears_of_it()
    {
        Copied(Work, 1, 0xaa);
        Copied(_other, 1, 0xbb);
        Assert.Equal(0xbbul, Work.Last<ClipboardOffer>().Origin);
        // The first owner now says that it has nothing; the second one's copy stays.
        Work.Send(new ClipboardOffer(SelectionKind.Clipboard, 2, 0xaa, []));
        _fixture.Settle();
        Assert.True(_other.Last<ClipboardOffer>().Types.IsEmpty); // Told when it copied: what it was offered before is not there any more.
        Assert.NotNull(_fixture.Desktop.Clipboard[SelectionKind.Clipboard]);
        _other.Send(new ClipboardOffer(SelectionKind.Clipboard, 2, 0xbb, []));
        _fixture.Settle();
        Assert.True(Work.Last<ClipboardOffer>().Types.IsEmpty);
        Assert.Null(_fixture.Desktop.Clipboard[SelectionKind.Clipboard]);
        Assert.Equal((2, 2), (Work.All<ClipboardOffer>().Count(), _other.All<ClipboardOffer>().Count()));
    }

    [Fact]
    public void Its_own_copy_that_comes_back_is_nothing_new()
    {
        Set("ours");
        var offer = Work.Last<ClipboardOffer>();
        Work.Send(new ClipboardOffer(SelectionKind.Clipboard, 1, offer.Origin, ["text/plain"]));
        _fixture.Settle();
        Assert.Single(Work.All<ClipboardOffer>());
        Assert.Single(_other.All<ClipboardOffer>());
        Assert.Equal("ours", Paste(_other, 1));
    }

    [Fact]
    public void Two_guests_that_copy_whatever_they_are_offered_do_not_make_it_go_round()
    {
        Copied(Work, 1, 0xaa);
        var rounds = 0;
        // A naive peer: it offers back what it is offered, under the mark that it came with.
        for (var i = 0; i < 20; i++)
        {
            foreach (var guest in new[] { _other, Work })
            {
                if (guest.All<ClipboardOffer>().LastOrDefault() is not { Types.IsDefaultOrEmpty: false } offer) continue;
                guest.Forget();
                guest.Send(offer with { Serial = offer.Serial + 1000 });
                _fixture.Settle();
                rounds++;
            }
        }
        Assert.InRange(rounds, 1, 3);
    }

    [Fact]
    public void A_guest_that_gives_nothing_is_given_up_and_the_paste_fails_in_words()
    {
        Copied(Work, 1, 0xaa);
        _other.Send(new ClipboardRequest(1, SelectionKind.Clipboard, _other.Last<ClipboardOffer>().Serial, "text/plain"));
        _fixture.Settle();
        _fixture.Advance(9_000);
        Assert.Empty(_other.All<ClipboardFailed>());
        _fixture.Advance(2_000);
        Assert.Equal(new ClipboardFailed(1, "the guest 'work' gave nothing for 10 s"), _other.Last<ClipboardFailed>());
        Assert.Single(Work.All<ClipboardCancelled>());
    }

    [Fact]
    public void A_reader_that_takes_nothing_does_not_keep_its_place_from_others()
    {
        Copied(Work, 1, 0xaa);
        var serial = _other.Last<ClipboardOffer>().Serial;
        for (uint i = 1; i <= ProtocolLimits.ClipboardRequests; i++)
            _other.Send(new ClipboardRequest(i, SelectionKind.Clipboard, serial, "text/plain"));
        _fixture.Settle();
        foreach (var request in Work.All<ClipboardRequest>().ToArray())
            Work.Send(new ClipboardData(request.Request, new byte[ProtocolLimits.ClipboardWindowBytes]));
        _fixture.Settle();
        _fixture.Advance(61_000);
        Assert.Equal(ProtocolLimits.ClipboardRequests, _other.All<ClipboardFailed>().Count());
        Assert.Equal("nothing was read for 60 s", _other.Last<ClipboardFailed>().Reason);
        Assert.Equal(ProtocolLimits.ClipboardRequests, Work.All<ClipboardCancelled>().Count());
    }

    [Fact]
    public void A_paste_that_is_called_off_is_called_off_at_its_owner()
    {
        Copied(Work, 1, 0xaa);
        _other.Send(new ClipboardRequest(1, SelectionKind.Clipboard, _other.Last<ClipboardOffer>().Serial, "text/plain"));
        _fixture.Settle();
        _other.Send(new ClipboardCancelled(1));
        _fixture.Settle();
        Assert.Equal(Work.Last<ClipboardRequest>().Request, Work.Last<ClipboardCancelled>().Request);
        _fixture.Advance(20_000);
        Assert.Empty(_other.All<ClipboardFailed>());
    }

    [Fact]
    public void A_guest_that_goes_takes_its_copy_with_it_and_one_that_comes_hears_what_there_is()
    {
        Copied(Work, 1, 0xaa);
        _other.Send(new ClipboardRequest(1, SelectionKind.Clipboard, _other.Last<ClipboardOffer>().Serial, "text/plain"));
        _fixture.Settle();
        _fixture.RestartBridge();
        Assert.Equal(new ClipboardFailed(1, "the guest 'work' went away"), _other.Last<ClipboardFailed>());
        Assert.True(_other.Last<ClipboardOffer>().Types.IsEmpty);
        Set("after");
        _fixture.RestartBridge();
        Assert.Equal("after", Paste(Work, 1));
    }

    [Fact]
    public void What_is_copied_here_is_given_as_far_as_there_is_room()
    {
        Set(new string('x', 200_000));
        _other.Send(new ClipboardRequest(1, SelectionKind.Clipboard, _other.Last<ClipboardOffer>().Serial, "text/plain"));
        _fixture.Settle();
        Assert.Equal(ProtocolLimits.ClipboardWindowBytes, _other.All<ClipboardData>().Sum(data => data.Data.Length));
        for (var i = 0; i < 200; i++)
        {
            _other.Send(new ClipboardCredit(1, 1000));
            _fixture.Settle();
        }
        Assert.Equal(200_000, _other.All<ClipboardData>().Sum(data => data.Data.Length));
        Assert.Equal(0, _other.Last<ClipboardData>().Data.Length);
    }

    [Fact]
    public void A_guest_without_the_capability_hears_nothing_of_it()
    {
        using var old = FakeGuest.Listen(_fixture.Loop, sharesClipboard: false);
        _fixture.Desktop.Attach("old", () => old.Dial());
        _fixture.Settle();
        Set("new");
        Copied(Work, 1, 0xaa);
        Assert.Empty(old.All<ClipboardOffer>());
    }

    private void Set(string text)
    {
        _fixture.Desktop.Clipboard.Set(SelectionKind.Clipboard, new OwnContent(_fixture.Desktop.Clipboard.Origin, ["text/plain"], Encoding.UTF8.GetBytes(text)));
        _fixture.Settle();
    }

    private void Copied(FakeGuest guest, uint serial, ulong origin)
    {
        guest.Send(new ClipboardOffer(SelectionKind.Clipboard, serial, origin, ["text/plain"]));
        _fixture.Settle();
    }

    private string Paste(FakeGuest guest, uint request)
    {
        guest.Send(new ClipboardRequest(request, SelectionKind.Clipboard, guest.Last<ClipboardOffer>().Serial, "text/plain"));
        _fixture.Settle();
        return Encoding.UTF8.GetString([.. guest.All<ClipboardData>().SelectMany(data => data.Data.ToArray())]);
    }
}
