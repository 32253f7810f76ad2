// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Files;

/// <summary>The bytes of a file that comes.</summary>
internal sealed class FileArrival(FileStream copy, long size, Action<int> credit) : IDisposable
{
    private int _written;

    public long Received { get; private set; }

    public FileStream Copy => copy;

    /// <summary>True when that was the end.</summary>
    /// <exception cref="ProtocolException">Not what comes next.</exception>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public bool Take(in FileData data)
    {
        if (data.Offset != Received || data.Data.Length > size - Received) throw new ProtocolException($"data of file {data.Key:x16} at {data.Offset} where {Received} of {size} was due");
        if (data.Data.Length == 0)
            return Received == size ? true : throw new ProtocolException($"file {data.Key:x16} ended after {Received} of {size} bytes");
        copy.Write(data.Data.Span);
        Received += data.Data.Length;
        _written += data.Data.Length;
        if (_written >= FilesLimits.CreditBytes || Received == size) Give();
        return false;
    }

    public void Dispose() => copy.Dispose();

    private void Give()
    {
        credit(_written);
        _written = 0;
    }
}
