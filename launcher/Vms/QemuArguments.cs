// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Launcher.Doors;

namespace Seamless.Launcher.Vms;

/// <summary>
/// QEMU's command line: a pure function of what is wanted, where the files are and what the machine can, so that golden files show
/// every variant (tests/anywhere/Vms).
/// </summary>
internal sealed class QemuArguments
{
    /// <summary>The ports' names in the guest: what the agent looks for in /sys/class/virtio-ports.</summary>
    private const string ControlPort = "org.seamless.control", BulkPort = "org.seamless.bulk";

    /// <summary>The mount tag of the shared folder, for virtiofs and 9p alike.</summary>
    private const string ShareTag = "seamless-share";

    private readonly GuestDefinition _guest;
    private readonly VmFiles _files;
    private readonly MachineFacts _machine;
    private readonly List<string> _all = [];

    private QemuArguments(GuestDefinition guest, VmFiles files, MachineFacts machine)
    {
        _guest = guest;
        _files = files;
        _machine = machine;
    }

    public static IReadOnlyList<string> For(GuestDefinition guest, VmFiles files, MachineFacts machine)
    {
        var arguments = new QemuArguments(guest, files, machine);
        arguments.Machine();
        arguments.Confinement();
        arguments.Monitor();
        arguments.Channels();
        arguments.Gpu();
        arguments.Disks();
        arguments.Network();
        arguments.RedoxDevices();
        arguments.Share();
        arguments.Passthrough();
        arguments.ConsoleInput();
        arguments.Kernel();
        return arguments._all;
    }

