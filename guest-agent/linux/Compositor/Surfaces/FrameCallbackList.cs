// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>A wl_callback of wl_surface.frame: says when it is a good time to draw the next frame.</summary>
public sealed class FrameCallback : WlCallback
{
    internal FrameCallback? Next;

    internal FrameCallback(Client client, uint id)
        : base(client, id, version: 1)
    {
    }

    internal void Done(uint milliseconds)
    {
        SendDone(milliseconds);
        Destroy();
    }
}

/// <summary>Frame callbacks in the order of their requests, chained through themselves: passing them on allocates nothing.</summary>
public sealed class FrameCallbackList
{
    private FrameCallback? _first;
    private FrameCallback? _last;

    public bool IsEmpty => _first is null;

    public int Count { get; private set; }

    internal void Add(FrameCallback callback)
    {
        if (_last is null)
            _first = callback;
        else
            _last.Next = callback;
        _last = callback;
        Count++;
    }

    public void MoveTo(FrameCallbackList next)
    {
        if (_first is null)
            return;
        if (next._last is null)
            next._first = _first;
        else
            next._last.Next = _first;
        next._last = _last;
        next.Count += Count;
        Clear();
    }

    /// <summary>Answers all of them.</summary>
    public void Done(uint milliseconds)
    {
        var callback = _first;
        Clear();
        while (callback is not null)
        {
            var next = callback.Next;
            callback.Next = null;
            callback.Done(milliseconds);
            callback = next;
        }
    }

    private void Clear()
    {
        _first = _last = null;
        Count = 0;
    }
}
