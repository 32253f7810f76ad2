// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Doors;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Launcher;

/// <summary>What comes to the log of refusals at the door.</summary>
public sealed class RefusalsTests
{
    private readonly SteppedTime _time = new();
    private readonly Refusals _refusals;

    public RefusalsTests() => _refusals = new Refusals(_time);

    [Fact]
    public void The_same_refusal_is_told_once_a_minute()
    {
        var told = 0;
        for (var second = 0; second < 180; second++)
        {
            told += _refusals.IsNew("redox", "may not") ? 1 : 0;
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(3, told);
    }

    [Fact]
    public void Another_desktops_and_another_reason_is_told_beside_it()
    {
        Assert.True(_refusals.IsNew("redox", "may not"));
        Assert.True(_refusals.IsNew("laptop", "may not"));
        Assert.True(_refusals.IsNew("redox", "no such guest"));
        Assert.False(_refusals.IsNew("redox", "may not"));
    }

    [Fact]
    public void After_a_change_it_is_told_again()
    {
        _refusals.IsNew("redox", "may not");
        _refusals.Forget();
        Assert.True(_refusals.IsNew("redox", "may not"));
    }

    [Fact]
    public void Who_makes_up_reasons_has_as_many_lines_as_the_limit_says_and_takes_none_of_others()
    {
        var told = Enumerable.Range(0, 1000).Count(at => _refusals.IsNew("", $"reason {at}"));
        Assert.Equal(DoorLimits.RefusalsOfOne, told);
        Assert.True(_refusals.IsNew("redox", "may not"));
    }
}
