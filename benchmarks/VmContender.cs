// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net.Sockets;
using Seamless.Linux;

namespace Seamless.Benchmarks;

/// <summary>CPU time so far, in nanoseconds: of the bridge, of QEMU's threads that are not processors of the guest, and of those that are.</summary>
internal readonly record struct VmCpu(long Bridge, long Qemu, long Guest)
{
    public static VmCpu operator -(VmCpu a, VmCpu b) => new(a.Bridge - b.Bridge, a.Qemu - b.Qemu, a.Guest - b.Guest);
}

/// <summary>A virtual machine with the measuring guest (benchmarks/vm-image), by whichever display.</summary>
internal abstract class VmContender(string name, Scratch scratch) : Contender(name, scratch)
{
    private static readonly string Image = Environment.GetEnvironmentVariable("SEAMLESS_BENCHMARK_IMAGE")
        ?? throw new InvalidOperationException("SEAMLESS_BENCHMARK_IMAGE is not set; start through benchmarks/run");

    protected static readonly TimeSpan BootDeadline = TimeSpan.FromSeconds(120);

    private Process? qemu;

    public override string Display => throw new NotSupportedException("the display is inside the guest");

    protected string Console => Scratch.PathOf("console");

    /// <summary>
    /// Both contenders' machine is the same but for the display. One processor, so that on a small machine the other one is free for
    /// what is measured.
    /// </summary>
    protected void StartQemu(string kernelWords, params string[] display)
    {
        qemu = Run("qemu-system-x86_64", ["-name", "bench,debug-threads=on", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-machine", "q35,memory-backend=memory", "-accel", "tcg,thread=multi", "-cpu", "max,-erms,-fsrm", "-smp", "1", "-m", "1024M",
            "-object", "memory-backend-memfd,id=memory,size=1024M,share=on", "-serial", $"file:{Console}",
            "-kernel", Path.Combine(Image, "vmlinux"), "-initrd", Path.Combine(Image, "initrd"),
            "-append", $"console=ttyS0 panic=-1 quiet mitigations=off seamless.name=bench {kernelWords}", .. display]);
    }

    public abstract VmCpu Cpu();

    protected (long Qemu, long Guest) QemuCpu() => ProcessCpu.OfThreads(qemu!.Id, "CPU ");

    protected InvalidOperationException NotUp(string what) =>
        new($"{Name}: {what}; the console said last: {(File.Exists(Console) ? string.Join(" | ", File.ReadLines(Console).TakeLast(5)) : "nothing")}");
}

/// <summary>Client → agent → virtio-gpu memory → bridge → a desktop inside the measuring process.</summary>
internal sealed class BridgedVm : VmContender
{
    private readonly EventLoop loop = new();
    private MeasuringDesktop? desktop;
    private Process? bridge;
    private long frames;

    public BridgedVm(Scratch scratch)
        : base("seamless", scratch)
    {
    }

    public override void Start()
    {
        var bin = Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR") ?? throw new InvalidOperationException("SEAMLESS_BIN_DIR is not set");
        string gpu = Scratch.PathOf("gpu.sock"), control = Scratch.PathOf("control.sock"), bulk = Scratch.PathOf("bulk.sock");
        bridge = Run(Path.Combine(bin, "seamless-bridge"), "--name", "bench", "--control-port", control, "--bulk-port", bulk, "--gpu-socket", gpu,
            "--desktop-socket", Scratch.PathOf("desktop.sock"));
        Scratch.WaitFor("gpu.sock");
        Scratch.WaitFor("desktop.sock");
        StartQemu("",
            "-chardev", $"socket,id=gpu,path={gpu}", "-device", "vhost-user-gpu-pci,chardev=gpu,max_outputs=1",
            "-device", "virtio-serial-pci,id=ports",
            "-chardev", $"socket,id=control,path={control},server=on,wait=off", "-device", "virtserialport,bus=ports.0,chardev=control,name=org.seamless.control",
            "-chardev", $"socket,id=bulk,path={bulk},server=on,wait=off", "-device", "virtserialport,bus=ports.0,chardev=bulk,name=org.seamless.bulk");
        desktop = new MeasuringDesktop(loop, Scratch.PathOf("desktop.sock")) { Shown = _ => frames++ };
    }

