// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>How KVM did when it was tried. Reason is for people.</summary>
internal sealed record KvmVerdict(bool Works, string Reason);

/// <summary>
/// Remembers whether KVM really runs guests here: a file in the state folder, a line for each machine, QEMU and kernel. That
/// /dev/kvm opens says little: nested in another virtualization it may stop at the guest's first unusual instruction.
/// </summary>
internal sealed class AcceleratorMemory(string stateFolder, string machineIdFile = "/etc/machine-id", string releaseFile = "/proc/sys/kernel/osrelease")
{
    /// <summary>Each update of QEMU or kernel leaves a line; the oldest go.</summary>
    private const int Lines = 32;
    private const int FileBytes = 64 * 1024;

    private string File => Path.Combine(stateFolder, "accelerators");

    /// <summary>Null: not tried here yet.</summary>
    public KvmVerdict? Recall(Version qemu)
    {
        var key = Key(qemu);
        foreach (var line in Read())
        {
            if (!line.StartsWith(key, StringComparison.Ordinal))
                continue;
            var words = line[key.Length..].Split(' ', 2);
            if (words is ["works" or "fails", var reason])
                return new KvmVerdict(words[0] == "works", reason);
        }
        return null;
    }

    public void Remember(Version qemu, KvmVerdict verdict)
    {
        var key = Key(qemu);
        var others = Read().Where(line => !line.StartsWith(key, StringComparison.Ordinal)).TakeLast(Lines - 1);
        try
        {
            Directory.CreateDirectory(stateFolder);
            System.IO.File.WriteAllLines(File + ".new", [.. others, $"{key}{(verdict.Works ? "works" : "fails")} {verdict.Reason.ReplaceLineEndings(" ")}"]);
            System.IO.File.Move(File + ".new", File, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LauncherException($"cannot remember how KVM does, in {File}: {failure.Message}", failure);
        }
    }

    private string Key(Version qemu) => $"{FirstWord(machineIdFile)} qemu-{qemu} linux-{FirstWord(releaseFile)} kvm ";

    private string[] Read() => RegularFile.Read(File, FileBytes) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];

    private static string FirstWord(string file) => RegularFile.Read(file, 256) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes).Trim() : "unknown";
}
