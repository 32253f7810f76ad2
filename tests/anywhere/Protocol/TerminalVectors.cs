// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

internal static class TerminalVectors
{
    public static IEnumerable<Vector> All()
    {
        yield return Vector.Of("install a package, as root, on a terminal", new OpenTerminal
        {
            Stream = 1,
            Flags = TerminalFlags.Pty | TerminalFlags.Root,
            Columns = 120,
            Rows = 40,
            Arguments = ["apt", "install", "btop"],
            Environment = ["COLORTERM=truecolor"],
            TerminalType = "xterm-256color",
        });
        yield return Vector.Of("a login shell on pipes, in a folder", new OpenTerminal { Stream = 2, WorkingDirectory = "/tmp" }, variant: "-shell");
        yield return Vector.Of("a program draws on the guest's GPU", new OpenTerminal { Stream = 3, Flags = TerminalFlags.Gpu }, variant: "-gpu");
        yield return Vector.Of("it runs", new TerminalOpened(1, 4711));
        yield return Vector.Of("y, and the Enter key", new TerminalData(1, TerminalChannel.Input, "y\r"u8.ToArray()));
        yield return Vector.Of("a line on standard error", new TerminalData(2, TerminalChannel.Error, "no\n"u8.ToArray()), variant: "-error");
        yield return Vector.Of("no more input", new TerminalData(2, TerminalChannel.Input, default), variant: "-end");
        yield return Vector.Of("64 KiB have been handed on", new TerminalCredit(2, 65_536));
        yield return Vector.Of("the window is another size", new TerminalResized(1, 80, 24));
        yield return Vector.Of("interrupt it", new TerminalSignal(2, 2));
        yield return Vector.Of("nobody is there any more", new CloseTerminal(1));
        yield return Vector.Of("it ended by itself", new TerminalExited(1, 3, 0));
        yield return Vector.Of("it was killed", new TerminalExited(2, 0, 9), variant: "-signal");
        yield return Vector.Of("it did not start", new TerminalFailed(1, "btop: not found in PATH"));
    }
}
