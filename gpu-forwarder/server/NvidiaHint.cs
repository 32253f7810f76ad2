// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>
/// Why a machine with an NVIDIA GPU draws with another driver, as far as it can be seen from files: EGL goes on to the next one in silence where the
/// first does not start.
/// </summary>
internal static class NvidiaHint
{
    private static readonly string[] Vendors = ["/usr/share/glvnd/egl_vendor.d", "/etc/glvnd/egl_vendor.d"];

    /// <param name="vendor">Of the EGL that opened.</param>
    /// <param name="root">The folder above /proc, /dev, /usr and /etc.</param>
    /// <returns>What a person can do; null: there is no such GPU, or it is the one that draws.</returns>
    public static string? For(string vendor, string root = "/")
    {
        bool Has(string path) => Path.Exists(Path.Join(root, path));
        if (vendor.Contains("NVIDIA", StringComparison.Ordinal) || !(Has("/proc/driver/nvidia/version") || Has("/dev/nvidiactl")))
            return null;
        if (!Has("/dev/nvidiactl"))
            return "there is an NVIDIA GPU without its devices in /dev: run `nvidia-smi` or `nvidia-modprobe -c 255 -c 0` as root, before this server is started";
        return Vendors.Any(folder => Has(folder + "/10_nvidia.json"))
            ? "there is an NVIDIA GPU, and its EGL did not start: it must have the version of the kernel's driver (/proc/driver/nvidia/version), and this user the right to open /dev/nvidia*"
            : "there is an NVIDIA GPU, and EGL does not know its driver (10_nvidia.json in " + string.Join(" or ", Vendors) + "): install libegl-nvidia0 (Debian, non-free), libnvidia-gl-NUMBER (Ubuntu); "
                + "a container has to be started with NVIDIA_DRIVER_CAPABILITIES=all";
    }
}
