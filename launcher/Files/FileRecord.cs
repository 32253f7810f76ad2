// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seamless.Linux;

namespace Seamless.Launcher.Files;

/// <summary>
/// What a daemon must know of a file that an earlier one opened in a guest. Written in one step, before what it says is done or said:
/// so whichever moment a daemon dies at, the next one knows what to ask for and what is its own.
/// </summary>
/// <param name="Key">The protocol's, as hexadecimal digits.</param>
/// <param name="Guest">Where it is open.</param>
/// <param name="Path">The original; links resolved.</param>
/// <param name="Seen">The original as it was last read or written by us: another one is somebody else's doing.</param>
internal sealed record FileRecord(string Key, string Guest, string Path, SeenFile Seen)
{
    public string AppId { get; init; } = "";

    public bool IsReadOnly { get; init; }

    /// <summary>The guest has said that it has it.</summary>
    public bool IsOpened { get; init; }

    /// <summary>The newest version that is safe here.</summary>
    public uint Stored { get; init; }

    /// <summary>A version that is about to be put in place, and what it is known by: when that lies at the path, it is done.</summary>
    public uint Storing { get; init; }

    public SeenFile StoringSeen { get; init; }

    [JsonIgnore]
    public ulong Number => ulong.Parse(Key, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [JsonIgnore]
    public string Name => System.IO.Path.GetFileName(Path);
}

[JsonSerializable(typeof(FileRecord))]
internal sealed partial class FileJson : JsonSerializerContext;

/// <summary>The folder of the records: <c>$XDG_STATE_HOME/seamless/files</c>, beside the logs.</summary>
internal sealed class FileJournal(string folder)
{
    private const string Suffix = ".json";

    public string Folder => folder;

    public void Write(FileRecord record)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DurableFile.Write(PathOf(record.Key), JsonSerializer.SerializeToUtf8Bytes(record, FileJson.Default.FileRecord));
    }

    public void Remove(FileRecord record) => File.Delete(PathOf(record.Key));

    public IEnumerable<FileRecord> Left() => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal).Take(FilesLimits.Files).Select(Read).OfType<FileRecord>()];

    private static FileRecord? Read(string path)
    {
        try
        {
            var record = RegularFile.Read(path, FilesLimits.JournalBytes) is { } bytes ? JsonSerializer.Deserialize(bytes, FileJson.Default.FileRecord) : null;
            return record is { Key: { } key, Guest: not null, Path: ['/', ..] } && ulong.TryParse(key, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _) ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string PathOf(string key) => System.IO.Path.Combine(folder, key + Suffix);
}
