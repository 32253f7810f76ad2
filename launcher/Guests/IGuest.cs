// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Guests;

/// <summary>A guest as the daemon's verbs use it: the built-in one, or a virtual machine. On the loop's thread.</summary>
internal interface IGuest
{
    string Name { get; }

    /// <summary>Where its bridge listens while it runs.</summary>
    string DesktopSocket { get; }

    /// <summary>Apps can be started.</summary>
    bool IsReady { get; }

    /// <summary>Why it is not ready, in words.</summary>
    string Problem { get; }

    GuestInfo Info { get; }

    /// <summary>Its session while it runs; for whoever needs more of the guest than apps.</summary>
    GuestSession? Session { get; }

    /// <summary>The apps, unless the guest went away since it was ready.</summary>
    ImmutableArray<App> Catalogue { get; }

    /// <summary>Somebody wants something of it: it is started, or resumed. Completes when it is ready, fails with the reason in words.</summary>
    Task UseAsync();

    Task<RunningApp> StartApp(string name, StartApp request);

    /// <summary>What the app printed last, where that is known.</summary>
    IReadOnlyList<string> LastWordsOf(string app);
}
