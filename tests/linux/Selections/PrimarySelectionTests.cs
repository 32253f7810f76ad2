// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class PrimarySelectionTests : IDisposable
{
    private readonly SeatBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void What_is_marked_is_pasted_by_whoever_has_the_keyboard()
    {
        var (owner, reader) = (_bench.Client("owner"), _bench.Client("reader"));
        var window = reader.Map("reader");
        var ownDevices = owner.Display.Bind<ZwpPrimarySelectionDeviceManagerV1>();
        var readDevices = reader.Display.Bind<ZwpPrimarySelectionDeviceManagerV1>();
        var source = ownDevices.CreateSource();
        source.Offer("text/plain");
        source.Send = (_, fd) =>
        {
            fd.Write("marked"u8);
            fd.Dispose();
        };
        source.Cancelled = () => owner.Log.Add("cancelled");
        ownDevices.GetDevice(owner.Seat).SetSelection(source, 0);
        ZwpPrimarySelectionOfferV1? offer = null;
        var device = readDevices.GetDevice(reader.Seat);
        device.DataOffer = made => made.Offer = type => reader.Log.Add($"offer {type}");
        device.Selection = current =>
        {
            offer = current;
            reader.Log.Add($"selection {(current is null ? "none" : "some")}");
        };
        Assert.Equal("", reader.Heard());
        _bench.Desktop.Focus(window.Id);
        Assert.Equal("offer text/plain; selection some; keys enter reader []; modifiers 0 0 0 0", reader.Heard());

        var pipe = Pipe.Create();
        offer!.Receive("text/plain", pipe.Write);
        pipe.Write.Dispose();
        _bench.Settle();
        var bytes = new byte[16];
        Assert.Equal(6, pipe.Read.Read(bytes));
        Assert.Equal(0, pipe.Read.Read(bytes));
        pipe.Read.Dispose();

        source.Destroy();
        Assert.Equal("selection none", reader.Heard());
    }
}
