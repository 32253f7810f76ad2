// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// One selection, as the desktop knows it. Only what apps of this guest have is offered; what came from the desktop is not offered back, so
/// nothing goes round.
/// </summary>
internal sealed class SharedSelection : IDisposable
{
    private readonly SelectionLink _link;
    private readonly SelectionKind _kind;
    private readonly Selection _selection;
    private readonly LoopTimer _pause;
    private readonly Action _offer;
    private ISelectionSource? _offered;
    private uint _serial;
    private bool _isDue;

    public SharedSelection(SelectionLink link, SelectionKind kind, Selection selection)
    {
        (_link, _kind, _selection) = (link, kind, selection);
        _pause = link.Loop.CreateTimer(PauseIsOver);
        _offer = Offer;
        selection.Changed += Changed;
    }

    /// <summary>What was offered under that serial, when it is still the newest and still the selection.</summary>
    public ISelectionSource? Find(uint serial) => serial == _serial && _offered == _selection.Source ? _offered : null;

    /// <summary>The desktop says what it has.</summary>
    public void Offered(in ClipboardOffer offer)
    {
        if (!offer.Types.IsEmpty && offer.Origin != _link.Origin)
            _selection.SetByDesktop(new DesktopSource(_link, offer));
        else if (_selection.Source is DesktopSource)
            _selection.SetByDesktop(null);
    }

    /// <summary>The desktop knows nothing of what it heard before.</summary>
    public void OfferAnew()
    {
        _offered = null;
        Offer();
    }

    public void Lost()
    {
        _offered = null;
        _isDue = false;
        _serial = 0;
        if (_selection.Source is DesktopSource) _selection.SetByDesktop(null);
    }

    public void Dispose() => _pause.Dispose();

    // Apps set the primary selection anew with each step of the pointer while text is being marked: the newest is enough.
    private void Changed()
    {
        if (_isDue || !_link.IsShared) return;
        _isDue = true;
        if (!_pause.IsArmed) _link.Loop.Defer(_offer);
    }

    private void PauseIsOver()
    {
        if (_isDue) Offer();
    }

    private void Offer()
    {
        _isDue = false;
        var source = _selection.Source is DesktopSource ? null : _selection.Source;
        if (!_link.IsShared || source == _offered) return;
        _offered = source;
        _serial = _link.NextOffer();
        _link.Send(new ClipboardOffer(_kind, _serial, _link.Origin, source is null ? [] : TypesOf(source)));
        _pause.Start(SelectionLimits.OfferPause);
    }

    private static ImmutableArray<string> TypesOf(ISelectionSource source) =>
        [.. source.MimeTypes.All.Where(type => !type.Any(char.IsControl)).Take(ProtocolLimits.ClipboardTypes)];
}

/// <summary>What the desktop has to give; an app's paste becomes a request to it.</summary>
internal sealed class DesktopSource : ISelectionSource
{
    private readonly SelectionLink _link;

    public DesktopSource(SelectionLink link, in ClipboardOffer offer)
    {
        (_link, Kind, Serial) = (link, offer.Selection, offer.Serial);
        foreach (var type in offer.Types) MimeTypes.Add(type);
    }

    public SelectionKind Kind { get; }

    public uint Serial { get; }

    public MimeTypeList MimeTypes { get; } = new();

    public void Write(string mimeType, FileDescriptor pipe)
    {
        if (MimeTypes.Contains(mimeType)) _link.Take(this, mimeType, pipe);
    }

    /// <summary>The desktop knows: it made the new offer, or hears of the app's.</summary>
    public void Cancel()
    {
    }
}
