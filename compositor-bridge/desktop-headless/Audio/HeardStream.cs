// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless.Audio;

/// <summary>What one app of a guest plays.</summary>
internal sealed class HeardStream(string guest, AudioStarted started)
{
    public string Guest => guest;

    public AudioStarted Started => started;

    /// <summary>Where the next frame belongs, counted from the stream's start.</summary>
    public ulong End { get; set; }

    /// <summary>Null while nobody records.</summary>
    public WavFile? File { get; set; }
}
