// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland;
using Xunit;
using C = Seamless.Wayland.Client;

namespace Seamless.Tests.Anywhere.Wayland;

/// <summary>The trace is a switch of the whole process, so these run alone.</summary>
[Collection(nameof(WireTrace))]
public sealed class WireTraceTests : IDisposable
{
    private readonly StringWriter _lines = new();

    public void Dispose()
    {
        WireTrace.Set("", Console.Error);
        _lines.Dispose();
    }

    [Fact]
    public void Prints_both_sides_of_the_interfaces_it_is_asked_for()
    {
        using var fixture = new WaylandFixture();
        var display = fixture.Connect();
        var compositor = display.Bind<C.WlCompositor>();
        display.Roundtrip();
        WireTrace.Set("wl_surf*,wl_shm", _lines);
        var surface = compositor.CreateSurface();
        surface.Damage(1, -2, 3, 4);
        display.Roundtrip();
        WireTrace.Set("", Console.Error);
        Assert.Equal(
            $"server <- wl_surface#{surface.Id}.damage(1, -2, 3, 4)\nclient 1 -> wl_surface#{surface.Id}.damage(1, -2, 3, 4)\n",
            _lines.ToString());
    }
}

[CollectionDefinition(nameof(WireTrace), DisableParallelization = true)]
public sealed class WireTraceRunsAlone;
