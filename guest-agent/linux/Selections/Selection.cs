// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

// The clipboard, or what is marked (the primary selection): at most one source, which any client may set that answers to something the
// person did, and which only the client with the keyboard may see. Contents pass from client to client through a pipe that we hand on;
// they pass through us only to and from the desktop, so an owner that does not write keeps nobody waiting but the reader.
public sealed class Selection(Seat seat, Func<SeatClient, IEnumerable<ISelectionDevice>> devicesOf)
{
    private uint _serial;

    public ISelectionSource? Source { get; private set; }

    /// <summary>There is another source, or none.</summary>
    public event Action? Changed;

    /// <summary>A client's wish. One that answers to an older event than the present owner's came too late, and is cancelled.</summary>
    public void Set(SeatClient client, ISelectionSource? source, uint serial)
    {
        if (source is not null && source == Source) return;
        if (!MaySet(client, serial))
        {
            source?.Cancel();
            return;
        }

        if (serial != 0) _serial = serial;
        Replace(source);
    }

    /// <summary>What was copied on the desktop; null: what the desktop had is gone.</summary>
    public void SetByDesktop(ISelectionSource? source) => Replace(source);

    /// <summary>The source is going: there is nothing to paste any more.</summary>
    public void Forget(ISelectionSource source)
    {
        if (source == Source) Replace(null);
    }

    /// <summary>The client is about to get the keyboard.</summary>
    public void AnnounceTo(SeatClient client)
    {
        foreach (var device in devicesOf(client)) device.Announce(Source);
    }

    private void Replace(ISelectionSource? source)
    {
        var before = Source;
        Source = source;
        before?.Cancel();
        if (seat.Keyboard.FocusClient is { } focused) AnnounceTo(focused);
        Changed?.Invoke();
    }

    // Serial 0 names no event. Small programs that copy without having a window send it; within one guest all programs belong to the same
    // person, who sees what is pasted, and reading is what needs the focus. It cannot take over from a newer owner by looking old.
    private bool MaySet(SeatClient client, uint serial)
    {
        if (serial == 0) return true;
        return client.Serials.Holds(serial, SerialKind.Attention) && (_serial == 0 || unchecked((int)(serial - _serial)) >= 0);
    }
}
