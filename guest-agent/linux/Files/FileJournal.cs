// SPDX-License-Identifier: Apache-2.0
// What an agent that starts must know of a file that an earlier one had open: lines "name value", values percent-encoded, written in one
// step each time. The bytes themselves are not in it: the copy lies in the folder beside it, the newest save under its version.
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Seamless.Linux;

namespace Seamless.Agent.Linux.Files;

/// <param name="Name">Of the copy.</param>
/// <param name="Newest">The newest version; 0 before the first save.</param>
/// <param name="NewestBytes">Its size.</param>
/// <param name="Stored">The newest version that is safe at the desktop's.</param>
/// <param name="Seen">The copy when its bytes were last set aside, or came.</param>
/// <param name="IsReadOnly">Nothing comes back.</param>
internal sealed record FileJournal(string Name, uint Newest, long NewestBytes, uint Stored, SeenFile Seen, bool IsReadOnly)
{
    private const string FirstLine = "seamless-opened-file 1";

    public bool HasUnstored => Newest > Stored;

    public void Write(string path)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            {FirstLine}
            name {Uri.EscapeDataString(Name)}
            newest {Newest}
            bytes {NewestBytes}
            stored {Stored}
            seen {Seen.Inode} {Seen.Size} {Seen.ModifiedNanoseconds}
            read-only {(IsReadOnly ? 1 : 0)}

            """);
        DurableFile.Write(path, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Null when there is none, or one that makes no sense.</summary>
    public static FileJournal? Read(string path)
    {
        if (RegularFile.Read(path, FilesLimits.JournalBytes) is not { } bytes) return null;
        var lines = Encoding.UTF8.GetString(bytes).Split('\n').Select(line => line.Split(' ')).Where(line => line.Length > 1)
            .GroupBy(line => line[0]).ToImmutableDictionary(group => group.Key, group => group.First()[1..]);
        string[] Of(string name) => lines.GetValueOrDefault(name) ?? [];
        var isWhole = lines.ContainsKey("seamless-opened-file") & uint.TryParse(Of("newest").FirstOrDefault(), CultureInfo.InvariantCulture, out var newest)
            & long.TryParse(Of("bytes").FirstOrDefault(), CultureInfo.InvariantCulture, out var size)
            & uint.TryParse(Of("stored").FirstOrDefault(), CultureInfo.InvariantCulture, out var stored);
        if (!isWhole || Of("seen") is not [var inode, var length, var time] || Of("name") is not [var name]) return null;
        if (!ulong.TryParse(inode, CultureInfo.InvariantCulture, out var seenInode) || !long.TryParse(length, CultureInfo.InvariantCulture, out var seenSize)
            || !long.TryParse(time, CultureInfo.InvariantCulture, out var modified)) return null;
        return new FileJournal(Uri.UnescapeDataString(name), newest, size, stored, new SeenFile(seenInode, seenSize, modified), Of("read-only") is ["1"]);
    }
}
