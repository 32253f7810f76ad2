// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Launcher.Vms;

/// <summary>What executes the guest's instructions. Another virtualization is one more name here and in <see cref="QemuArguments"/>.</summary>
internal enum Accelerator
{
    Tcg,
    Kvm,
}

/// <summary>An account that QEMU becomes when it was started by root, before the guest's first instruction.</summary>
internal sealed record Account(uint UserId, uint GroupId);

/// <summary>What a start depends on beside the definition, looked up once for each start so that the arguments are a pure function.</summary>
internal sealed record MachineFacts
{
    public required Version Qemu { get; init; }
    public required Accelerator Accelerator { get; init; }
    /// <summary>virtiofsd serves the shared folder; else QEMU does with 9p.</summary>
    public bool HasVirtiofsd { get; init; }
    /// <summary>passt is the network; else QEMU's slirp is.</summary>
    public bool HasPasst { get; init; }
    /// <summary>Null: QEMU stays who starts it, which is not root.</summary>
    public Account? RunAs { get; init; }
    /// <summary>All functions of the card that is passed through, the display function first.</summary>
    public ImmutableArray<string> CardFunctions { get; init; } = [];
    public string? ToolsDisk { get; init; }
    /// <summary>Where the sound card of a guest that has one is heard; null: nowhere.</summary>
    public DesktopSound? Sound { get; init; }

    /// <summary>Before 8.0 vhost-user-gpu refuses to start without KVM ("vhost initialization failed: requires kvm").</summary>
    public bool CanServeGpu => Accelerator == Accelerator.Kvm || Qemu.Major >= 8;
}
