// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Vms;
using Xunit;

namespace Seamless.Tests.Anywhere.Vms;

/// <summary>Whether a card can be given to a guest, on machines that are folders of files.</summary>
public sealed class PassthroughTests : IDisposable
{
    private const string Card = "0000:01:00.0", Sound = "0000:01:00.1", Port = "0000:00:01.0", Disk = "0000:02:00.0";
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-pci-").FullName;

    /// <summary>A board as it should be: card and sound behind a port, both at vfio-pci.</summary>
    public PassthroughTests()
    {
        Device(Port, "0x060400", "1", "pcieport");
        Device(Card, "0x030000", "1", "vfio-pci");
        Device(Sound, "0x040300", "1", "vfio-pci");
        File.WriteAllText(In("sys/bus/pci/devices", Card, "reset_method"), "flr bus\n");
        Directory.CreateDirectory(In("dev/vfio"));
        File.WriteAllText(In("dev/vfio/vfio"), "");
        File.WriteAllText(In("dev/vfio/1"), "");
        File.WriteAllText(In("sys/bus/pci/drivers_probe"), "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_card_that_is_ready_comes_with_all_its_functions()
    {
        Assert.Empty(Problems());
        Assert.Equal([Card, Sound], Find().Functions);
    }

    [Fact]
    public void A_card_that_is_not_there_is_said_so() =>
        Assert.Equal("there is no PCI device 0000:09:00.0; find the card's address with: lspci -D -nn", Assert.Single(Find("0000:09:00.0").Problems(0, isRoot: true)).ToString());

    [Fact]
    public void A_disk_controller_is_no_card()
    {
        Device(Disk, "0x010802", "2", "nvme");

        Assert.Equal("0000:02:00.0 is no display device (class 0x010802)", Assert.Single(Find(Disk).Problems(0, isRoot: true)).Reason);
    }

    [Fact]
    public void Without_an_iommu_nothing_else_matters()
    {
        File.Delete(In("sys/bus/pci/devices", Card, "iommu_group"));

        Assert.Equal("this machine's IOMMU is off or it has none", Assert.Single(Problems()).Reason);
    }

    [Fact]
    public void A_stranger_in_the_group_would_be_lost()
    {
        Device(Disk, "0x010802", "1", "nvme");

        Assert.Equal("0000:02:00.0 (nvme) is in the card's IOMMU group 1 and would be lost to this machine", Assert.Single(Problems()).Reason);
    }

    [Fact]
    public void A_driver_of_this_machine_has_to_let_go_and_only_when_asked()
    {
        Drive(Card, "nvidia");

        Assert.Equal("0000:01:00.0 belongs to nvidia, not to vfio-pci; give it away with: sudo seamless guest gpu bind work --yes", Assert.Single(Problems()).ToString());
        Assert.Equal("", File.ReadAllText(In("sys/bus/pci/drivers_probe")));
    }

    [Fact]
    public void A_card_that_cannot_be_reset_is_refused()
    {
        File.Delete(In("sys/bus/pci/devices", Card, "reset_method"));

        Assert.StartsWith("0000:01:00.0 cannot be reset", Assert.Single(Problems()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Vfio_has_to_be_loaded()
    {
        File.Delete(In("dev/vfio/vfio"));

        Assert.Equal("load it with: sudo modprobe vfio-pci", Assert.Single(Problems()).Remedy);
    }

    [Fact]
    public void A_group_that_may_not_be_opened_has_the_kernel_s_reason()
    {
        File.Delete(In("dev/vfio/1"));

        Assert.Contains("ENOENT", Assert.Single(Problems()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Binding_takes_each_function_from_its_driver_and_lets_vfio_have_it()
    {
        Drive(Card, "nvidia");

        var told = Find().Bind().ToList();

        Assert.Equal(["0000:01:00.0: taken from nvidia, given to vfio-pci", "0000:01:00.1: taken from vfio-pci, given to vfio-pci"], told);
        Assert.Equal("vfio-pci\n", File.ReadAllText(In("sys/bus/pci/devices", Card, "driver_override")));
        Assert.Equal(Card, File.ReadAllText(In("sys/bus/pci/drivers/nvidia/unbind")));
        Assert.Equal(Sound, File.ReadAllText(In("sys/bus/pci/drivers_probe")));
    }

    private Passthrough Find(string address = Card) => new(new PciDevices(In("sys"), In("dev")), "work", address);

    private IReadOnlyList<PassthroughProblem> Problems() => Find().Problems(1L << 30, isRoot: true);

    private void Device(string address, string code, string group, string driver)
    {
        var folder = Directory.CreateDirectory(In("sys/bus/pci/devices", address)).FullName;
        File.WriteAllText(Path.Combine(folder, "class"), code + "\n");
        File.WriteAllText(Path.Combine(folder, "driver_override"), "");
        var members = Directory.CreateDirectory(In("sys/kernel/iommu_groups", group, "devices")).FullName;
        File.CreateSymbolicLink(Path.Combine(members, address), folder);
        File.CreateSymbolicLink(Path.Combine(folder, "iommu_group"), In("sys/kernel/iommu_groups", group));
        Drive(address, driver);
    }

    private void Drive(string address, string driver)
    {
        Directory.CreateDirectory(In("sys/bus/pci/drivers", driver));
        File.WriteAllText(In("sys/bus/pci/drivers", driver, "unbind"), "");
        var link = In("sys/bus/pci/devices", address, "driver");
        File.Delete(link);
        File.CreateSymbolicLink(link, In("sys/bus/pci/drivers", driver));
    }

    private string In(params string[] parts) => Path.Combine([_folder, .. parts]);
}
