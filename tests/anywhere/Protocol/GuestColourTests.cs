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
        // The same names as in protocol/rust/src/colour.rs.
        Assert.Equal(0xa33f6bu, GuestColour.Of("tiny"));
        Assert.Equal(0x8a7a1fu, GuestColour.Of("redox"));
        Assert.Equal(0x7b4fa3u, GuestColour.Of("r\u00e9sum\u00e9 \U0001f98a"));
    }
}
