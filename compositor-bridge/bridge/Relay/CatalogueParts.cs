// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>The guest's catalogue on its way to all who show it: parts in order, no more apps than allowed, and words that are safe to show.</summary>
internal sealed class CatalogueParts(GuestRelay relay)
{
    private uint _revision;
    private int _nextPart;
    private int _parts;
    private int _apps;

    public void Pass(in AppCatalogue part)
    {
        if (part.Part == 0)
            (_revision, _nextPart, _parts, _apps) = (part.Revision, 0, part.Parts, 0);
        if (part.Revision != _revision || part.Part != _nextPart || part.Parts != _parts)
            throw new ProtocolException($"part {part.Part} of revision {part.Revision} came where part {_nextPart} of revision {_revision} was due");
        _nextPart++;
        _apps += part.Apps.Length;
        if (_apps > ProtocolLimits.Apps)
            throw new ProtocolException($"more than {ProtocolLimits.Apps} apps");
        relay.TellEveryone(part with { Apps = [.. part.Apps.Select(Clean)] });
    }

    /// <summary>A new guest begins with a first part.</summary>
    public void GuestClosed() => (_nextPart, _parts) = (0, 0);

    private static App Clean(App app) => app with
    {
        Id = ShownText.CleanId(app.Id, ProtocolLimits.AppIdBytes),
        Name = Text(app.Name),
        GenericName = Text(app.GenericName),
        Comment = Text(app.Comment),
        Keywords = [.. app.Keywords.Select(word => ShownText.Clean(word, ProtocolLimits.AppIdBytes))],
        Actions = [.. app.Actions.Select(action => action with { Name = Text(action.Name) })],
    };

    private static string Text(string text) => ShownText.Clean(text, ProtocolLimits.TextBytes);
}
