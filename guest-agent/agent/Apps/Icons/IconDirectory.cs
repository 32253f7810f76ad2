// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Apps.Icons;

public enum IconDirectoryType
{
    Fixed,
    Scalable,
    Threshold,
}

/// <summary>
/// One group of an index.theme that names a folder of icons (Icon Theme Specification, "File formats"). Sizes are the nominal
/// ones; the pixels in the files are size times scale.
/// </summary>
public sealed record IconDirectory(string Folder, int Size, int Scale, IconDirectoryType Type, int MinSize, int MaxSize, int Threshold)
{
    /// <summary>DirectoryMatchesSize of the specification.</summary>
    public bool Matches(int size, int scale) => Scale == scale && Type switch
    {
        IconDirectoryType.Fixed => size == Size,
        IconDirectoryType.Scalable => MinSize <= size && size <= MaxSize,
        _ => Size - Threshold <= size && size <= Size + Threshold,
    };

    /// <summary>DirectorySizeDistance of the specification, in pixels; 0 fits.</summary>
    public int Distance(int size, int scale)
    {
        var (smallest, largest) = Type switch
        {
            IconDirectoryType.Fixed => (Size, Size),
            IconDirectoryType.Scalable => (MinSize, MaxSize),
            _ => (Size - Threshold, Size + Threshold),
        };
        var pixels = size * scale;
        if (pixels < smallest * Scale) return (smallest * Scale) - pixels;
        return pixels > largest * Scale ? pixels - (largest * Scale) : 0;
    }

    /// <summary>Null for a group that is not a usable folder: no Size, or a path that leaves the theme.</summary>
    public static IconDirectory? Read(KeyFileGroup group)
    {
        if (Positive(group, "Size") is not { } size || !IsInside(group.Name)) return null;
        var type = group.Text("Type") switch
        {
            "Fixed" => IconDirectoryType.Fixed,
            "Scalable" => IconDirectoryType.Scalable,
            _ => IconDirectoryType.Threshold,
        };
        return new IconDirectory(group.Name, size, Positive(group, "Scale") ?? 1, type,
            Positive(group, "MinSize") ?? size, Positive(group, "MaxSize") ?? size, Positive(group, "Threshold") ?? 2);
    }

    // Bounded so that size times scale cannot overflow.
    private static int? Positive(KeyFileGroup group, string key) => group.Number(key) is > 0 and <= 16384 and var number ? number : null;

    private static bool IsInside(string folder) => folder[0] != '/' && !folder.Split('/').Contains("..");
}
