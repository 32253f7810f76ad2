// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Seamless.Benchmarks;

/// <summary>
/// NVIDIA's driver as native programs find it on a machine that need not have a screen: by EGL's device platform. Its GLX wants an X server of its
/// own, so programs of GLX get it made of EGL (gl/device-glx.c).
/// </summary>
internal static class GlNvidia
{
    private const string Driver = "libEGL_nvidia.so.0";

    private static readonly string[] Vendors = ["/usr/share/glvnd/egl_vendor.d", "/etc/glvnd/egl_vendor.d", "/usr/local/nvidia/share/glvnd/egl_vendor.d"];

    /// <summary>A GPU of NVIDIA's is there: its kernel driver says so, or, in a sandbox that has no such file, its device.</summary>
    public static bool IsThere { get; } = File.Exists("/proc/driver/nvidia/version") || File.Exists("/dev/nvidiactl");

    /// <summary>What a person has to do before anything can be drawn; null: nothing.</summary>
    public static string? Missing => Listed() is not null || IsInstalled() ? null
        : $"there is an NVIDIA GPU, and no {Driver}: its OpenGL is not installed, or was left out. Debian: apt-get install libegl-nvidia0 (of non-free); Ubuntu: libnvidia-gl-NUMBER, "
            + "the number being that of the kernel's driver in /proc/driver/nvidia/version; NVIDIA's own installer: without --no-opengl-files; "
            + "in a container: NVIDIA_DRIVER_CAPABILITIES=all when it is started, so that it has graphics beside compute";

    /// <summary>What tells EGL of NVIDIA's part of it, by name, since EGL goes on to Mesa's in silence where it does not start.</summary>
    public static string Egl(Scratch scratch)
    {
        if (Listed() is { } found)
            return found;
        // The library without the file that tells of it, as containers have it.
        var own = scratch.PathOf("10_nvidia.json");
        File.WriteAllText(own, $$"""{ "file_format_version": "1.0.0", "ICD": { "library_path": "{{Driver}}" } }""");
        return own;
    }

    /// <summary>The folder with the GLX of native programs.</summary>
    public static string Glx(Scratch scratch, [CallerFilePath] string here = "")
    {
        var folder = scratch.PathOf("native");
        if (Directory.Exists(folder))
            return folder;
        Directory.CreateDirectory(folder);
        // What is called within the library stays there, and the commands of GL are looked for through it.
        using var gcc = Process.Start("gcc", ["-O2", "-shared", "-fPIC", "-o", Path.Combine(folder, "libGL.so.1"), Path.Combine(Path.GetDirectoryName(here)!, "gl", "device-glx.c"),
            "-Wl,-Bsymbolic,--no-as-needed,-soname,libGL.so.1", "-l:libOpenGL.so.0", "-l:libEGL.so.1", "-l:libX11.so.6", "-ldl"]);
        gcc.WaitForExit();
        return gcc.ExitCode == 0 ? folder : throw new InvalidOperationException("gl/device-glx.c does not compile");
    }

    private static string? Listed() => Vendors.Select(folder => Path.Combine(folder, "10_nvidia.json")).FirstOrDefault(File.Exists);

    private static bool IsInstalled()
    {
        var start = new ProcessStartInfo("/sbin/ldconfig", ["-p"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var known = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return known.Contains(Driver, StringComparison.Ordinal)
            || (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, Driver)));
    }
}
