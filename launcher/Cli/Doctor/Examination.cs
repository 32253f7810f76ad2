// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Daemon;
using Seamless.Launcher.Guests;

namespace Seamless.Launcher.Cli.Doctor;

/// <summary>What Seamless needs from the machine, each with what is lost without it and the command that brings it.</summary>
internal sealed class Examination(IMachine machine, ProgramFolder programs, RuntimeFolder runtime)
{
    private static readonly (string Name, string Package, string For)[] DemoApps =
    [
        ("foot", "foot", "a terminal"),
        ("gtk4-demo", "gtk-4-examples", "GTK 4"),
        ("weston-flower", "weston", "plain Wayland clients"),
        ("firefox-esr", "firefox-esr", "a browser"),
    ];

    public IReadOnlyList<Finding> Findings() =>
    [
        Platform(),
        Programs(),
        Folder(),
        Library("libxkbcommon.so.0", "libxkbcommon0", Health.Missing, "the agent gives apps their keymap with it"),
        File("keyboard layouts", "/usr/share/X11/xkb/rules/evdev", "xkb-data", Health.Missing, "no keymap can be made"),
        Library("librsvg-2.so.2", "librsvg2-2", Health.Limited, "SVG icons are left out"),
        File("fonts", "/usr/share/fonts/truetype", "fonts-dejavu-core", Health.Limited, "apps may show no text"),
        SealedMemory(),
        Systemd(),
        Bus(),
        Sound(),
        .. DemoApps.Select(app => Program(app.Name, app.Package, app.For)),
        File("Wayland XML", "/usr/share/wayland/wayland.xml", "libwayland-dev", Health.Limited, "only building needs it"),
        File("Wayland extensions", "/usr/share/wayland-protocols", "wayland-protocols", Health.Limited, "only building needs them"),
        Desktop(),
        .. new VmExamination(machine, Install).Findings(),
    ];

    private static Finding Platform() =>
        OperatingSystem.IsLinux() ? new("system", Health.Ok, "Linux; .NET is not needed to run") : new("system", Health.Missing, "Seamless runs on Linux");

    private Finding Programs()
    {
        var missing = SeamlessPrograms.All.Where(name => programs.Find(name) is null).ToList();
        return missing.Count == 0
            ? new("programs", Health.Ok, $"in {Path.GetDirectoryName(programs.Find(SeamlessPrograms.Bridge))}")
            : new("programs", Health.Missing, $"no {string.Join(", ", missing)} in {string.Join(", ", programs.Folders)}", "installers/linux/build");
    }

    private Finding Folder() => runtime.Remark is { } remark
        ? new("runtime folder", Health.Limited, remark, machine.HasFile("/run/systemd/system") ? "log in as this user, not through su, so that systemd makes the folder" : null)
        : new("runtime folder", Health.Ok, runtime.Path);

    private Finding SealedMemory() => machine.CannotSealMemory() is { } reason
        ? new("sealed memory", Health.Missing, $"pixels cannot be shared safely: {reason}")
        : new("sealed memory", Health.Ok, "");

    private Finding Systemd() => machine.Variable("XDG_RUNTIME_DIR") is { } folder && machine.HasFile(Path.Combine(folder, "systemd", "private"))
        ? new("systemd user manager", Health.Ok, "each app gets a scope of its own")
        : new("systemd user manager", Health.Limited, "apps run without scopes of their own: their memory and CPU are not accounted one by one");

    private Finding Bus()
    {
        if (machine.Variable("DBUS_SESSION_BUS_ADDRESS") is not null || machine.Variable("XDG_RUNTIME_DIR") is { } folder && machine.HasFile(Path.Combine(folder, "bus")))
            return new("session bus", Health.Ok, "");
        return machine.HasProgram("dbus-daemon")
            ? new("session bus", Health.Ok, "none runs here; the guest starts its own")
            : new("session bus", Health.Limited, "apps that need D-Bus do less", Install("dbus"));
    }

    private Finding Sound()
    {
        const string Name = "sound";
        if (!machine.HasLibrary("libpulse.so.0"))
            return new(Name, Health.Limited, "libpulse.so.0 is not installed: the built-in guest's apps are silent", Install("libpulse0"));
        if (machine.HasProgram("pipewire") && machine.HasProgram("wireplumber") && machine.HasProgram("pipewire-pulse"))
            return new(Name, Health.Ok, "the built-in guest has a PipeWire of its own when an app asks for one");
        return machine.HasProgram("pulseaudio")
            ? new(Name, Health.Ok, "the built-in guest has a PulseAudio of its own when an app asks for one")
            : new(Name, Health.Limited, "neither PipeWire nor PulseAudio is installed: the built-in guest's apps are silent", Install("pipewire-pulse wireplumber"));
    }

    private Finding Desktop() => machine.Variable("WAYLAND_DISPLAY") is { } wayland
        ? new("desktop", Health.Ok, $"this session has Wayland ({wayland}); this version shows windows in screenshots (headless)")
        : machine.Variable("DISPLAY") is { } display
            ? new("desktop", Health.Ok, $"this session has X11 ({display}); this version shows windows in screenshots (headless)")
            : new("desktop", Health.Ok, "none here; windows are shown in screenshots (headless)");

    private Finding Library(string soname, string package, Health without, string loss) =>
        machine.HasLibrary(soname) ? new(soname, Health.Ok, "") : new(soname, without, $"not installed: {loss}", Install(package));

    private Finding File(string name, string path, string package, Health without, string loss) =>
        machine.HasFile(path) ? new(name, Health.Ok, "") : new(name, without, $"no {path}: {loss}", Install(package));

    private Finding Program(string name, string package, string what) =>
        machine.HasProgram(name) ? new(name, Health.Ok, "") : new(name, Health.Limited, $"not installed; the demo shows {what} with it", Install(package));

    /// <summary>Package names are Debian's; elsewhere they are a hint, not a command.</summary>
    private string Install(string package) => machine.Distributions.Any(id => id is "debian" or "ubuntu")
        ? $"{(machine.IsRoot ? "" : "sudo ")}apt-get install {package}"
        : $"install what Debian calls {package}";
}
