// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;

namespace Seamless.Agent.Linux;

/// <summary>
/// A keymap's text as the file that wl_keyboard.keymap hands out. Sealed, so one file serves all clients: none can change what another
/// reads, nor shorten it under another's mapping.
/// </summary>
public sealed class KeymapFile : IDisposable
{
    private readonly MemoryFile _file;

    public KeymapFile(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        SizeBytes = (uint)bytes.Length;
        _file = MemoryFile.Create("keymap", bytes.Length, Seals.Shrink | Seals.Grow);
        _file.WriteAt(0, bytes);
        if (!_file.TryAddSeals(Seals.Write | Seals.Seal))
            throw new LinuxException("seal the keymap", Errno.EPERM);
    }

    /// <summary>Including the zero at its end, as the protocol wants.</summary>
    public uint SizeBytes { get; }

    /// <summary>A new read-only file description; the caller closes it.</summary>
    public FileDescriptor Open() => FileDescriptor.OpenRead($"/proc/self/fd/{_file.Descriptor.Number}");

    public void Dispose() => _file.Dispose();
}
