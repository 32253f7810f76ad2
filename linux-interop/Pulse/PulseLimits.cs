// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux.Pulse;

internal static class PulseLimits
{
    /// <summary>Playing streams looked at; a sound server allows 256 for each sink.</summary>
    public const int SinkInputs = 256;

    /// <summary>Clients looked at for the process that plays; PulseAudio allows 64 connections, PipeWire more.</summary>
    public const int Clients = 1024;

    /// <summary>Bytes of a name that are read; a person is shown less.</summary>
    public const int TextBytes = 4096;
}
