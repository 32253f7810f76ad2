// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Audio;

public static class AudioLimits
{
    /// <summary>
    /// One message of a stream, and how far ahead the sound server works: shorter, and apps on a busy machine miss their time; longer is heard
    /// later.
    /// </summary>
    public const int FragmentMilliseconds = 20;

    /// <summary>Silence after which a stream is over: longer than the pauses of speech and between songs, so that they cut nothing.</summary>
    public const int SilenceMilliseconds = 2000;

    /// <summary>
    /// What is heard before the server has said what it is: as much as a desktop that has not heard of it yet can be sent at once. Asking
    /// takes some milliseconds.
    /// </summary>
    public const int HeldMilliseconds = ProtocolLimits.AudioWindowMilliseconds;

    /// <summary>
    /// What was new and has not played after so long is recorded no more; it is again when it plays. Long enough for a player that first looks
    /// for its file; shorter than a person's pauses, in which nothing runs.
    /// </summary>
    public static readonly TimeSpan Beginning = TimeSpan.FromSeconds(2);

    /// <summary>The rate of our sound server where no desktop has said one: that of most sound.</summary>
    public const int UsualRate = 48_000;

    /// <summary>The channels of our sound server where no desktop has said them.</summary>
    public const int UsualChannels = 2;

    /// <summary>A server that was lost is looked for again after this, then after twice as long, …</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>… and at last this often: a person who restarts it by hand waits no longer.</summary>
    public static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    /// <summary>A server of ours that ends sooner has not worked.</summary>
    public static readonly TimeSpan ServerProof = TimeSpan.FromSeconds(5);

    /// <summary>So often in a row; then the guest has no sound until the agent starts anew.</summary>
    public const int ServerFailures = 3;
}