    private void Machine()
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{_guest.MemoryBytes >> 20}M");
        Add("-name", $"guest={_guest.Name}");
        // Nothing but what is named here: no network card, no default devices, no configuration files.
        Add("-nodefaults", "-no-user-config");
        Add("-display", "none");
        // A guest that restarts or panics ends QEMU; the runner decides what then.
        Add("-no-reboot");
        Add("-machine", $"q35,memory-backend=memory,vmport={(IsRedox ? "on" : "off")},dump-guest-core=off");
        if (_machine.Accelerator == Accelerator.Kvm)
        {
            Add("-accel", "kvm");
            Add("-cpu", "host");
        }
        else
        {
            Add("-accel", "tcg,thread=multi");
            // Without ERMS and FSRM, because TCG executes `rep stosb` and `rep movsb` byte by byte: memset is thirteen times slower.
            Add("-cpu", "max,-erms,-fsrm");
        }
        Add("-smp", Number(_guest.Cpus));
        Add("-m", size);
        // Shared, so that the bridge can map it and read the windows' pixels where the guest wrote them.
        Add("-object", $"memory-backend-memfd,id=memory,size={size},share=on");
        if (IsRedox)
            return;
        Add("-object", "rng-random,id=entropy,filename=/dev/urandom");
        Device("virtio-rng-pci,rng=entropy");
        // What the guest frees goes back to this machine.
        Device("virtio-balloon-pci,free-page-reporting=on");
    }

    private bool IsRedox => _guest.Devices == DeviceSet.Redox;

    private void Confinement()
    {
        // elevateprivileges=deny forbids set*id, which is how QEMU gives up root; there is nothing to elevate to after that, because no
        // program can be started.
        var elevate = _machine.RunAs is null ? "deny" : "allow";
        Add("-sandbox", $"on,obsolete=deny,elevateprivileges={elevate},spawn=deny,resourcecontrol=deny");
        if (_machine.RunAs is not { } account)
            return;
        var who = string.Create(CultureInfo.InvariantCulture, $"{account.UserId}:{account.GroupId}");
        if (_machine.Qemu >= new Version(9, 0))
            Add("-run-with", $"user={who}");
        else
            Add("-runas", who);
    }

    private void Monitor()
    {
        Listen("qmp", _files.QmpSocket);
        Add("-mon", "chardev=qmp,mode=control");
        // Appending, so that the file can be cut while QEMU writes.
        Add("-chardev", $"file,id=console,path={Escape(_files.ConsoleLog)},append=on");
        Add("-serial", "chardev:console");
    }

    private void Channels()
    {
        Device("virtio-serial-pci,id=ports");
        Listen("control", _files.ControlSocket);
        Device($"virtserialport,bus=ports.0,chardev=control,name={ControlPort}");
        Listen("bulk", _files.BulkSocket);
        Device($"virtserialport,bus=ports.0,chardev=bulk,name={BulkPort}");
    }

    private void Gpu()
    {
        if (!_guest.HasGpu)
            return;
        if (_machine.CanServeGpu)
        {
            // Without reconnect: vhost-user's start fails with it ("Failed to set msg fds").
            Add("-chardev", $"socket,id=gpu,path={Escape(_files.GpuSocket)}");
            // Redox's boot loader draws on VGA, its driver on the rest.
            Device($"{(IsRedox ? "vhost-user-vga" : "vhost-user-gpu-pci")},chardev=gpu,max_outputs=1");
            return;
        }
        var size = string.Create(CultureInfo.InvariantCulture, $"{VmLimits.Ivshmem >> 20}M");
        Add("-object", $"memory-backend-file,id=frames,size={size},mem-path={Escape(_files.Ivshmem)},share=on");
        Device("ivshmem-plain,memdev=frames");
    }

    private void Disks()
    {
        for (var i = 0; i < _guest.Disks.Length; i++)
        {
            // unmap: what the guest deletes becomes a hole in the sparse image again.
            Add("-blockdev", $"driver=file,node-name=file{i},filename={Escape(_guest.Disks[i])},discard=unmap,aio=threads");
            Add("-blockdev", $"driver=raw,node-name=disk{i},file=file{i},discard=unmap");
            var boots = _guest.Kernel is null && i == 0 ? ",bootindex=1" : "";
            Device(IsRedox ? $"nvme,drive=disk{i},serial=disk{i}{boots}" : $"virtio-blk-pci,drive=disk{i},discard=on{boots}");
        }
        if (_machine.ToolsDisk is not { } tools || IsRedox)
            return;
        Add("-blockdev", $"driver=file,node-name=tools-file,filename={Escape(tools)},read-only=on");
        Add("-blockdev", "driver=raw,node-name=tools,file=tools-file,read-only=on");
        Device("virtio-blk-pci,drive=tools,serial=seamless-tools");
    }

    private void Network()
    {
        if (_guest.Network == NetworkWish.None)
            return;
        if (IsRedox)
        {
            // QEMU's own network, where the desktop in it finds its wires, and this machine's door at 10.0.2.2.
            Add("-netdev", $"user,id=network{Wires()}");
            Device("e1000,netdev=network,romfile=");
            return;
        }
        Add("-netdev", _machine.HasPasst
            ? $"stream,id=network,server=off,addr.type=unix,addr.path={Escape(_files.NetworkSocket)}"
            : "user,id=network");
        // Without a boot ROM: nobody starts this guest from the network.
        Device("virtio-net-pci,netdev=network,romfile=");
    }

    /// <summary>
    /// A pointer that is where the person's own is, for the window that shows the screen. A PS/2 keyboard every machine has, for its firmware, too.
    /// </summary>
    private void ConsoleInput()
    {
        // Redox knows VMware's pointer (vmport above), which its PS/2 driver looks for; its USB driver would poll without a pause.
        if (!_guest.HasGpu || !_machine.CanServeGpu || IsRedox)
            return;
        // Its queue is longer than PS/2's 16 bytes; until the guest's driver is there, keys go to PS/2.
        Device("virtio-keyboard-pci");
        Device("virtio-tablet-pci");
    }

    private string Wires()
    {
        for (var i = 0; i < VmLimits.Wires; i++)
            Listen($"wire{Number(i)}", _files.Wire(i));
        return string.Concat(Enumerable.Range(0, VmLimits.Wires).Select(i => $",guestfwd=tcp:{DoorLimits.WireHost}:{Number(DoorLimits.FirstWirePort + i)}-chardev:wire{Number(i)}"));
    }

    /// <summary>A sound card, which is there whether or not anybody hears it.</summary>
    private void RedoxDevices()
    {
        if (!IsRedox)
            return;
        Add("-audiodev", $"{_machine.Sound?.Driver ?? DesktopSound.None},id=sound{_machine.Sound?.Options}");
        Device("ich9-intel-hda,id=hda");
        Device("hda-output,bus=hda.0,audiodev=sound");
    }

    private void Share()
    {
        if (_guest.Share is not { } folder)
            return;
        if (_machine.HasVirtiofsd)
        {
            Add("-chardev", $"socket,id=share,path={Escape(_files.ShareSocket)}");
            Device($"vhost-user-fs-pci,chardev=share,tag={ShareTag}");
            return;
        }
        // mapped-xattr: owners, device nodes and links that the guest makes are attributes, never real ones on this machine.
        Add("-fsdev", $"local,id=share,path={Escape(folder)},security_model=mapped-xattr");
        Device($"virtio-9p-pci,fsdev=share,mount_tag={ShareTag}");
    }

    /// <summary>The card behind a root port of its own, with its sound function beside it as on the board; drivers look for that.</summary>
    private void Passthrough()
    {
        if (_machine.CardFunctions.IsEmpty)
            return;
        Device("pcie-root-port,id=card,chassis=1");
        for (var i = 0; i < _machine.CardFunctions.Length; i++)
        {
            var function = _machine.CardFunctions[i][^1];
            var several = i == 0 && _machine.CardFunctions.Length > 1 ? ",multifunction=on" : "";
            Device($"vfio-pci,host={_machine.CardFunctions[i]},bus=card,addr=00.{function}{several}");
        }
    }

    private void Kernel()
    {
        if (_guest.Kernel is not { } kernel)
            return;
        Add("-kernel", kernel);
        if (_guest.Initrd is { } initrd)
            Add("-initrd", initrd);
        var root = _guest.Disks.IsEmpty ? "" : "root=/dev/vda rootfstype=ext4 rw ";
        var more = _guest.KernelArguments.Length > 0 ? $" {_guest.KernelArguments}" : "";
        // panic=-1: restart at once, which -no-reboot makes an end.
        Add("-append", $"console=ttyS0 panic=-1 quiet mitigations=off {root}seamless.name={_guest.Name}{more}");
    }

    private void Listen(string id, string path) => Add("-chardev", $"socket,id={id},path={Escape(path)},server=on,wait=off");

    private void Device(string device) => Add("-device", device);

    private void Add(params ReadOnlySpan<string> words) => _all.AddRange(words);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>In QEMU's option lists a comma ends a value, and two are one.</summary>
    internal static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);
}
