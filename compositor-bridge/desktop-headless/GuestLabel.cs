// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>Which guest a window comes from, as the person sees it: a name and an opaque colour (ARGB) that the guest has no say in.</summary>
internal sealed record GuestLabel(string Name, uint Colour)
{
    public static GuestLabel For(string name) => new(name, 0xff000000 | GuestColour.Of(name));
}
