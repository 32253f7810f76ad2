// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// How a window shall be, and where its geometry goes once the app has drawn for it; without a place it stays where it is.
/// <paramref name="IsOwnSize"/>: the size is the one that the app has.
/// </summary>
internal readonly record struct ConfigureWish(Configure Configure, (int X, int Y)? Place = null, bool IsOwnSize = false);

/// <summary>
/// The configures of one window. While an edge is dragged at most one is without its answer: wishes come faster than an app
/// can draw, and only the newest of those that came meanwhile is worth sending. An app that does not answer in time is sent
/// the newest anyway.
/// </summary>
internal sealed class ConfigureQueue : IDisposable
{
    private readonly Action<ConfigureWish> send;
    private readonly LoopTimer patience;
    private ConfigureWish lastSent;
    private ConfigureWish? next;
    private bool isWaiting;

    /// <summary>The serials are filled in before <paramref name="send"/> is called.</summary>
    public ConfigureQueue(EventLoop loop, Action<ConfigureWish> send)
    {
        this.send = send;
        patience = loop.CreateTimer(GiveUpWaiting);
    }

    /// <summary>The newest that was sent; 0 before the first.</summary>
    public uint LastSerial { get; private set; }

    /// <summary>The serial of the newest wish, sent or about to be.</summary>
    public uint NewestSerial => next is null ? LastSerial : LastSerial + 1;

    /// <summary>With that answer nothing is open any more.</summary>
    public bool IsSettledBy(uint serial) => next is null && (!isWaiting || serial >= LastSerial);

    /// <summary>The serial in the wish is not looked at. What says nothing new is not sent, except when it must be.</summary>
    public void Request(in ConfigureWish wish, bool always = false)
    {
        var newest = next ?? lastSent;
        var wanted = wish;
        // The app was free to choose its size and still is: it need not draw again for what it chose itself.
        if (wish.IsOwnSize && LastSerial != 0 && newest.Configure is { Width: 0, Height: 0 })
            wanted = wish with { Configure = wish.Configure with { Width = 0, Height = 0 } };
        if (!always && !IsNews(wanted, newest)) return;
        next = wanted;
        // Only an edge being dragged makes more of them than an app can answer; other news (focus, maximized) does not wait.
        if (!isWaiting || !IsDragged(wish) || !IsDragged(lastSent)) SendNext();
    }

    /// <summary>The app committed, or drew, for the configure with this serial.</summary>
    public void Answered(uint serial)
    {
        if (!isWaiting || serial < LastSerial) return;
        isWaiting = false;
        patience.Stop();
        SendNext();
    }

    /// <summary>A new connection: the guest may never have seen the last one, and says itself how far it is.</summary>
    public void Restart(uint answered)
    {
        isWaiting = false;
        patience.Stop();
        next = null;
        LastSerial = Math.Max(LastSerial, answered);
    }

    public void Dispose() => patience.Dispose();

    private bool IsNews(in ConfigureWish wish, in ConfigureWish newest)
    {
        if (LastSerial == 0 || (wish.Place is not null && wish.Place != newest.Place)) return true;
        return wish.Configure with { Serial = newest.Configure.Serial } != newest.Configure;
    }

    private static bool IsDragged(in ConfigureWish wish) => wish.Configure.States.HasFlag(ConfigureStates.Resizing);

    private void SendNext()
    {
        if (next is not { } wish) return;
        next = null;
        lastSent = wish with { Configure = wish.Configure with { Serial = ++LastSerial } };
        isWaiting = true;
        patience.Start(DesktopLimits.ConfigureAnswer);
        send(lastSent);
    }

    private void GiveUpWaiting()
    {
        isWaiting = false;
        SendNext();
    }
}
