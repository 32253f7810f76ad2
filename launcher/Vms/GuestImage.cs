// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Cli;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>What a person wants a new guest to be.</summary>
internal sealed record GuestWish(string Name, string Distribution)
{
    public string Packages { get; init; } = "";
    /// <summary>Of its disk.</summary>
    public long SizeBytes { get; init; } = 8L << 30;
    public long MemoryBytes { get; init; } = 2L << 30;
    public int Cpus { get; init; } = 2;
    /// <summary>Null: where this machine's own apt gets its packages.</summary>
    public string? Mirror { get; init; }
}

/// <summary>
/// A new guest: its image beside the others' and its definition, or nothing of both. The image is built in a folder that no
/// guest has and gets its name when it is complete; the definition, which makes a guest of it, comes last.
/// </summary>
internal sealed class GuestImage(GuestImageScripts scripts, VmFolders folders)
{
    public GuestDefinition Create(GuestWish wish, Action<double, string> progress)
    {
        Refuse(wish);
        Directory.CreateDirectory(folders.Images);
        Directory.CreateDirectory(folders.Definitions);
        var building = Path.Combine(folders.Images, $".{wish.Name}.new");
        using var turn = FileLock.TryTake(building + ".lock")
            ?? throw new LauncherException($"a guest '{wish.Name}' is being created right now");
        try
        {
            // What a builder left that was killed.
            Delete(building);
            scripts.Build(Arguments(wish, building)).Run(progress);
            Directory.Move(building, folders.ImageOf(wish.Name));
            return Define(wish);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LauncherException($"guest '{wish.Name}' was not created: {failure.Message}", failure);
        }
        finally
        {
            Delete(building);
            turn.Delete();
        }
    }

    private void Refuse(GuestWish wish)
    {
        if (GuestDefinition.ProblemOfName(wish.Name) is { } problem)
            throw new LauncherException(problem);
        if (!scripts.Distributions.Contains(wish.Distribution))
            throw new LauncherException($"there is no image '{wish.Distribution}'; there are: {string.Join(", ", scripts.Distributions)}");
        if (File.Exists(folders.DefinitionOf(wish.Name)))
            throw new LauncherException($"there is a guest '{wish.Name}' already; take another name, or remove it with: seamless guest delete {wish.Name}");
        if (Directory.Exists(folders.ImageOf(wish.Name)))
            throw new LauncherException($"{folders.ImageOf(wish.Name)} is there, of a guest without a definition; move it away or delete it first");
    }

    private static List<string> Arguments(GuestWish wish, string folder)
    {
        List<string> arguments = [wish.Distribution, folder, "--packages", wish.Packages, "--size", $"{wish.SizeBytes >> 20}M"];
        if (wish.Mirror is { } mirror)
            arguments.AddRange(["--mirror", mirror]);
        return arguments;
    }

    private GuestDefinition Define(GuestWish wish)
    {
        var (image, file) = (folders.ImageOf(wish.Name), folders.DefinitionOf(wish.Name));
        var disk = Path.Combine(image, "disk.img");
        var definition = new GuestDefinition
        {
            Name = wish.Name,
            File = file,
            MemoryBytes = wish.MemoryBytes,
            Cpus = wish.Cpus,
            Kernel = Path.Combine(image, "vmlinux"),
            Initrd = Path.Combine(image, "initrd"),
            Disks = File.Exists(disk) ? [disk] : [],
            Share = Path.Combine(image, "share"),
        };
        var unfinished = file + ".new";
        try
        {
            File.WriteAllText(unfinished, DefinitionText.Of(definition, image));
            File.Move(unfinished, file, overwrite: false);
            return definition;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            Delete(image);
            throw;
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
