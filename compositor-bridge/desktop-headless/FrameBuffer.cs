// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// One frame memory of a guest. It is mapped when its pixels are first looked at, and closed when the guest has taken it
/// back and no window shows it any more, whichever comes last.
/// </summary>
internal sealed class FrameBuffer
{
    /// <summary>With these a guest can neither cut the file under our mapping nor lift the seals again.</summary>
    private const Seals RequiredSeals = Seals.Shrink | Seals.Grow | Seals.Seal;

    private readonly MemoryFile file;
    private MappedMemory? mapped;
    private int windows;
    private bool isGivenUp;

    private FrameBuffer(MemoryFile file, long size)
    {
        this.file = file;
        Size = size;
    }

    public long Size { get; }

    /// <summary>Takes over the handle, also when it throws.</summary>
    /// <exception cref="ProtocolException">This is no memory file, or not one that is safe to map.</exception>
    public static FrameBuffer Adopt(FileDescriptor handle, ulong size)
    {
        MemoryFile file;
        try
        {
            file = MemoryFile.Adopt(handle);
        }
        catch (LinuxException error)
        {
            throw new ProtocolException($"frame memory is no memory file: {error.Message}", error);
        }
        if ((file.Seals & RequiredSeals) == RequiredSeals && file.Size >= (long)size) return new FrameBuffer(file, (long)size);
        file.Dispose();
        throw new ProtocolException("frame memory is not sealed against shrinking, growing and further seals, or smaller than announced");
    }

    public ReadOnlySpan<byte> Bytes(long offset, long length)
    {
        mapped ??= file.Map(MapAccess.Read);
        return mapped.Slice(offset, checked((int)length));
    }

    public void Use() => windows++;

    public void Leave()
    {
        windows--;
        CloseWhenUnused();
    }

    /// <summary>The guest took it back, or is gone.</summary>
    public void GiveUp()
    {
        isGivenUp = true;
        CloseWhenUnused();
    }

    private void CloseWhenUnused()
    {
        if (!isGivenUp || windows > 0) return;
        mapped?.Dispose();
        file.Dispose();
    }
}
