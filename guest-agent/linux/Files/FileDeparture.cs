// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Seamless.Agent.Linux.Apps;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Files;

/// <summary>One version on its way to whoever fetches it, as far as the window goes.</summary>
internal sealed class FileDeparture(ulong key, uint version, SafeFileHandle file, IAppMessages messages) : IDisposable
{
    private readonly long _size = RandomAccess.GetLength(file);
    private int _window = ProtocolLimits.FileWindowBytes;
    private long _offset;

    public uint Version => version;

    /// <summary>The end was sent.</summary>
    public bool IsOver { get; private set; }

    public void Credit(int bytes) => _window = Math.Min(_window + bytes, ProtocolLimits.FileWindowBytes);

    /// <param name="chunk">Where the bytes are read into; a message is written at once.</param>
    /// <exception cref="IOException">The disk fails, or somebody cut the file off.</exception>
    public void Send(byte[] chunk)
    {
        while (!IsOver && (_window > 0 || _offset == _size))
        {
            var wanted = (int)Math.Min(Math.Min(chunk.Length, _window), _size - _offset);
            var count = wanted == 0 ? 0 : RandomAccess.Read(file, chunk.AsSpan(0, wanted), _offset);
            if (count == 0 && _offset < _size) throw new IOException($"it ends after {_offset} of {_size} bytes");
            messages.Send(new FileData(key, version, _offset, chunk.AsMemory(0, count)));
            IsOver = count == 0;
            _offset += count;
            _window -= count;
        }
    }

    public void Dispose() => file.Dispose();
}
