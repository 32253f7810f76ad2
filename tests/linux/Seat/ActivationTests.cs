// SPDX-License-Identifier: Apache-2.0
#if HAVE_XDG_ACTIVATION_V1
using Seamless.Agent.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class ActivationTests : IDisposable
{
    private const uint KeyA = 30;
    private readonly SeatBench _bench = new();
    private readonly BenchClient _from, _to;
    private readonly BenchWindow _toWindow;
    private readonly XdgActivationV1 _asking, _using;

    public ActivationTests()
    {
        (_from, _to) = (_bench.Client("from"), _bench.Client("to"));
        var fromWindow = _from.Map("from");
        _toWindow = _to.Map("to");
        (_asking, _using) = (_from.Display.Bind<XdgActivationV1>(), _to.Display.Bind<XdgActivationV1>());
        _bench.Desktop.Focus(fromWindow.Id);
        _bench.Say(new Key(fromWindow.Id, 77, 0, KeyA, true));
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_token_of_a_key_stroke_activates_once()
    {
        var token = Ask(_from.Serial);
        _using.Activate(token, _toWindow.Surface);
        _bench.Settle();
        Assert.Equal(new Activate(_toWindow.Id, 77), Assert.Single(_bench.Desktop.All<Activate>()));
        _using.Activate(token, _toWindow.Surface);
        _bench.Settle();
        Assert.Single(_bench.Desktop.All<Activate>());
    }

    [Fact]
    public void A_token_without_a_reason_or_made_up_is_worth_nothing()
    {
        var (nothing, guessed) = (Ask(null), Ask(_from.Serial + 1000));
        Assert.Equal((32, 32), (nothing.Length, guessed.Length));
        foreach (var token in new[] { nothing, guessed, "", "0123456789abcdef0123456789abcdef" }) _using.Activate(token, _toWindow.Surface);
        _bench.Settle();
        Assert.Empty(_bench.Desktop.All<Activate>());
    }

    [Fact]
    public void A_token_expires()
    {
        var token = Ask(_from.Serial);
        _bench.Time.Advance(SeatLimits.ActivationTokenLife + TimeSpan.FromSeconds(1));
        _using.Activate(token, _toWindow.Surface);
        _bench.Settle();
        Assert.Empty(_bench.Desktop.All<Activate>());
    }

    [Fact]
    public void Tokens_that_nobody_uses_push_out_the_oldest()
    {
        var first = Ask(_from.Serial);
        for (var i = 0; i < SeatLimits.ActivationTokens; i++) _bench.Seat.Activation.Issue(1);
        _using.Activate(first, _toWindow.Surface);
        _bench.Settle();
        Assert.Empty(_bench.Desktop.All<Activate>());
    }

    [Fact]
    public void A_token_is_committed_once()
    {
        var token = _asking.GetActivationToken();
        token.Commit();
        token.Commit();
        _bench.Settle();
        Assert.Equal((uint)XdgActivationTokenV1.Error.AlreadyUsed, _from.Display.Error?.Code);
    }

    private string Ask(uint? serial)
    {
        var done = "";
        var token = _asking.GetActivationToken();
        if (serial is { } named) token.SetSerial(named, _from.Seat);
        token.Done = word => done = word;
        token.Commit();
        _bench.Settle();
        token.Destroy();
        return done;
    }
}
#endif
