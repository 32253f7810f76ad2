// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Launcher.Cli.Terminals;

/// <summary>What `exec` and `revm` were asked for.</summary>
internal sealed record TerminalRequest
{
    /// <summary>Null: the only virtual machine.</summary>
    public string? Guest { get; init; }

    /// <summary>Empty: a shell.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    public bool Root { get; init; }

    /// <summary>Null: when our own input and output are a terminal.</summary>
    public bool? Tty { get; init; }

    /// <summary>NAME=VALUE.</summary>
    public ImmutableArray<string> Variables { get; init; } = [];

    public string WorkingFolder { get; init; } = "";
}
