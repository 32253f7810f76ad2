// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol.Control;

/// <summary>A GPU that programs may be let to: this machine's, or that of a guest which runs and may serve it.</summary>
public sealed record GpuServerInfo
{
    /// <summary>Empty: this machine.</summary>
    public string Guest { get; set; } = "";
    /// <summary>Of the guest's bridge.</summary>
    public string Socket { get; set; } = "";
    /// <summary>The desktops whose programs may draw there; `own` are this machine's.</summary>
    public ImmutableArray<string> Allowed { get; set; } = [];
    /// <summary>The desktops of the programs that came in at the door and draw there now, one for each program.</summary>
    public ImmutableArray<string> Drawing { get; set; } = [];
}

public sealed record GpuServerList(ImmutableArray<GpuServerInfo> Servers);
