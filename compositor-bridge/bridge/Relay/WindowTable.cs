// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>The windows of one guest session: known ids, families without circles, and how many pixels they come to.</summary>
internal sealed class WindowTable
{
    private readonly Dictionary<uint, GuestWindow> _windows = [];
    private readonly ClosedIds _closed = new(RelayLimits.ClosedIds);

    public int Count => _windows.Count;

    public long TotalPixels { get; private set; }

    public Dictionary<uint, GuestWindow>.ValueCollection All => _windows.Values;

    public GuestWindow? Find(uint id) => _windows.GetValueOrDefault(id);

    /// <summary>It was known once: what still comes for it on the bulk channel crossed its end.</summary>
    public bool WasClosed(uint id) => _closed.Contains(id);

    public GuestWindow Require(uint id) => Find(id) ?? throw new ProtocolException($"window {id} is not known");

    /// <summary>Takes a window's newest state, or the window itself with its first one.</summary>
    public GuestWindow Accept(in WindowState state)
    {
        var window = Find(state.Window);
        if (window is null)
        {
            if (state.Window >= RelayLimits.FirstBridgeWindow)
                throw new ProtocolException($"window {state.Window} is among the ids of the bridge");
            if (_closed.Contains(state.Window))
                throw new ProtocolException($"window {state.Window} was closed; its id may not come back");
            if (_windows.Count >= ProtocolLimits.Windows)
                throw new ProtocolException($"window {state.Window} is one more than the {ProtocolLimits.Windows} allowed");
        }
        else if (window.Role != state.Role)
        {
            throw new ProtocolException($"window {state.Window} changed from {window.Role} to {state.Role}");
        }
        CheckParent(state.Window, state.Parent);
        window ??= _windows[state.Window] = new GuestWindow(state.Window, state.Role);
        window.State = Clean(state);
        window.Parent = state.Parent;
        return window;
    }

    /// <summary>Accounts for a frame of so many pixels as the window's newest.</summary>
    public void SetPixels(GuestWindow window, long pixels)
    {
        var total = TotalPixels - window.Pixels + pixels;
        if (total > RelayLimits.TotalPixels)
            throw new ProtocolException($"window {window.Id} brings all windows to {total} pixels where {RelayLimits.TotalPixels} are allowed");
        TotalPixels = total;
        window.Pixels = pixels;
    }

    public void Close(GuestWindow window)
    {
        _windows.Remove(window.Id);
        _closed.Add(window.Id);
        TotalPixels -= window.Pixels;
        foreach (var child in _windows.Values)
        {
            if (child.Parent == window.Id)
                child.Parent = 0;
        }
    }

    /// <summary>The windows, each before its parent: the order in which they can be taken away.</summary>
    public IEnumerable<GuestWindow> ChildrenFirst() => _windows.Values.OrderByDescending(Depth);

    [Conditional("DEBUG")]
    public void CheckInvariants()
    {
        Debug.Assert(Count <= ProtocolLimits.Windows, "no more windows than allowed");
        Debug.Assert(TotalPixels == _windows.Values.Sum(window => window.Pixels), "the total is the sum");
        Debug.Assert(TotalPixels <= RelayLimits.TotalPixels, "no more pixels than allowed");
        foreach (var (id, window) in _windows)
        {
            Debug.Assert(id == window.Id && id != 0, "a window is found by its id");
            Debug.Assert(!_closed.Contains(id), "a window is open or closed");
            Debug.Assert(window.Parent == 0 || _windows.ContainsKey(window.Parent), "a parent is known");
            Debug.Assert(Depth(window) <= Count, "no window is its own ancestor");
            Debug.Assert(window.FrameInFlight == 0 || window.FrameInFlight <= window.LastSerial, "what is in flight was sent");
            Debug.Assert(!window.IsOwedAnAnswer || window.FrameInFlight != 0, "only a frame in flight is answered");
            Debug.Assert(window.WaitingFrame is null || window.FrameAtDesktop != 0, "a frame waits only for another");
            Debug.Assert(window.IsAtDesktop || window.FrameAtDesktop == 0, "no frame is at a desktop that does not know its window");
        }
    }

    private void CheckParent(uint id, uint parent)
    {
        if (parent != 0 && Find(parent) is null)
            throw new ProtocolException($"window {id} has window {parent} as its parent, which is not known");
        for (var ancestor = parent; ancestor != 0; ancestor = _windows[ancestor].Parent)
        {
            if (ancestor == id)
                throw new ProtocolException($"window {id} would be its own ancestor");
        }
    }

    private int Depth(GuestWindow window)
    {
        var depth = 0;
        for (var ancestor = window.Parent; ancestor != 0 && depth <= Count; ancestor = _windows[ancestor].Parent)
            depth++;
        return depth;
    }

    private static WindowState Clean(in WindowState state) => state with
    {
        Title = ShownText.Clean(state.Title, ProtocolLimits.TitleBytes),
        // Instances of the bridge's own are not a guest's to name.
        AppInstance = state.AppInstance < RelayLimits.FirstBridgeWindow ? state.AppInstance : 0,
        AppId = ShownText.CleanId(state.AppId, ProtocolLimits.AppIdBytes),
        // A maximum below the minimum is an app's mistake; nobody after us needs to think of it.
        MaximumWidth = state.MaximumWidth == 0 ? 0 : Math.Max(state.MinimumWidth, state.MaximumWidth),
        MaximumHeight = state.MaximumHeight == 0 ? 0 : Math.Max(state.MinimumHeight, state.MaximumHeight),
    };
}
