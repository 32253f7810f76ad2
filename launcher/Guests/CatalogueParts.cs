// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Protocol;

namespace Seamless.Launcher.Guests;

/// <summary>Puts a catalogue together from its parts; the old one holds until the last part came.</summary>
internal sealed class CatalogueParts
{
    private readonly List<App> _building = [];
    private uint _revision;
    private int _nextPart;

    /// <summary>The whole catalogue when this part completed it, else null.</summary>
    public ImmutableArray<App>? Add(in AppCatalogue part)
    {
        if (part.Part == 0)
        {
            _building.Clear();
            _revision = part.Revision;
            _nextPart = 0;
        }
        else if (part.Revision != _revision || part.Part != _nextPart)
        {
            throw new ProtocolException($"part {part.Part} of app catalogue {part.Revision} came where part {_nextPart} of {_revision} was due");
        }
        if (_building.Count + part.Apps.Length > ProtocolLimits.Apps)
            throw new ProtocolException($"more than {ProtocolLimits.Apps} apps in one catalogue");
        _building.AddRange(part.Apps);
        _nextPart++;
        if (_nextPart < part.Parts)
            return null;
        ImmutableArray<App> whole = [.. _building];
        _building.Clear();
        return whole;
    }
}
