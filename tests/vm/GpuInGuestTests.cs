// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using Seamless.Linux;
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>A GPU server in a virtual machine: programs of this machine reach it by the machine's name, through the ports of QEMU.</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class GpuInGuestTests : IDisposable
{
    /// <summary>The plainest of Mesa's drivers everywhere: others make code for the processor that they find, which is an emulated one in the machine.</summary>
    private static readonly string[] Software = ["LIBGL_ALWAYS_SOFTWARE=1", "GALLIUM_DRIVER=softpipe", "DRAW_USE_LLVM=false"];

    private readonly TinyGuest _guest = new();
    private readonly List<Process> _started = [];

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }
        _guest.Dispose();
    }

    [Fact]
    public void The_driver_in_the_machine_draws_and_without_one_its_server_says_so()
    {
        var native = Compile();
        var picture = _guest.Seamless.PathOf("picture.ppm");
        // The tiny image has no driver: this machine's is brought there, and room for it.
        const string Name = "graphic";
        _guest.Define(Name, cpus: 2, memory: "1G");
        _guest.Boot(Name);
        string[] program = ["gpu", "run", "--gpu", Name, "--", Demo, picture];
        Assert.Contains($"the GPU of guest '{Name}' cannot be reached: it does not serve its GPU", _guest.Seamless.Run(program).Error, StringComparison.Ordinal);

        var serve = Serve(Name);
        var said = _guest.Seamless.Run(program);
        Assert.True(said.Error.Contains("there is no libEGL.so.1", StringComparison.Ordinal), said.ToString());
        Assert.Matches($@"(?m)^guest {Name} +own +-$", _guest.Seamless.Done("gpu", "status", "--seconds", "0.1"));
        serve.Kill();

        BringDriver(Name);
        TinyGuest.Until(() => _guest.Seamless.Run(program).Error.Contains("it does not serve its GPU", StringComparison.Ordinal), "the verb has ended with its terminal");
        Serve(Name, ["LD_LIBRARY_PATH=/tmp/mesa", "LIBGL_DRIVERS_PATH=/tmp/mesa", "__EGL_VENDOR_LIBRARY_FILENAMES=/tmp/mesa/50_mesa.json", .. Software]);
        var drawn = _guest.Seamless.Run(program);
        Assert.True(drawn.ExitCode == 0, drawn.ToString());
        Assert.Equal(File.ReadAllBytes(native), File.ReadAllBytes(picture));
    }

    /// <summary>One guest is a virtual machine, whose program comes by its network to the launcher's door; the other is the built-in one, which has a driver.</summary>
    [Fact]
    public void A_program_in_one_guest_draws_on_the_gpu_of_another()
    {
        const string Machine = "redox";
        var seamless = _guest.Seamless;
        var native = Compile();
        TcpAddress address;
        using (var free = TcpListener.Bind(new TcpAddress(IPAddress.Loopback, 0)))
            address = free.Address;
        _guest.Define(Machine, cpus: 2, "devices = \"redox\"\nnetwork = \"user\"\n");
        _guest.Boot(Machine);
        var key = seamless.Done("desktop", "add", Machine, "--listen", address.ToString()).Split('\n').Single(line => line.StartsWith("  key", StringComparison.Ordinal)).Split(' ')[^1];
        Serve("local");
        Bash($"tar -ch -C '{seamless.Program("gl")}' libOSMesa.so.8 -C '{Path.GetDirectoryName(Demo)}' osmesa-demo -C /lib/x86_64-linux-gnu libgcc_s.so.1 | '{seamless.Program("seamless")}' exec {Machine} -- tar -x -C /tmp");
        var file = $"server = tcp:10.0.2.2:{address.Port}\\nname = {Machine}\\nkey-file = /tmp/key\\nguest = local\\n";
        seamless.Done("exec", Machine, "--", "sh", "-c", $"mkdir -p ~/.config/seamless && printf '{file}' >~/.config/seamless/gl && echo {key} >/tmp/key");
        string[] draw = ["exec", Machine, "--", "env", "LD_LIBRARY_PATH=/tmp", "/tmp/osmesa-demo", "/tmp/picture.ppm"];

        var denied = seamless.Run(draw);
        Assert.True(denied.Error.Contains($"desktop '{Machine}' may not use the GPU of guest 'local'; on the launcher's machine: seamless gpu allow {Machine} --gpu local", StringComparison.Ordinal), denied.ToString());
        seamless.Done("gpu", "allow", Machine, "--gpu", "local");
        var drawn = seamless.Run(draw);
        Assert.True(drawn.ExitCode == 0, drawn.ToString());
        Bash($"'{seamless.Program("seamless")}' exec {Machine} -- cat /tmp/picture.ppm >'{seamless.PathOf("picture.ppm")}'");
        Assert.Equal(File.ReadAllBytes(native), File.ReadAllBytes(seamless.PathOf("picture.ppm")));
    }

    private string Demo => _guest.Seamless.PathOf("osmesa-demo");

    /// <summary>The program that is drawn, and its picture by this machine's own OSMesa.</summary>
    private string Compile()
    {
        _guest.Seamless.NeedOpenGl();
        Assert.SkipUnless(File.Exists("/usr/lib/x86_64-linux-gnu/libOSMesa.so.8"), "the program is compared with OSMesa (Debian: libosmesa6): installers/linux/setup test");
        foreach (var variable in Software)
            _guest.Seamless.Variables[variable.Split('=')[0]] = variable.Split('=')[1];
        var native = _guest.Seamless.PathOf("native.ppm");
        Bash($"gcc -O1 -o '{Demo}' '{Source()}' -l:libOSMesa.so.8 -lm && '{Demo}' '{native}'");
        return native;
    }

    /// <summary>Mesa's EGL with all that it loads, but for the C library, which each system has.</summary>
    private void BringDriver(string guest)
    {
        const string Here = "/usr/lib/x86_64-linux-gnu";
        var list = _guest.Seamless.PathOf("driver");
        Bash($"drivers='{Here}/libEGL.so.1 {Here}/libEGL_mesa.so.0 {Here}/dri/swrast_dri.so /usr/share/glvnd/egl_vendor.d/50_mesa.json'; "
            + "{ ldd $drivers 2>/dev/null | sed -nE 's,.*=> (/[^ ]*) .*,\\1,p' | grep -vE '/lib[cm]\\.so' | sort -u; for each in $drivers; do echo $each; done; } "
            + $">'{list}' && tar -ch -P --transform 's,.*/,,' --files-from='{list}' | '{_guest.Seamless.Program("seamless")}' exec {guest} -- sh -c 'mkdir /tmp/mesa && tar -x -C /tmp/mesa'");
    }

    private static string Source([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../linux/Forwarder/osmesa-demo.c"));

    private void Bash(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", "set -o pipefail; " + script]) { RedirectStandardError = true };
        foreach (var (name, value) in _guest.Seamless.Environment())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    private Process Serve(string guest, params string[] variables)
    {
        var serve = _guest.Seamless.Start(["exec", guest, "--", "env", .. variables, "seamless", "gpu", "serve"]);
        _started.Add(serve);
        Assert.Contains("can draw on this guest's GPU", serve.StandardOutput.ReadLine(), StringComparison.Ordinal);
        return serve;
    }
}
