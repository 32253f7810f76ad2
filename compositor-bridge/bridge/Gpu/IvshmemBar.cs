// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Bridge;

/// <summary>
/// The file behind the guest's ivshmem device. The machine that makes it starts after us, so it is opened when somebody asks for it. It is not
/// sealed, so <see cref="SharedFile"/> reads it in a way that survives when it is cut off.
/// </summary>
internal sealed class IvshmemBar(string path) : IDisposable
{
    private SharedFile? _file;

    /// <summary>The guest may lay frames into it.</summary>
    public bool IsThere => Open() != null;

    /// <summary>Null when the range does not lie in the bar.</summary>
    public IPixelMemory? Memory(ulong offset, ulong bytes) =>
        Open() is { } file && offset <= (ulong)file.Size && bytes <= (ulong)file.Size - offset ? new IvshmemMemory(file, (long)offset) : null;

    public void Dispose() => _file?.Dispose();

    private SharedFile? Open()
    {
        if (_file != null)
            return _file;
        try
        {
            var descriptor = FileDescriptor.OpenRead(path);
            if (FileStatus.Of(descriptor) is { IsRegular: true, Size: > 0 } status)
                return _file = SharedFile.Open(descriptor, status.Size);
            descriptor.Dispose();
            return null;
        }
        catch (LinuxException)
        {
            return null; // Not there (yet): then it is not offered.
        }
    }
}
