// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol.Control;

/// <summary>What an app plays at this moment. Instance: the app's, 0 when the guest does not know. File: where it is recorded to.</summary>
public sealed record AudioStreamInfo(string Guest, long Instance, string App, string Title, double Seconds, string? File = null);

/// <summary>Folder: where recordings go, while recording is on.</summary>
public sealed record AudioStreamList(ImmutableArray<AudioStreamInfo> Streams, string? Folder = null);

/// <summary>Folder is absolute and there; the desktop writes a WAV file for each stream, until audio-stop.</summary>
public sealed record AudioRecordArguments(string Folder);

/// <summary>What was recorded. Problem: why the file is not whole, in words.</summary>
public sealed record AudioFile(string File, string Guest, string App, string Title, double Seconds, string? Problem = null);

public sealed record AudioRecorded(ImmutableArray<AudioFile> Files);
