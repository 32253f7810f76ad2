// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>Everything of one client that input and selections go to.</summary>
public sealed class SeatClient(Client client)
{
    private uint _newestInput;

    public Client Client { get; } = client;

    public SeatSerials Serials { get; } = new();

    public List<KeyboardBinding> Keyboards { get; } = [];

    public List<PointerBinding> Pointers { get; } = [];

    public List<RelativePointer> RelativePointers { get; } = [];

    public List<TouchBinding> Touches { get; } = [];

    public List<DataDevice> DataDevices { get; } = [];

    public List<PrimarySelectionDevice> PrimaryDevices { get; } = [];

    /// <summary>Data sources of all kinds that exist.</summary>
    public int Sources { get; set; }

    /// <summary>Pointer constraints that exist, active or not.</summary>
    public int Constraints { get; set; }

    /// <summary>
    /// A new serial, remembered as a thing that the person did to <paramref name="surface"/>. What has no serial of the desktop's own (an
    /// enter, modifiers) stands for the newest input before it.
    /// </summary>
    public uint NextSerial(SerialKind kind, Resource? surface, uint desktopSerial = 0)
    {
        if (desktopSerial != 0) _newestInput = desktopSerial;
        var serial = Client.Server.NextSerial();
        Serials.Add(new SeatSerial(serial, kind, surface?.Id ?? 0, _newestInput));
        return serial;
    }
}
