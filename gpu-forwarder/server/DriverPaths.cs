// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>
/// The files that a driver works with: itself and its settings, what the kernel says of the machine, devices, and a folder for the shaders that it has
/// compiled. Nothing of them is the user's own.
/// </summary>
internal static class DriverPaths
{
    private const LandlockRights Program = LandlockRights.Read | LandlockRights.Execute;
    private const LandlockRights Device = LandlockRights.Read | LandlockRights.Write | LandlockRights.ControlDevice;
    private const LandlockRights Folder = LandlockRights.Read | LandlockRights.Write | LandlockRights.MakeFile | LandlockRights.RemoveFile;

    private const string MesaCache = "MESA_SHADER_CACHE_DIR", MesaNoCache = "MESA_SHADER_CACHE_DISABLE", NvidiaCache = "__GL_SHADER_DISK_CACHE_PATH";

    /// <summary>What is anybody's to read. Where other distributions keep their drivers is here, too: what is not there is passed over.</summary>
    private static readonly string[] Public =
        ["/usr", "/lib", "/lib32", "/lib64", "/etc", "/opt", "/proc", "/sys", "/run/udev", "/run/nvidia", "/run/opengl-driver", "/nix/store", "/gnu/store"];

    /// <summary>Folders and files, with colons (some: spaces) between them, by which somebody who tries a driver of their own names it.</summary>
    private static readonly string[] Named =
    [
        "LD_LIBRARY_PATH", "LD_PRELOAD", "LIBGL_DRIVERS_PATH", "LIBGL_DRIVERS_DIR", "EGL_DRIVERS_PATH", "GBM_BACKENDS_PATH", "DRIRC_CONFIGDIR",
        "__EGL_VENDOR_LIBRARY_DIRS", "__EGL_VENDOR_LIBRARY_FILENAMES", "__EGL_EXTERNAL_PLATFORM_CONFIG_DIRS", "__EGL_EXTERNAL_PLATFORM_CONFIG_FILENAMES",
        "VK_DRIVER_FILES", "VK_ICD_FILENAMES",
    ];

    /// <summary>Those of GPUs, and those that any program may use; no disk, no terminal, no microphone.</summary>
    private static readonly string[] Devices =
        ["dri", "dxg", "udmabuf", "dma_heap", "kfd", "nvidia*", "nvhost*", "nvmap", "nvgpu", "mali*", "null", "zero", "full", "random", "urandom"];

    public static void Allow(Landlock rules, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var path in Public.Append(AppContext.BaseDirectory).Concat(Named.SelectMany(name => Listed(environment, name))))
            rules.Allow(path, Program);
        rules.Allow("/dev", LandlockRights.ReadFolder);
        foreach (var device in Devices.SelectMany(pattern => Directory.EnumerateFileSystemEntries("/dev", pattern)))
            rules.Allow(device, Device);
        rules.Allow("/dev/shm", Folder);
        foreach (var name in new[] { MesaCache, NvidiaCache })
        {
            if (environment.GetValueOrDefault(name) is { Length: > 0 } cache)
                rules.Allow(cache, Folder | LandlockRights.MakeFolder | LandlockRights.RemoveFolder);
        }
    }

    /// <summary>
    /// Names a folder of the clients' own for compiled shaders, unless somebody has named one: what a stranger could write in those of the drivers, other
    /// programs of the user would run. Without a place for it there is none.
    /// </summary>
    public static void NameCaches(Dictionary<string, string> environment)
    {
        var own = OwnCache(environment);
        foreach (var name in new[] { MesaCache, NvidiaCache })
        {
            var folder = environment.GetValueOrDefault(name) is { Length: > 0 } named ? Path.GetFullPath(named) : own;
            if (folder is not null && IsThere(folder))
                environment[name] = folder;
            else if (name == MesaCache)
                environment[MesaNoCache] = "true"; // It would look for a place, and say each time that it found none.
        }
    }

    private static string? OwnCache(IReadOnlyDictionary<string, string> environment)
    {
        var (cache, home) = (environment.GetValueOrDefault("XDG_CACHE_HOME"), environment.GetValueOrDefault("HOME"));
        if (Path.IsPathFullyQualified(cache ?? ""))
            return Path.Combine(cache!, "seamless/shaders");
        return Path.IsPathFullyQualified(home ?? "") ? Path.Combine(home!, ".cache/seamless/shaders") : null;
    }

    private static bool IsThere(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Listed(IReadOnlyDictionary<string, string> environment, string name) =>
        (environment.GetValueOrDefault(name) ?? "").Split([':', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFullPath);
}
