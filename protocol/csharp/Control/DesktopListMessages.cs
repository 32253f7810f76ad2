// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol.Control;

/// <summary>Which desktops are known, after their files were read anew. Change: the guests shall be on that one (null: on the one that came last).</summary>
public sealed record DesktopsArguments
{
    public bool Change { get; set; }
    public string? Use { get; set; }
}

/// <summary>What `seamless desktop list --json` prints. Keys are not in it.</summary>
public sealed record KnownDesktopInfo
{
    public required string Name { get; init; }
    /// <summary>The TCP address where it is expected.</summary>
    public string Listen { get; set; } = "";
    /// <summary>The Unix socket that is its own.</summary>
    public string Socket { get; set; } = "";
    /// <summary>The guests that it shows, in words.</summary>
    public string Guests { get; set; } = "";
    public bool Connected { get; set; }
    /// <summary>The guests' windows are there.</summary>
    public bool Shows { get; set; }
    /// <summary>Why it cannot come in.</summary>
    public string? Problem { get; set; }
}

public sealed record DesktopList(ImmutableArray<KnownDesktopInfo> Desktops);
