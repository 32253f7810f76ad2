// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Protocol;

/// <summary>What a link has to say before it is open: marks, each whole, and once the filler before one.</summary>
internal sealed class PortOutput
{
    private static readonly byte[] FillerChunk = CreateFiller();

    private readonly byte[] _mark = new byte[PortMark.Size];
    private int _markLeft;
    private long _fillerLeft;
    private ulong _saying;
    private PortMark? _due;

    /// <summary>Nothing waits for room.</summary>
    public bool IsEmpty => _markLeft == 0 && _fillerLeft == 0 && _due is null;

    /// <summary>The stream stands at the end of a mark or has none begun: another may follow.</summary>
    public bool IsBetweenMarks => _markLeft == 0;

    /// <summary>The newest life of the peer that a mark of ours, sent to its last byte, has answered.</summary>
    public ulong Answered { get; private set; }

    /// <summary>A new life: what is due is forgotten, but a mark that is half sent is still finished first.</summary>
    public void Reset() => (_fillerLeft, _due, _saying, Answered) = (0, null, 0, 0);

    /// <summary>Another connection: there is nothing half sent on it.</summary>
    public void Abandon()
    {
        _markLeft = 0;
        Reset();
    }

    /// <summary>Says the mark next, in place of one that is still due.</summary>
    public void Say(PortMark mark) => _due = mark;

    public void Fill(long bytes) => _fillerLeft = bytes;

    public void StopFilling() => _fillerLeft = 0;

    public SocketStatus Pump(ByteStream port)
    {
        while (!IsEmpty)
        {
            if (_markLeft == 0 && _fillerLeft == 0) Begin();
            var bytes = _markLeft > 0 ? _mark.AsSpan(PortMark.Size - _markLeft) : FillerChunk.AsSpan(0, (int)Math.Min(_fillerLeft, FillerChunk.Length));
            var result = port.Send(bytes, default);
            if (result.Status != SocketStatus.Done) return result.Status;
            Sent(result.Count);
        }
        return SocketStatus.Done;
    }

    private void Begin()
    {
        _due!.Value.Write(_mark);
        (_saying, _markLeft, _due) = (_due.Value.Yours, PortMark.Size, null);
    }

    private void Sent(int count)
    {
        if (_markLeft == 0)
        {
            _fillerLeft -= count;
            return;
        }
        _markLeft -= count;
        if (_markLeft == 0) Answered = _saying;
    }

    private static byte[] CreateFiller()
    {
        byte[] filler = new byte[PortLimits.FillerChunkBytes];
        filler.AsSpan().Fill(PortMark.Filler);
        return filler;
    }
}
