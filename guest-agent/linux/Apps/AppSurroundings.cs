// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Apps;

/// <summary>The world that an app of this guest is started in.</summary>
/// <param name="GuestName">For unit names and logs.</param>
/// <param name="WaylandDisplay">Path of the compositor's socket.</param>
/// <param name="RuntimeFolder">A private folder for this guest's sockets.</param>
/// <param name="Variables">The agent's own environment.</param>
public sealed record AppSurroundings(string GuestName, string WaylandDisplay, string RuntimeFolder, EnvironmentVariables Variables)
{
    // What describes the agent's own start or another display. An app that saw these would talk to the wrong one.
    private static readonly string[] NotForApps =
    [
        "DISPLAY", "XAUTHORITY", "WAYLAND_SOCKET", "DESKTOP_STARTUP_ID", "XDG_ACTIVATION_TOKEN", "XDG_SESSION_ID", "XDG_SEAT", "XDG_VTNR",
        "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "INVOCATION_ID", "JOURNAL_STREAM", "SYSTEMD_EXEC_PID", "MANAGERPID",
        "WATCHDOG_PID", "WATCHDOG_USEC", "GIO_LAUNCHED_DESKTOP_FILE", "GIO_LAUNCHED_DESKTOP_FILE_PID", "WINDOWID", "TERM", "OLDPWD",
    ];

    /// <summary>Our own settings (SEAMLESS_PROTOCOL_TRACE and so on) are not the apps'.</summary>
    private const string OwnPrefix = "SEAMLESS_";

    // There is no X server in the guest: a toolkit that tries X11 first, or only when told, is told. Nothing on the desktop's side
    // reads the accessibility tree, and without it an app need not start the bus for it.
    private static readonly (string Name, string Value)[] Session =
    [
        ("XDG_SESSION_TYPE", "wayland"), ("XDG_CURRENT_DESKTOP", "Seamless"), ("XDG_SESSION_CLASS", "user"),
        ("GDK_BACKEND", "wayland"), ("QT_QPA_PLATFORM", "wayland"), ("SDL_VIDEODRIVER", "wayland"), ("MOZ_ENABLE_WAYLAND", "1"),
        ("ELECTRON_OZONE_PLATFORM_HINT", "wayland"), ("CLUTTER_BACKEND", "wayland"), ("NO_AT_BRIDGE", "1"), ("GTK_A11Y", "none"),
    ];

    /// <summary>What leads apps to the guest's own sound server, where it has one.</summary>
    public IReadOnlyDictionary<string, string> Sound { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string Home => Variables["HOME"] ?? "/";

    /// <summary>What every app and the session bus get.</summary>
    public Dictionary<string, string> Environment()
    {
        var all = Variables.All.Where(pair => !pair.Key.StartsWith(OwnPrefix, StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        foreach (var name in NotForApps) all.Remove(name);
        foreach (var (name, value) in Session) all[name] = value;
        foreach (var (name, value) in Sound) all[name] = value;
        all["WAYLAND_DISPLAY"] = WaylandDisplay;
        // Toolkits put sockets and caches there; without one some refuse to start.
        if (Variables["XDG_RUNTIME_DIR"] is null) all["XDG_RUNTIME_DIR"] = RuntimeFolder;
        return all;
    }

    /// <summary>What one start adds: the bus, the token with which its first window may take the focus, and what the request says.</summary>
    public Dictionary<string, string> Environment(in StartApp start, string? busAddress, string token)
    {
        var all = Environment();
        if (busAddress is not null) all["DBUS_SESSION_BUS_ADDRESS"] = busAddress;
        if (start.ActivationToken.Length > 0)
        {
            all["XDG_ACTIVATION_TOKEN"] = start.ActivationToken;
            all["DESKTOP_STARTUP_ID"] = start.ActivationToken; // the name that GTK 3 and Qt 5 know
        }
        foreach (var entry in start.Environment)
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            all[entry[..equals]] = entry[(equals + 1)..];
        }
        all[AppMark.Variable] = token;
        return all;
    }
}
