// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Terminals;

/// <summary>
/// A program's standard input. What it does not take at once waits here; that is never more than a window, because the sender gets no
/// credit for it.
/// </summary>
internal sealed class TerminalInput : IDisposable
{
    /// <summary>Control-D: what a terminal's line discipline reads as the end of input.</summary>
    private static readonly byte[] EndOfTransmission = [4];

    private readonly FileDescriptor _descriptor;
    private readonly Watch _watch;
    private readonly Action<int> _handedOn;
    private readonly bool _isTerminal;
    private byte[] _waiting = [];
    private int _head;
    private int _tail;
    private bool _hasEnded;
    private bool _isBroken;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="descriptor">Non-blocking, ours from here on.</param>
    /// <param name="isTerminal">A pty's master: its input is ended by a character.</param>
    /// <param name="handedOn">So many bytes have reached the program (or can never reach it).</param>
    public TerminalInput(EventLoop loop, FileDescriptor descriptor, bool isTerminal, Action<int> handedOn)
    {
        (_descriptor, _isTerminal, _handedOn) = (descriptor, isTerminal, handedOn);
        _watch = loop.Add(descriptor, Interest.None, _ => Flush());
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        if (_isBroken)
        {
            _handedOn(data.Length);
            return;
        }
        var written = _head == _tail ? WriteNow(data) : 0;
        if (written == data.Length || _isBroken) return;
        Keep(data[written..]);
        _watch.Interest = Interest.Write;
    }

    public void End()
    {
        _hasEnded = true;
        if (_head == _tail) EndNow();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _descriptor.Dispose();
        if (_waiting.Length > 0) ArrayPool<byte>.Shared.Return(_waiting);
        _waiting = [];
        _head = _tail = 0;
    }

    private void Flush()
    {
        _head += WriteNow(_waiting.AsSpan(_head.._tail));
        if (_isBroken)
        {
            var lost = _tail - _head;
            _head = _tail;
            _handedOn(lost);
        }
        if (_head < _tail) return;
        _head = _tail = 0;
        if (_descriptor.IsClosed) return;
        _watch.Interest = Interest.None;
        if (_hasEnded) EndNow();
    }

    private int WriteNow(ReadOnlySpan<byte> data)
    {
        var written = 0;
        try
        {
            while (written < data.Length && _descriptor.Write(data[written..]) is { } count) written += count;
        }
        catch (LinuxException)
        {
            // The program closed its input, or hung up: the rest is nobody's, and the sender shall not wait for it.
            _isBroken = true;
            written = data.Length;
        }
        if (written > 0) _handedOn(written);
        return written;
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        if (_waiting.Length == 0) _waiting = ArrayPool<byte>.Shared.Rent(ProtocolLimits.TerminalWindowBytes);
        if (data.Length > _waiting.Length - (_tail - _head)) throw new ProtocolException("input of a terminal over its window");
        if (data.Length > _waiting.Length - _tail)
        {
            _waiting.AsSpan(_head.._tail).CopyTo(_waiting);
            (_head, _tail) = (0, _tail - _head);
        }
        data.CopyTo(_waiting.AsSpan(_tail));
        _tail += data.Length;
    }

    private void EndNow()
    {
        if (_isTerminal) WriteEnd();
        else Dispose();
    }

    private void WriteEnd()
    {
        try
        {
            _ = _descriptor.Write(EndOfTransmission);
        }
        catch (LinuxException)
        {
            _isBroken = true;
        }
    }
}
