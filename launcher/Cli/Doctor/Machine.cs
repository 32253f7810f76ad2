// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Seamless.Launcher.Vms;
using Seamless.Linux;

namespace Seamless.Launcher.Cli.Doctor;

/// <summary>The machine as the examination sees it; a fake one makes every outcome testable.</summary>
internal interface IMachine
{
    bool HasLibrary(string soname);
    bool HasProgram(string name);
    bool HasFile(string path);
    /// <summary>Null when it can be opened for reading and writing, else why not.</summary>
    string? CannotOpen(string path);
    string? Variable(string name);
    bool IsRoot { get; }
    /// <summary>ID and ID_LIKE of os-release, in this order.</summary>
    IReadOnlyList<string> Distributions { get; }
    /// <summary>Null when memory files can be sealed, else why not.</summary>
    string? CannotSealMemory();
    /// <summary>The QEMU that guests would run on, or why there is none that they can.</summary>
    (Version? Version, string Problem) Qemu();
    /// <summary>Where a virtual machine with a sound card would be heard.</summary>
    DesktopSound Sound();
    /// <summary>How KVM did when a guest was started on it; null: not tried.</summary>
    KvmVerdict? KvmVerdict(Version qemu);
}

/// <summary>The one that we run on.</summary>
internal sealed class Machine(UserEnvironment environment) : IMachine
{
    public bool IsRoot => environment.UserId == 0;

    public IReadOnlyList<string> Distributions { get; } = ReadDistributions("/etc/os-release");

    public string? Variable(string name) => environment[name];

    public bool HasProgram(string name) => environment.FindProgram(name) is not null;

    public bool HasFile(string path) => File.Exists(path) || Directory.Exists(path);

    public bool HasLibrary(string soname)
    {
        // Loading it is the only answer that counts what the library itself needs.
        if (!NativeLibrary.TryLoad(soname, out var library))
            return false;
        NativeLibrary.Free(library);
        return true;
    }

    public string? CannotOpen(string path)
    {
        try
        {
            using var opened = FileDescriptor.OpenReadWrite(path);
            return null;
        }
        catch (LinuxException failure)
        {
            return failure.Message;
        }
    }

    public (Version? Version, string Problem) Qemu()
    {
        try
        {
            return (QemuProgram.Find(environment).Version, "");
        }
        catch (LauncherException failure)
        {
            return (null, failure.Message);
        }
    }

    public DesktopSound Sound() => DesktopSound.Find(environment, QemuProgram.Find(environment));

    public KvmVerdict? KvmVerdict(Version qemu) => new AcceleratorMemory(VmFolders.Locate(environment, "/").State).Recall(qemu);

    public string? CannotSealMemory()
    {
        const Seals Wanted = Seals.Shrink | Seals.Grow | Seals.Seal;
        try
        {
            using var file = MemoryFile.Create("seamless-doctor", 4096, Wanted);
            return (file.Seals & Wanted) == Wanted ? null : "the kernel did not keep the seals";
        }
        catch (LinuxException failure)
        {
            return failure.Message;
        }
    }

    internal static IReadOnlyList<string> ReadDistributions(string file)
    {
        if (!File.Exists(file))
            return [];
        var values = File.ReadLines(file).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0]).ToDictionary(pairs => pairs.Key, pairs => pairs.Last()[1].Trim('"', '\''));
        return [.. values.GetValueOrDefault("ID", "").Split(' ').Concat(values.GetValueOrDefault("ID_LIKE", "").Split(' ')).Where(id => id.Length > 0)];
    }
}
