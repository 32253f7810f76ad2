// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>By what a file is known to be the one that was seen: not replaced, not written since.</summary>
public readonly record struct SeenFile(ulong Inode, long Size, long ModifiedNanoseconds)
{
    public static SeenFile Of(in FileStatus status) => new(status.Inode, status.Size, status.ModifiedNanoseconds);

    /// <summary>Null when there is no regular file of that name.</summary>
    public static SeenFile? OfPath(string path) => FileStatus.OfPath(path) is { IsRegular: true } status ? Of(status) : null;
}
