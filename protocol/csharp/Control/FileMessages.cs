// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol.Control;

/// <summary>A file of this machine, to be opened in an app of a guest.</summary>
public sealed record OpenArguments
{
    public string Guest { get; set; } = "local";

    /// <summary>An absolute path.</summary>
    public required string File { get; init; }

    /// <summary>Without one: what the guest opens files of that type with.</summary>
    public string? App { get; set; }

    /// <summary>What is saved in the guest does not come back.</summary>
    public bool ReadOnly { get; set; }
}

/// <summary>A file that is open in a guest.</summary>
public sealed record OpenedFileInfo(string Guest, string Key, string File)
{
    /// <summary>The app's; 0: not known.</summary>
    public long Instance { get; set; }

    /// <summary>How many saves have come back.</summary>
    public int Stored { get; set; }

    /// <summary>A save has not come back yet.</summary>
    public bool Waiting { get; set; }

    /// <summary>Why it has not.</summary>
    public string Problem { get; set; } = "";
}

public sealed record OpenedFileList(ImmutableArray<OpenedFileInfo> Files);

/// <summary>Asks for the next line about a file after those that were seen.</summary>
public sealed record FileProgressArguments(string Key, int Seen);

/// <summary>Done: nothing more will come.</summary>
public sealed record FileProgress(int Count, string Line, bool Done);
