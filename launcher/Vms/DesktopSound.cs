// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Cli;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>
/// Where the sound of a virtual machine comes out on this machine: at the session's own sound server, when it has one and QEMU can speak to it.
/// </summary>
internal sealed record DesktopSound
{
    /// <summary>What QEMU's `-audiodev` has before and after the id.</summary>
    public required string Driver { get; init; }
    public string Options { get; init; } = "";
    /// <summary>For people: where it comes out, or why it does not.</summary>
    public required string Remark { get; init; }
    /// <summary>QEMU's own part for it is not installed; there is a server.</summary>
    public bool LacksDriver { get; init; }

    public bool IsHeard => Driver != None;

    public const string None = "none";

    /// <param name="environment">The person's session.</param>
    /// <param name="drivers">What QEMU's `-audiodev help` lists.</param>
    /// <param name="answers">Whether somebody listens on that socket.</param>
    public static DesktopSound Find(UserEnvironment environment, IReadOnlyList<string> drivers, Func<string, bool> answers)
    {
        var (pulse, pipeWire) = (PulseSocket(environment), PipeWireSocket(environment));
        var hasPulse = pulse is not null && answers(pulse);
        // PipeWire speaks PulseAudio's language, too, and usually is there by both names.
        if (hasPulse && drivers.Contains("pa"))
            return new DesktopSound { Driver = "pa", Options = $",server=unix:{QemuArguments.Escape(pulse!)}", Remark = $"through PulseAudio at {pulse}" };
        var hasPipeWire = pipeWire is not null && answers(pipeWire);
        if (hasPipeWire && drivers.Contains("pipewire"))
            return new DesktopSound { Driver = "pipewire", Remark = $"through PipeWire at {pipeWire}" };
        if (hasPulse || hasPipeWire)
            return new DesktopSound { Driver = None, Remark = $"this QEMU has no driver for {(hasPulse ? "PulseAudio" : "PipeWire")}", LacksDriver = true };
        return new DesktopSound { Driver = None, Remark = "this session has no sound server" };
    }

    /// <summary>As it is when a machine starts. Blocks for QEMU's answer.</summary>
    public static DesktopSound Find(UserEnvironment environment, QemuProgram qemu) => Find(environment, qemu.AudioDrivers(), Answers);

    private static string? PulseSocket(UserEnvironment environment) => environment["PULSE_SERVER"] switch
    {
        { } server when server.StartsWith("unix:", StringComparison.Ordinal) => server["unix:".Length..],
        { } server when Path.IsPathRooted(server) => server,
        // Somewhere else on the network: QEMU, which is confined, has no business there.
        not null => null,
        null => environment["XDG_RUNTIME_DIR"] is { } folder ? Path.Combine(folder, "pulse", "native") : null,
    };

    /// <summary>QEMU finds it by the same variables.</summary>
    private static string? PipeWireSocket(UserEnvironment environment) =>
        (environment["PIPEWIRE_RUNTIME_DIR"] ?? environment["XDG_RUNTIME_DIR"]) is { } folder ? Path.Combine(folder, environment["PIPEWIRE_REMOTE"] ?? "pipewire-0") : null;

    private static bool Answers(string socket)
    {
        try
        {
            UnixSocket.Connect(socket).Dispose();
            return true;
        }
        catch (LinuxException)
        {
            return false; // Nobody there, or not for us.
        }
    }
}
