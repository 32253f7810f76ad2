// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>Why a card cannot be given to a guest, and what would change that.</summary>
internal sealed record PassthroughProblem(string Reason, string Remedy)
{
    public override string ToString() => $"{Reason}; {Remedy}";
}

/// <summary>
/// Whether a card of this machine can be given to a guest (vfio). Looks only: a device is taken from its driver when somebody asks
/// for that in so many words.
/// </summary>
internal sealed partial class Passthrough(PciDevices devices, string guest, string address)
{
    public const string Driver = "vfio-pci";
    private const int DisplayClass = 0x03, BridgeClass = 0x06;

    /// <summary>The functions of the card, the display first: what the guest gets.</summary>
    public ImmutableArray<string> Functions => [address, .. devices.Functions(address).Where(each => each != address)];

    /// <summary>Empty: it can be given. In the order in which a person would mend them.</summary>
    public IReadOnlyList<PassthroughProblem> Problems(long memoryBytes, bool isRoot)
    {
        if (!devices.Exists(address))
            return [new($"there is no PCI device {address}", "find the card's address with: lspci -D -nn")];
        if (devices.ClassOf(address) >> 16 != DisplayClass)
            return [new(string.Create(CultureInfo.InvariantCulture, $"{address} is no display device (class 0x{devices.ClassOf(address):x6})"), "find the card's address with: lspci -D -nn")];
        if (devices.GroupOf(address) is not { } group)
            return [new("this machine's IOMMU is off or it has none", "switch VT-d or AMD-Vi on in its firmware and boot its kernel with intel_iommu=on (Intel)")];
        var problems = new List<PassthroughProblem>();
        foreach (var other in devices.Group(address).Where(other => !IsHarmless(other)))
            problems.Add(new($"{other} ({devices.DriverOf(other) ?? "no driver"}) is in the card's IOMMU group {group} and would be lost to this machine", "put the card into another slot"));
        if (!devices.HasVfio)
            problems.Add(new("the kernel's vfio is not loaded", $"load it with: sudo modprobe {Driver}"));
        foreach (var function in Functions.Where(each => devices.DriverOf(each) != Driver))
            problems.Add(new($"{function} belongs to {devices.DriverOf(function) ?? "no driver"}, not to {Driver}", $"give it away with: sudo seamless guest gpu bind {guest} --yes"));
        if (devices.ResetMethods(address).Length == 0)
            problems.Add(new($"{address} cannot be reset, so a second start would find it as the first left it", "there is no remedy for this card but a newer kernel that knows its quirk"));
        if (problems.Count == 0 && devices.CannotOpenGroup(group) is { } reason)
            problems.Add(new($"the group's device: {reason}", $"let your user have it: sudo chown $USER /dev/vfio/{group}"));
        if (!isRoot && LockedMemory() is { } most && most < memoryBytes)
            problems.Add(new($"the guest's {memoryBytes >> 20} MiB have to stay in memory, but your user may lock only {most >> 20} MiB", "raise memlock in /etc/security/limits.d and log in again"));
        return problems;
    }

    /// <summary>Everything that is wrong in one line, or nothing.</summary>
    public ImmutableArray<string> Require(long memoryBytes)
    {
        var problems = Problems(memoryBytes, CurrentUser.Id == 0);
        return problems.Count == 0 ? Functions : throw new LauncherException($"guest '{guest}' cannot have {address}: {string.Join(". ", problems)}");
    }

    /// <summary>Takes the card from this machine. Says what it did.</summary>
    public IEnumerable<string> Bind() => Move(Driver);

    /// <summary>Gives the card back to this machine.</summary>
    public IEnumerable<string> Release() => Move(null);

    private IEnumerable<string> Move(string? driver)
    {
        foreach (var function in Functions)
        {
            var before = devices.DriverOf(function) ?? "no driver";
            devices.GiveTo(function, driver);
            yield return $"{function}: taken from {before}, {(driver is null ? "this machine has it again" : $"given to {driver}")}";
        }
    }

    /// <summary>The card's own functions, bridges (they stay), and what nobody uses here any more.</summary>
    private bool IsHarmless(string other) => other[..^1] == address[..^1] || devices.ClassOf(other) >> 16 == BridgeClass || devices.DriverOf(other) == Driver;

    /// <summary>Null: as much as there is.</summary>
    private static long? LockedMemory() => RegularFile.Read("/proc/self/limits", 8192) is { } limits
        && LockedForm().Match(Encoding.UTF8.GetString(limits)) is { Success: true } match ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("^Max locked memory +([0-9]+) ", RegexOptions.Multiline)]
    private static partial Regex LockedForm();
}
