// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Doors;

/// <summary>
/// What is behind the door for one connection that asked for it. It has its place there from then on; whoever does not come through gives it
/// back by disposing it.
/// </summary>
internal interface IPassage : IDisposable
{
    /// <summary>The stream is taken over. Where what was given has been taken back meanwhile, it is closed.</summary>
    void Begin(ByteStream near);
}
