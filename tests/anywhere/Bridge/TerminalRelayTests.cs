// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>Terminal streams through the bridge: each reaches its own terminal, within its window, and nobody else's.</summary>
public sealed class TerminalRelayTests : IDisposable
{
    private readonly BridgeRig _rig = new();
    private readonly FakeGuest _guest;

    public TerminalRelayTests() => _guest = _rig.Guest();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Two_terminals_with_the_same_stream_number_each_have_their_own_program()
    {
        var (one, two) = (_rig.Terminal(), _rig.Terminal());
        var (first, second) = (Opened(one, "one"), Opened(two, "two"));
        Assert.NotEqual(first, second);
        one.Type(1, "to one");
        two.Type(1, "to two");
        _guest.Send(Output(second, "from two"));
        _guest.Send(new TerminalExited(first, 3, 0));
        _rig.Step();
        Assert.Equal([(first, 6), (second, 6)], _guest.All<TerminalData>().Select(data => (data.Stream, data.Data.Length)));
        Assert.Equal(("", "from two"), (one.TextOf(1), two.TextOf(1)));
        Assert.Equal(new TerminalExited(1, 3, 0), one.Last<TerminalExited>());
        Assert.Empty(two.All<TerminalExited>());
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_terminal_hears_of_nothing_but_its_streams()
    {
        var terminal = _rig.Terminal();
        _guest.Send(new AppCatalogue { Revision = 1, Part = 0, Parts = 1, Apps = [new App { Id = "a", Name = "A" }] });
        _guest.Send(new AppExited(1, 0, 0));
        _rig.Step();
        Assert.Single(terminal.Log);
        Assert.Empty(_guest.All<CatalogueRequest>());
    }

    [Fact]
    public void Size_signals_credits_and_the_end_of_input_reach_the_program()
    {
        var terminal = _rig.Terminal();
        var stream = Opened(terminal, "cat");
        terminal.Send(new TerminalResized(1, 132, 50));
        terminal.Send(new TerminalSignal(1, 2));
        terminal.EndInput(1);
        _guest.Send(Output(stream, "x"));
        _rig.Step();
        Assert.Equal(new TerminalResized(stream, 132, 50), _guest.Last<TerminalResized>());
        Assert.Equal(new TerminalSignal(stream, 2), _guest.Last<TerminalSignal>());
        Assert.Equal(0, _guest.Last<TerminalData>().Data.Length);
        Assert.Equal(new TerminalCredit(stream, 1), _guest.Last<TerminalCredit>());
    }

    [Fact]
    public void Without_an_agent_the_terminal_is_told_at_once()
    {
        _guest.Dispose();
        var terminal = _rig.Terminal();
        terminal.Open("true");
        _rig.Step();
        Assert.StartsWith("the guest's agent is not connected", terminal.Last<TerminalFailed>().Reason);
    }

    [Fact]
    public void A_guest_that_goes_ends_every_stream_in_words()
    {
        var terminal = _rig.Terminal();
        Opened(terminal, "cat");
        _guest.Dispose();
        _rig.Step();
        Assert.Equal("the guest's agent went away, and the program with it", terminal.Last<TerminalFailed>().Reason);
        terminal.Type(1, "too late");
        _rig.Step();
        Assert.True(terminal.IsOpen);
    }

    [Fact]
    public void A_terminal_that_goes_closes_its_streams_and_their_places_are_free_when_the_guest_has_ended_them()
    {
        var terminal = _rig.Terminal();
        var streams = Enumerable.Range(0, ProtocolLimits.TerminalStreams).Select(_ => Opened(terminal, "cat")).ToArray();
        terminal.Dispose();
        _rig.Step();
        Assert.Equal(streams.Order(), _guest.All<CloseTerminal>().Select(close => close.Stream).Order());

        var next = _rig.Terminal();
        next.Open("true");
        _rig.Step();
        Assert.Equal("16 terminals of this guest are open already; end one of them first", next.Last<TerminalFailed>().Reason);
        _guest.Send(Output(streams[0], "its last words"));
        _guest.Send(new TerminalExited(streams[0], 0, 1));
        _rig.Step();
        Opened(next, "true");
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void One_terminal_more_than_allowed_is_refused_in_words()
    {
        for (var i = 0; i < ProtocolLimits.TerminalStreams; i++)
            Assert.True(_rig.Terminal().IsOpen);
        Assert.Equal("refused: 16 terminals of this guest are open already; end one of them first", _rig.Terminal().CloseReason);
    }

    [Fact]
    public void A_terminal_that_does_not_read_keeps_no_other_waiting()
    {
        var (slow, quick) = (_rig.Terminal(), _rig.Terminal());
        slow.Reads = false;
        var (stalled, flowing) = (Opened(slow, "yes"), Opened(quick, "yes"));
        var chunk = new byte[ProtocolLimits.TerminalDataBytes];
        for (var sent = 0; sent < ProtocolLimits.TerminalWindowBytes; sent += chunk.Length)
            _guest.Send(new TerminalData(stalled, TerminalChannel.Output, chunk));
        for (var i = 0; i < 100; i++)
        {
            _guest.Send(new TerminalData(flowing, TerminalChannel.Output, chunk));
            _rig.Step();
        }
        Assert.Equal(100 * chunk.Length, quick.BytesOf(1).Length);
        Assert.Equal(ProtocolLimits.TerminalWindowBytes, slow.BytesOf(1).Length);
        Assert.Empty(_rig.Warnings);
    }

    [Theory]
    [InlineData("unknown", "TerminalData: there is no stream 9")]
    [InlineData("input", "TerminalData: Input of stream 1 is not the guest's to send now")]
    [InlineData("window", "TerminalData: 65536 bytes where the window has 0 left")]
    [InlineData("credit", "TerminalCredit: a credit of 1 bytes where 0 were received")]
    [InlineData("twice", "TerminalOpened: stream 1 is open already")]
    [InlineData("over", "TerminalExited: there is no stream 1")]
    public void A_guest_that_breaks_the_rules_loses_its_session_and_its_terminals_are_told(string how, string reason)
    {
        var terminal = _rig.Terminal();
        terminal.Reads = false;
        var stream = Opened(terminal, "cat");
        switch (how)
        {
            case "unknown": _guest.Send(Output(9, "x")); break;
            case "input": _guest.Send(new TerminalData(stream, TerminalChannel.Input, "x"u8.ToArray())); break;
            case "credit": _guest.Send(new TerminalCredit(stream, 1)); break;
            case "twice": _guest.Send(new TerminalOpened(stream, 1)); break;
            case "over":
                _guest.Send(new TerminalExited(stream, 0, 0));
                _guest.Send(new TerminalExited(stream, 0, 0));
                break;
            default:
                for (var sent = 0; sent <= ProtocolLimits.TerminalWindowBytes; sent += ProtocolLimits.TerminalDataBytes)
                    _guest.Send(new TerminalData(stream, TerminalChannel.Output, new byte[ProtocolLimits.TerminalDataBytes]));
                break;
        }
        _rig.AssertGuestClosed(_guest, reason);
        Assert.True(terminal.All<TerminalFailed>().Any() || terminal.All<TerminalExited>().Any());
    }

    [Fact]
    public void A_guest_that_ends_what_it_never_opened_loses_its_session_and_the_terminal_is_told()
    {
        var terminal = _rig.Terminal();
        terminal.Open("cat");
        _rig.Step();
        _guest.Send(new TerminalExited(1, 0, 0));
        _rig.AssertGuestClosed(_guest, "TerminalExited: stream 1 was not opened");
        Assert.Single(terminal.All<TerminalFailed>());
    }

    [Theory]
    [InlineData("unknown", "there is no stream 7")]
    [InlineData("order", "stream 1 came after stream 1")]
    [InlineData("early", "input of stream 2 came before it was open")]
    [InlineData("end", "input of stream 1 came after its end")]
    [InlineData("window", "65536 bytes where the window has 0 left")]
    [InlineData("credit", "a credit of 5 bytes where 0 were received")]
    [InlineData("other", "Resync is not for a terminal to send")]
    public void A_terminal_that_breaks_the_rules_loses_its_session_and_the_guest_stays(string how, string reason)
    {
        var terminal = _rig.Terminal();
        Opened(terminal, "cat");
        switch (how)
        {
            case "unknown": terminal.Type(7, "x"); break;
            case "order": terminal.Send(new OpenTerminal { Stream = 1 }); break;
            case "early": terminal.Type(terminal.Open("true"), "x"); break;
            case "credit": terminal.Send(new TerminalCredit(1, 5)); break;
            case "other": terminal.Send(default(Resync)); break;
            case "end":
                terminal.EndInput(1);
                terminal.Type(1, "x");
                break;
            default:
                for (var sent = 0; sent <= ProtocolLimits.TerminalWindowBytes; sent += ProtocolLimits.TerminalDataBytes)
                    terminal.Send(new TerminalData(1, TerminalChannel.Input, new byte[ProtocolLimits.TerminalDataBytes]));
                break;
        }
        _rig.Step();
        Assert.Equal([$"warn guest 'local': terminal session closed: {reason}"], _rig.Warnings);
        Assert.True(_guest.IsOpen);
        Assert.NotEmpty(_guest.All<CloseTerminal>());
    }

    private static TerminalData Output(uint stream, string text) => new(stream, TerminalChannel.Output, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Opens a stream and has the guest say that it runs; its number towards the guest.</summary>
    private uint Opened(FakeTerminal terminal, string program)
    {
        terminal.Open(program);
        _rig.Step();
        var stream = _guest.Last<OpenTerminal>().Stream;
        _guest.Send(new TerminalOpened(stream, 100));
        _rig.Step();
        return stream;
    }
}
