// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Seamless.Launcher.Vms;

/// <summary>A definition as the text of its file: only what differs from the defaults, for a person to go on from.</summary>
internal static class DefinitionText
{
    public static string Of(GuestDefinition guest, string imageFolder)
    {
        var text = new StringBuilder("# A guest of Seamless; docs/guest-definition.md describes every key.\n");
        var plain = new GuestDefinition { Name = guest.Name, File = guest.File };
        Line(text, "memory", DefinitionReader.SizeText(guest.MemoryBytes));
        text.Append(CultureInfo.InvariantCulture, $"cpus = {guest.Cpus}\n");
        if (guest.Kernel is { } kernel)
            Line(text, "kernel", Relative(kernel, imageFolder));
        if (guest.Initrd is { } initrd)
            Line(text, "initrd", Relative(initrd, imageFolder));
        if (guest.KernelArguments.Length > 0)
            Line(text, "kernel-arguments", guest.KernelArguments);
        if (guest.Disks.Length == 1)
            Line(text, "disk", Relative(guest.Disks[0], imageFolder));
        else if (guest.Disks.Length > 1)
            text.Append(CultureInfo.InvariantCulture, $"disk = [{string.Join(", ", guest.Disks.Select(disk => Quoted(Relative(disk, imageFolder))))}]\n");
        if (guest.Accelerator != plain.Accelerator)
            Line(text, "accelerator", guest.Accelerator == AcceleratorWish.Kvm ? "kvm" : "tcg");
        if (guest.Network != plain.Network)
            Line(text, "network", "none");
        if (guest.Devices != plain.Devices)
            Line(text, "devices", "redox");
        if (guest.Autostart != plain.Autostart)
            Line(text, "autostart", guest.Autostart == Autostart.Login ? "login" : "never");
        if (guest.SuspendAfter is { } idle)
            Line(text, "suspend-after", string.Create(CultureInfo.InvariantCulture, $"{(long)idle.TotalSeconds}s"));
        if (guest.Share != Path.Combine(imageFolder, "share"))
            Line(text, "share", guest.Share ?? "none");
        if (!guest.HasGpu || guest.Passthrough is not null)
            Line(text, "gpu", guest.Passthrough is { } card ? $"passthrough:{card}" : "none");
        if (guest.ConsoleLogBytes != plain.ConsoleLogBytes)
            Line(text, "console-log", DefinitionReader.SizeText(guest.ConsoleLogBytes));
        if (guest.Restart != plain.Restart)
            Line(text, "restart", guest.Restart == RestartPolicy.Always ? "always" : "never");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string key, string value) => text.Append(CultureInfo.InvariantCulture, $"{key} = {Quoted(value)}\n");

    /// <summary>A basic string of TOML. Paths hold no control characters (the reader refuses them).</summary>
    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>What lies in the guest's own folder goes by its name alone, so that the folder can be moved.</summary>
    private static string Relative(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal) ? path[(folder.Length + 1)..] : path;
}
