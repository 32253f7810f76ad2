// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Audio;

/// <summary>The sound server that the guest's apps play to. Nobody but an app starts it: a guest that makes no sound pays for none.</summary>
public interface ISoundServer
{
    bool IsInstalled { get; }

    bool IsRunning { get; }

    /// <summary>As PULSE_SERVER; null: where libpulse looks.</summary>
    string? Address { get; }

    /// <summary>The form that its sink should have when it starts.</summary>
    AudioSink Form { set; }

    /// <summary>The form of the sink that it has from its start; none: it is not ours.</summary>
    AudioSink StartedForm { get; }

    /// <summary>It runs, or does not any more.</summary>
    Action? Changed { set; }
}
