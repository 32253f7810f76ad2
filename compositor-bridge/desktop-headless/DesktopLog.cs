// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Desktop.Headless;

/// <summary>Everything this program says, on standard error; the launcher hands the lines on.</summary>
internal static class DesktopLog
{
    public static void Started(string name, string size, string control) => Write("info", $"desktop '{name}': {size}, control socket {control}");

    public static void Stopped(string name) => Write("info", $"desktop '{name}': stopped");

    public static void CannotListen(string path, string reason) => Write("error", $"cannot listen on {path}: {reason}");

    public static void GuestConnected(string guest, string bridge) => Write("info", $"guest '{guest}': connected to '{bridge}'");

    public static void GuestUnreachable(string guest, string reason) => Write("info", $"guest '{guest}': not reachable, trying again: {reason}");

    public static void GuestLost(string guest, string reason) => Write("warn", $"guest '{guest}': connection closed: {reason}");

    public static void GuestRefused(string guest, string reason) => Write("warn", $"guest '{guest}': refused: {reason}");

    public static void WindowsGone(string guest, int count) => Write("info", $"guest '{guest}': did not come back, {count} windows removed");

    public static void MessageIgnored(string guest, string message, string reason) => Write("warn", $"guest '{guest}': {message} ignored: {reason}");

    public static void ControlClosed(string reason) => Write("warn", $"control connection closed: {reason}");

    public static void NoFont(string folder) =>
        Write("warn", $"no font found under {folder}: titles and labels are drawn without text; install one, for example fonts-dejavu-core");

    private static void Write(string level, string message) => Console.Error.WriteLine($"{level} {message}");
}
