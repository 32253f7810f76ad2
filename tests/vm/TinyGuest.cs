// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using SkiaSharp;
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>
/// A virtual machine with the tiny image, run by the published programs in folders of its own, without hardware help, as every machine
/// can. Skips by name where QEMU cannot be had. Disposing it stops everything.
/// </summary>
internal sealed class TinyGuest : IDisposable
{
    public const string Name = "tiny";

    /// <summary>The collection of all tests with a virtual machine: one takes both processors of a small machine, so they run one by one.</summary>
    public const string OneByOne = "virtual machines";

    private readonly string _image = "";

    public TinyGuest(int cpus = 2)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-system-x86_64"), "qemu-system-x86_64 is not installed: installers/linux/setup vm");
        Seamless = new SeamlessCommand();
        try
        {
            _image = Script("tests/vm/image");
            Seamless.Variables["XDG_CONFIG_HOME"] = Seamless.PathOf("config");
            Seamless.Variables["XDG_DATA_HOME"] = Seamless.PathOf("data");
            Directory.CreateDirectory(Seamless.PathOf("config/seamless/guests"));
            Define(Name, cpus);
            Script("installers/guest-images/tools-disk", Seamless.PathOf("cache/seamless/tools.img"));
        }
        catch (Exception)
        {
            Seamless.Dispose();
            throw;
        }
    }

    public SeamlessCommand Seamless { get; }

    /// <summary>One more machine with the same image.</summary>
    public void Define(string name, int cpus, string more = "network = \"none\"\n", string memory = "512M") =>
        File.WriteAllText(Seamless.PathOf($"config/seamless/guests/{name}.toml"),
            $"memory = \"{memory}\"\ncpus = {cpus}\nkernel = \"{_image}/vmlinux\"\ninitrd = \"{_image}/initrd\"\naccelerator = \"tcg\"\nautostart = \"never\"\n{more}");

    /// <summary>Returns when its agent has said hello; how long that took.</summary>
    public TimeSpan Boot(string name = Name)
    {
        // The daemon and the built-in guest are not the virtual machine's time.
        Seamless.Done("apps");
        var began = Stopwatch.GetTimestamp();
        Seamless.Done("guest", "start", name);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Runs a command in the guest and waits for its first window.</summary>
    public long Show(params string[] command) => ShowIn(Name, command);

    public long ShowIn(string guest, params string[] command) =>
        Seamless.Json(["run", "--guest", guest, "--json", "--", .. command]).GetProperty("window").GetProperty("id").GetInt64();

    public string Exec(string script) => Seamless.Done("exec", Name, "--", "sh", "-c", script);

    public JsonElement? Window(long id)
    {
        foreach (var window in Seamless.Json("windows").GetProperty("windows").EnumerateArray())
            if (window.GetProperty("id").GetInt64() == id)
                return window;
        return null;
    }

    /// <summary>Windows of the guest's apps.</summary>
    public JsonElement[] Windows() =>
        [.. Seamless.Json("windows").GetProperty("windows").EnumerateArray().Where(window => window.GetProperty("guest").GetString() == Name)];

    /// <summary>A window as the desktop shows it.</summary>
    public SKBitmap Picture(long window)
    {
        var file = Seamless.PathOf($"window-{window}.png");
        Seamless.Done("screenshot", "--window", $"{window}", file);
        return SKBitmap.Decode(file);
    }

    /// <summary>The process of that name that serves the guest.</summary>
    public int ProcessOf(string program) =>
        Assert.Single(Seamless.ProcessesOf(program), pid => SeamlessCommand.ReadProc(pid, "cmdline").Contains(Name, StringComparison.Ordinal));

    /// <summary>The daemon dies without a word; the next verb starts another one.</summary>
    public void KillDaemon()
    {
        using var daemon = Process.GetProcessById(Seamless.Json("status").GetProperty("processId").GetInt32());
        daemon.Kill();
        daemon.WaitForExit();
    }

    /// <summary>Asks again and again; each question is a program run, so this is no busy loop.</summary>
    public static void Until(Func<bool> condition, string what, int seconds = 30)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(seconds);)
            if (condition())
                return;
        Assert.Fail($"{seconds} s passed before {what}");
    }

    public void Dispose() => Seamless.Dispose();

    private static string Script(string path, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root(), path), arguments) { RedirectStandardOutput = true };
        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        Assert.True(script.ExitCode == 0, $"{path} ended with {script.ExitCode}; its reason is above");
        return output.Trim();
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
