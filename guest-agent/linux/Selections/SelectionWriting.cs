// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// An app pastes what the desktop has. What the app does not take at once waits here: no more than a window, because the desktop gets no
/// credit for it. Whatever goes wrong, the app sees the end of the data and never waits for ever.
/// </summary>
internal sealed class SelectionWriting : IDisposable
{
    private readonly SelectionLink _link;
    private readonly FileDescriptor _pipe;
    private readonly Watch _watch;
    private readonly LoopTimer _silence;
    private byte[] _waiting = [];
    private int _head;
    private int _tail;
    private bool _hasEnded;

    /// <param name="link">Who sends for us.</param>
    /// <param name="request">Our number for it.</param>
    /// <param name="pipe">The app's; it stays the caller's.</param>
    public SelectionWriting(SelectionLink link, uint request, FileDescriptor pipe)
    {
        (_link, Request) = (link, request);
        _pipe = pipe.Duplicate();
        _pipe.SetNonBlocking();
        _watch = link.Loop.Add(_pipe, Interest.None, _ => Flush());
        _silence = link.Loop.CreateTimer(TimeIsUp);
        _silence.Start(SelectionLimits.SilentDesktop);
    }

    public uint Request { get; }

    public void Data(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            _hasEnded = true;
            if (_head == _tail) End();
            return;
        }
        if (_hasEnded || data.Length > ProtocolLimits.ClipboardWindowBytes - (_tail - _head))
            throw new ProtocolException($"clipboard data {Request}: {data.Length} bytes that nobody asked for");
        var written = _head == _tail ? Write(data) : 0;
        if (written is null) return;
        if (written < data.Length) Keep(data[written.Value..]);
        _silence.Start(_head == _tail ? SelectionLimits.SilentDesktop : SelectionLimits.IdleReader);
    }

    public void Failed(string reason)
    {
        AgentLog.Info($"clipboard: a paste got nothing, or not all: {reason}");
        End();
    }

    public void Dispose()
    {
        _silence.Dispose();
        _watch.Dispose();
        _pipe.Dispose();
        if (_waiting.Length > 0) ArrayPool<byte>.Shared.Return(_waiting);
        _waiting = [];
    }

    private void Flush()
    {
        if (Write(_waiting.AsSpan(_head.._tail)) is not { } written) return;
        _head += written;
        if (_head < _tail)
        {
            if (written > 0) _silence.Start(SelectionLimits.IdleReader);
            return;
        }
        _watch.Interest = Interest.None;
        if (_hasEnded) End();
        else _silence.Start(SelectionLimits.SilentDesktop);
    }

    /// <summary>How much the app took; null when it takes no more, and all is over.</summary>
    private int? Write(ReadOnlySpan<byte> data)
    {
        var written = 0;
        try
        {
            while (written < data.Length && _pipe.Write(data[written..]) is { } count) written += count;
        }
        catch (LinuxException)
        {
            // The app closed its end: it has seen enough.
            Cancel();
            return null;
        }
        if (written > 0 && !_hasEnded) _link.Send(new ClipboardCredit(Request, written));
        return written;
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        if (_waiting.Length == 0) _waiting = ArrayPool<byte>.Shared.Rent(ProtocolLimits.ClipboardWindowBytes);
        _waiting.AsSpan(_head.._tail).CopyTo(_waiting);
        (_head, _tail) = (0, _tail - _head);
        data.CopyTo(_waiting.AsSpan(_tail));
        _tail += data.Length;
        _watch.Interest = Interest.Write;
    }

    private void TimeIsUp()
    {
        AgentLog.Info(_head == _tail ? "clipboard: the desktop gave nothing; a paste ends" : "clipboard: an app does not read what it pastes; the paste ends");
        Cancel();
    }

    private void Cancel()
    {
        if (!_hasEnded) _link.Send(new ClipboardCancelled(Request));
        End();
    }

    private void End()
    {
        _link.Over(this);
        Dispose();
    }
}
