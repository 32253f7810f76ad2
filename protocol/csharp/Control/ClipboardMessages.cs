// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol.Control;

/// <summary>Which clipboard: the desktop's, or what that guest alone has (or is given).</summary>
public sealed record ClipboardArguments
{
    public string? Guest { get; set; }
    /// <summary>What is marked, not what was copied.</summary>
    public bool Primary { get; set; }
}

/// <summary>File is absolute; the desktop writes it. Without a type: text, when there is some, else the first type.</summary>
public sealed record ClipboardGetArguments(string File, ClipboardArguments From, string? Type = null);

/// <summary>File is absolute; the desktop reads it. Without a type it is text.</summary>
public sealed record ClipboardSetArguments(string File, ClipboardArguments To, string? Type = null);

/// <summary>The best first; none: there is nothing to paste.</summary>
public sealed record ClipboardTypes(ImmutableArray<string> Types);

public sealed record ClipboardTaken(string Type, long Bytes);
