// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol.Control;

/// <summary>One app of a guest's catalogue; what `seamless apps --json` prints.</summary>
public sealed record AppInfo
{
    public required string Guest { get; init; }
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string GenericName { get; set; } = "";
    public string Comment { get; set; } = "";
    public ImmutableArray<string> Categories { get; set; } = [];
    public ImmutableArray<string> Keywords { get; set; } = [];
    public ImmutableArray<string> MimeTypes { get; set; } = [];
    public bool Terminal { get; set; }
    /// <summary>It asks not to be listed in menus.</summary>
    public bool Hidden { get; set; }
    public ImmutableArray<AppActionInfo> Actions { get; set; } = [];
}

public sealed record AppActionInfo(string Id, string Name);

public sealed record AppList(ImmutableArray<AppInfo> Apps);

/// <summary>Of this guest, which is started for it; null: of all that run.</summary>
public sealed record AppsArguments
{
    public string? Guest { get; set; }
}

/// <summary>Either App (an id or a name) or Command (its words) is set.</summary>
public sealed record RunArguments
{
    public string Guest { get; set; } = "local";
    public string? App { get; set; }
    public string? Action { get; set; }
    public ImmutableArray<string> Command { get; set; } = [];
    /// <summary>Files and addresses to open with the app.</summary>
    public ImmutableArray<string> Uris { get; set; } = [];
    /// <summary>NAME=VALUE.</summary>
    public ImmutableArray<string> Variables { get; set; } = [];
    public string WorkingFolder { get; set; } = "";
    /// <summary>How long its first window may take; 0: answer as soon as it is started.</summary>
    public int WaitMilliseconds { get; set; }
    /// <summary>Ends the app when this connection closes.</summary>
    public bool UntilDisconnect { get; set; }
}

/// <summary>What `seamless run --json` prints.</summary>
public sealed record RunStarted
{
    public required string Guest { get; init; }
    public required string App { get; init; }
    public required long Instance { get; init; }
    public required int ProcessId { get; init; }
    /// <summary>Null when not waited for.</summary>
    public WindowInfo? Window { get; set; }
}

/// <summary>What `seamless demo --json` prints.</summary>
public sealed record DemoShown(ScreenshotTaken Picture, ImmutableArray<RunStarted> Apps);

public sealed record StopAppArguments(string Guest, long Instance);

/// <summary>Without a guest: the person's only virtual machine.</summary>
public sealed record TerminalArguments
{
    public string? Guest { get; set; }
}

/// <summary>Where a terminal of that guest is opened: its bridge's socket, with PROTOCOL.md spoken there. The guest is ready.</summary>
public sealed record TerminalPlace(string Guest, string Socket);

/// <summary>What `seamless guest status --json` prints.</summary>
public sealed record GuestInfo
{
    public required string Name { get; init; }
    /// <summary>local: this machine itself; vm: a virtual machine.</summary>
    public string Kind { get; set; } = "local";
    /// <summary>stopped, starting, booting, ready, restarting, paused or stopping.</summary>
    public required string State { get; init; }
    /// <summary>Why it is not ready.</summary>
    public string Reason { get; set; } = "";
    /// <summary>kvm or tcg, while a virtual machine runs.</summary>
    public string Accelerator { get; set; } = "";
    public int Apps { get; set; }
    public ImmutableArray<InstanceInfo> Running { get; set; } = [];
    public ImmutableArray<ProcessInfo> Processes { get; set; } = [];
}

/// <summary>Which guest is meant.</summary>
public sealed record GuestArguments(string Guest);

/// <summary>Asks for what a guest's start is at, once there is more than was seen.</summary>
public sealed record ProgressArguments(string Guest, int Seen);

/// <summary>Done: nothing more will come.</summary>
public sealed record GuestProgress(int Count, string Line, bool Done);

/// <summary>An app that was started and has not ended.</summary>
public sealed record InstanceInfo(long Instance, string App, int ProcessId);

public sealed record ProcessInfo(string Program, int ProcessId, int Restarts);

public sealed record GuestList(ImmutableArray<GuestInfo> Guests);

/// <summary>What `seamless status --json` prints.</summary>
public sealed record DaemonStatus
{
    public required bool Running { get; init; }
    public string Version { get; set; } = "";
    public int ProcessId { get; set; }
    public long UptimeSeconds { get; set; }
    public required string RuntimeFolder { get; init; }
    public required string LogFolder { get; init; }
    public ImmutableArray<GuestInfo> Guests { get; set; } = [];
    public DesktopStatus? Desktop { get; set; }
}

/// <summary>The screen of a virtual machine as a window: shown, waiting for its first content at most so long, or closed.</summary>
public sealed record ConsoleArguments
{
    public required string Guest { get; init; }
    public bool Close { get; set; }
    public int WaitMilliseconds { get; set; }
}

/// <summary>Window: null when it was closed.</summary>
public sealed record ConsoleShown
{
    public WindowInfo? Window { get; set; }
    /// <summary>It was there before it was asked for.</summary>
    public bool WasShown { get; set; }
}