    /// <summary>
    /// Milliseconds a second that QEMU's own threads need for a guest that computes and shows nothing: its clocks.
    /// </summary>
    public double MeasureBackground(TimeSpan length)
    {
        desktop!.StartApp("sh", "-c", "while :; do :; done");
        for (var start = Stopwatch.GetTimestamp(); !desktop.HasApp; loop.RunOnce(TimeSpan.FromSeconds(1)))
            if (Stopwatch.GetElapsedTime(start) > BootDeadline)
                throw NotUp($"no program runs after {BootDeadline.TotalSeconds:0} s");
        Watch(TimeSpan.FromSeconds(1));
        var before = QemuCpu().Qemu;
        Watch(length);
        var after = QemuCpu().Qemu;
        desktop.StopApp();
        return (after - before) / 1e6 / length.TotalSeconds;
    }

    /// <summary>Starts the client in the guest and waits for its first frame.</summary>
    public void Begin(string block, string size)
    {
        frames = 0;
        desktop!.StartApp("/usr/lib/seamless/benchmark-client", "client", "stream", block, "600", size);
        for (var start = Stopwatch.GetTimestamp(); frames == 0; loop.RunOnce(TimeSpan.FromSeconds(1)))
            if (Stopwatch.GetElapsedTime(start) > BootDeadline)
                throw NotUp($"no frame after {BootDeadline.TotalSeconds:0} s");
    }

    /// <summary>Frames shown during a time.</summary>
    public long Watch(TimeSpan length)
    {
        var before = frames;
        var start = Stopwatch.GetTimestamp();
        for (var left = length; left > TimeSpan.Zero; left = length - Stopwatch.GetElapsedTime(start))
            loop.RunOnce(left);
        return frames - before;
    }

    /// <summary>How long this process takes to copy a frame, median, while frames go on.</summary>
    public double MeasureCopy(TimeSpan length)
    {
        desktop!.Copies = [];
        Watch(length);
        var copies = desktop.Copies.Order().ToArray();
        desktop.Copies = null;
        return copies[copies.Length / 2];
    }

    /// <summary>Ends the client, and waits until its window is gone.</summary>
    public void End()
    {
        desktop!.StopApp();
        while (desktop.HasWindow)
            loop.RunOnce(TimeSpan.FromSeconds(1));
    }

    public override VmCpu Cpu()
    {
        var (qemu, guest) = QemuCpu();
        return new VmCpu(ProcessCpu.Nanoseconds([bridge!.Id]), qemu, guest);
    }

    public override void Dispose()
    {
        desktop?.Dispose();
        base.Dispose();
        loop.Dispose();
    }
}

/// <summary>Client → weston → QEMU's own virtio-gpu → its VNC server → a viewer inside the measuring process.</summary>
internal sealed class VncVm(Scratch scratch, string block) : VmContender("vnc", scratch)
{
    private VncViewer? viewer;

    public override void Start()
    {
        StartQemu($"rdinit=/usr/lib/seamless/peer seamless.block={block}",
            "-device", $"virtio-gpu-pci,xres={ClientProgram.Width},yres={ClientProgram.Height}", "-vnc", $"unix:{Scratch.PathOf("vnc.sock")}");
        Scratch.WaitForListener("vnc.sock");
        viewer = new VncViewer(Scratch.PathOf("vnc.sock"));
        for (var start = Stopwatch.GetTimestamp(); !File.ReadLines(Console).Any(line => line.StartsWith("begin", StringComparison.Ordinal));)
        {
            if (Stopwatch.GetElapsedTime(start) > BootDeadline)
                throw NotUp($"the client does not draw after {BootDeadline.TotalSeconds:0} s");
            viewer.Update();
        }
    }

    /// <summary>Pixels that came during a time.</summary>
    public long Watch(TimeSpan length)
    {
        var pixels = 0L;
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < length;)
            pixels += viewer!.Update();
        return pixels;
    }

    public override VmCpu Cpu()
    {
        var (qemu, guest) = QemuCpu();
        return new VmCpu(0, qemu, guest);
    }

    public override void Dispose()
    {
        viewer?.Dispose();
        base.Dispose();
    }
}
