// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Files;

/// <summary>The original on its way to a guest, as far as the window goes.</summary>
internal sealed class FileSending : IDisposable
{
    private readonly ulong _key;
    private readonly SafeFileHandle _file;
    private int _window = ProtocolLimits.FileWindowBytes;
    private long _offset;
    private bool _isOver;

    /// <exception cref="IOException">It cannot be read, or is too large.</exception>
    public FileSending(FileRecord record)
    {
        _key = record.Number;
        _file = RegularFile.Open(record.Path) ?? throw new IOException($"{record.Path} cannot be read");
        Size = RandomAccess.GetLength(_file);
        if (Size <= ProtocolLimits.FileBytes)
            return;
        _file.Dispose();
        throw new IOException($"{record.Path} is larger than {ProtocolLimits.FileBytes >> 30} GiB");
    }

    public long Size { get; }

    public void Credit(int bytes) => _window = Math.Min(_window + bytes, ProtocolLimits.FileWindowBytes);

    /// <exception cref="IOException">It was cut off meanwhile, or the disk fails.</exception>
    public void Send(Session session, byte[] chunk)
    {
        while (!_isOver && (_window > 0 || _offset == Size))
        {
            var wanted = (int)Math.Min(Math.Min(chunk.Length, _window), Size - _offset);
            var count = wanted == 0 ? 0 : RandomAccess.Read(_file, chunk.AsSpan(0, wanted), _offset);
            if (count == 0 && _offset < Size)
                throw new IOException("it became shorter while it was read; try again");
            session.Send(new FileData(_key, 0, _offset, chunk.AsMemory(0, count)));
            _isOver = count == 0;
            _offset += count;
            _window -= count;
        }
    }

    public void Dispose() => _file.Dispose();
}
