// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher;

/// <summary>
/// Something outside of the launcher failed (a missing app, a full disk, a daemon that is gone). The message is the one
/// line that the person reads, so it says what happened and, where there is a way out, which.
/// </summary>
internal sealed class LauncherException : Exception
{
    public LauncherException(string message) : base(message) { }

    public LauncherException(string message, Exception cause) : base(message, cause) { }
}
