// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>The data of one version of a file on its way through the bridge: in order, no more than was announced or fits the window.</summary>
internal sealed class FileTransfer(uint version, long mostBytes)
{
    private long _offset;
    private int _window = ProtocolLimits.FileWindowBytes;

    public uint Version => version;

    /// <summary>The request of the OpenFile that it follows.</summary>
    public uint Request { get; init; }

    /// <summary>The end was said: no more data, but credits for the last of it.</summary>
    public bool HasEnded { get; private set; }

    /// <exception cref="ProtocolException">Not what comes next, or more than may.</exception>
    public void Spend(in FileData data)
    {
        if (HasEnded)
            throw new ProtocolException($"data of file {data.Key:x16} version {version} came after its end");
        if (data.Offset != _offset)
            throw new ProtocolException($"data of file {data.Key:x16} version {version} came for {data.Offset} where {_offset} was due");
        if (data.Data.Length > mostBytes - _offset)
            throw new ProtocolException($"file {data.Key:x16} version {version} is larger than {mostBytes} bytes");
        if (data.Data.Length > _window)
            throw new ProtocolException($"{data.Data.Length} bytes where the window has {_window} left");
        HasEnded = data.Data.Length == 0;
        _offset += data.Data.Length;
        _window -= data.Data.Length;
    }

    /// <exception cref="ProtocolException">More than was spent.</exception>
    public void Give(int bytes)
    {
        if (bytes > ProtocolLimits.FileWindowBytes - _window)
            throw new ProtocolException($"a credit of {bytes} bytes where {ProtocolLimits.FileWindowBytes - _window} were received");
        _window += bytes;
    }
}
