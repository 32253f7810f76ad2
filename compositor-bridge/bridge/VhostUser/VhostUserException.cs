// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>The front-end, or the guest in its rings, broke the rules. The message is what the log says; the device ends with it.</summary>
internal sealed class VhostUserException : Exception
{
    public VhostUserException(string message)
        : base(message)
    {
    }

    public VhostUserException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
