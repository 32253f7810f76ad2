// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Gpu.Server;

internal enum StorageKind
{
    Buffer,
    Texture,
    Renderbuffer,
    Surface,
}

/// <summary>An object that has storage: its share group, and the client's name for it. Texture 0 is one for each target.</summary>
internal readonly record struct StorageOwner(StorageKind Kind, uint Group, uint Name, uint Target);

/// <summary>
/// About how much memory the client's buffers, textures, renderbuffers and surfaces have, wherever a driver puts them. A GPU's memory is in
/// no limit of the system's: what is counted here is the only one.
/// </summary>
internal sealed class StorageCount(ulong limit)
{
    private readonly Dictionary<(StorageOwner Owner, int Part), ulong> _parts = [];
    private readonly Dictionary<StorageOwner, SortedSet<int>> _owners = [];

    public ulong Total { get; private set; }

    /// <summary>The part of the object (a texture's level) has so many bytes from now on. False: the client would have too much.</summary>
    public bool Takes(StorageOwner owner, int part, ulong bytes)
    {
        ref var old = ref CollectionsMarshal.GetValueRefOrAddDefault(_parts, (owner, part), out _);
        if (bytes > limit || Total - old > limit - bytes)
            return false;
        Total = Total - old + bytes;
        old = bytes;
        ref var parts = ref CollectionsMarshal.GetValueRefOrAddDefault(_owners, owner, out _);
        (parts ??= []).Add(part);
        return true;
    }

    public void Forget(StorageOwner owner)
    {
        if (!_owners.Remove(owner, out var parts))
            return;
        foreach (var part in parts)
        {
            if (_parts.Remove((owner, part), out var bytes))
                Total -= bytes;
        }
    }

    /// <summary>The last context of a share group has gone.</summary>
    public void ForgetGroup(uint group)
    {
        foreach (var owner in _owners.Keys.Where(owner => owner.Group == group && owner.Kind != StorageKind.Surface).ToList())
            Forget(owner);
    }
}
