// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Protocol;

/// <summary>Bytes of a port that were read before it is known what they are; never more than <see cref="PortLimits.ScanBytes"/>.</summary>
internal sealed class PortInput
{
    private readonly byte[] _bytes = new byte[PortLimits.ScanBytes];
    private readonly List<FileDescriptor> _handles = [];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, _end - _start);

    public bool IsFull => _end - _start == _bytes.Length;

    public void Clear() => _start = _end = 0;

    public void Skip(int count) => _start += count;

    public int CopyTo(Span<byte> into)
    {
        int count = Math.Min(into.Length, _end - _start);
        Bytes[..count].CopyTo(into);
        Skip(count);
        return count;
    }

    /// <summary>Reads once, behind what is there. Must not be full.</summary>
    public SocketResult Fill(ByteStream port)
    {
        if (_start > 0)
        {
            Bytes.CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }
        var result = port.Receive(_bytes.AsSpan(_end), _handles);
        // A port carries no handles; a socket that stands for one might.
        foreach (var handle in _handles) handle.Dispose();
        _handles.Clear();
        if (result.Status == SocketStatus.Done) _end += result.Count;
        return result;
    }
}
