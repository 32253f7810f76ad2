// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Tests.Anywhere.Wayland;

/// <summary>How many descriptors of one memory file this process has; other tests, which run beside this one, have files of other names.</summary>
internal static class OpenDescriptors
{
    public static int Of(string memoryFile) => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Count(entry => new FileInfo(entry).LinkTarget?.StartsWith($"/memfd:{memoryFile} ", StringComparison.Ordinal) == true);
}
