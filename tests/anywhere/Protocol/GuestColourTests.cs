// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

public sealed class GuestColourTests
{
    [Fact]
    public void No_virtual_machine_looks_like_the_built_in_guest_and_a_name_keeps_its_colour()
    {
        string[] names = ["work", "games", "tiny", "second", "redox", "windows", "demo", "a", "b", "c", "d", "e", "f", "g", "LOCAL", ""];
        Assert.Equal(0x2f6fb5u, GuestColour.Of("local"));
        Assert.DoesNotContain(GuestColour.Of("local"), names.Select(GuestColour.Of));
        Assert.Equal(7, names.Select(GuestColour.Of).Distinct().Count());
        // Pinned: who has learned that work is orange goes on seeing it so.
        Assert.Equal(0xb5542fu, GuestColour.Of("work"));
    }
}
