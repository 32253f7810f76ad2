// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>Who waits for which icon. Two who ask for the same one cost the guest one answer; an icon that nobody asked for goes nowhere.</summary>
internal sealed class IconRequests(GuestRelay relay)
{
    private readonly Dictionary<(string Key, int SizePixels), List<Session>> _waiting = [];

    public void Request(Session asker, in IconRequest request)
    {
        if (relay.OpenGuest is not { } guest || _waiting.Count >= RelayLimits.PendingIcons)
        {
            asker.Send(new Icon(request.IconKey, request.SizePixels, default));
            return;
        }
        if (!_waiting.TryGetValue((request.IconKey, request.SizePixels), out var askers))
        {
            _waiting[(request.IconKey, request.SizePixels)] = askers = [];
            guest.Send(request);
        }
        if (!askers.Contains(asker))
            askers.Add(asker);
    }

    public void Answer(in Icon icon)
    {
        if (!_waiting.Remove((icon.IconKey, icon.SizePixels), out var askers))
            return;
        foreach (var asker in askers)
            asker.Send(icon);
    }

    public void GuestClosed()
    {
        foreach (var ((key, size), askers) in _waiting)
        {
            foreach (var asker in askers)
                asker.Send(new Icon(key, size, default));
        }
        _waiting.Clear();
    }

    public void Forget(Session asker)
    {
        foreach (var askers in _waiting.Values)
            askers.Remove(asker);
    }
}
