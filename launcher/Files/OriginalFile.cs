// SPDX-License-Identifier: Apache-2.0
// The person's own file, and how a save from a guest takes its place: written beside it, brought to the disk, then renamed over it in one step,
// with the same mode. An original that is not the one that we read or wrote last is somebody else's work; then both are kept.
using System.Globalization;
using Seamless.Linux;

namespace Seamless.Launcher.Files;

internal static class OriginalFile
{
    private const UnixFileMode Usual = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Where the file itself is, when the path is a link or leads through some.</summary>
    /// <exception cref="LauncherException">There is no such file.</exception>
    public static string Resolve(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new LauncherException($"{path} is a folder");
            if (!File.Exists(path))
                throw new LauncherException($"{path}: there is no such file");
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LauncherException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>Nobody may write it.</summary>
    public static bool IsReadOnly(string path) =>
        (File.GetUnixFileMode(path) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;

    /// <summary>Where a save is collected: in the same folder, for only there can it be put in place in one step.</summary>
    public static string BesideOf(FileRecord record) => Path.Join(Path.GetDirectoryName(record.Path), $".seamless-{record.Key}");

    /// <summary>What was collected is of no use. Where it cannot be removed it is overwritten when there is something again.</summary>
    public static void RemoveBeside(FileRecord record)
    {
        try
        {
            File.Delete(BesideOf(record));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Its folder was taken away, or may not be written.
        }
    }

    public static FileStream CreateBeside(FileRecord record)
    {
        File.Delete(BesideOf(record));
        return DurableFile.Create(BesideOf(record));
    }

    /// <summary>Gives what was collected the original's mode and brings it to the disk.</summary>
    public static void Finish(FileRecord record, FileStream beside)
    {
        File.SetUnixFileMode(beside.Name, File.Exists(record.Path) ? File.GetUnixFileMode(record.Path) : Usual);
        beside.Flush(flushToDisk: true);
    }

    /// <summary>Somebody else has written it, or put another file there. Taken away it is nobody's work any more.</summary>
    public static bool HasChanged(FileRecord record) => File.Exists(record.Path) && SeenFile.OfPath(record.Path) != record.Seen;

    /// <summary>A free name that tells where it comes from: <c>notes (from local, 2026-01-31 14.05).txt</c>.</summary>
    public static string KeptName(FileRecord record, DateTimeOffset now)
    {
        var stem = Path.GetFileNameWithoutExtension(record.Path) is { Length: > 0 } some ? some : record.Name;
        var extension = stem == record.Name ? "" : Path.GetExtension(record.Path);
        var date = now.ToString("yyyy-MM-dd HH.mm", CultureInfo.InvariantCulture);
        for (var number = 1; number <= FilesLimits.KeptNames; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $" (from {record.Guest}, {date}{(number == 1 ? "" : $", {number}")}){extension}");
            var path = Path.Join(Path.GetDirectoryName(record.Path), Protocol.Utf8.Shorten(stem, Protocol.ProtocolLimits.FileNameBytes - System.Text.Encoding.UTF8.GetByteCount(name)) + name);
            if (FileStatus.OfPath(path) is null)
                return path;
        }
        throw new IOException($"there are {FilesLimits.KeptNames} saves beside {record.Path} already");
    }
}
