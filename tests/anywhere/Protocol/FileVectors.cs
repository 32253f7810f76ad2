// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

internal static class FileVectors
{
    private const ulong Key = 0x1122334455667788;

    public static IEnumerable<Vector> All()
    {
        yield return Vector.Of("a text for the guest's own editor", new OpenFile { Key = Key, Name = "notes.txt", Size = 12, Request = 1 });
        yield return Vector.Of("a picture to look at", new OpenFile
        {
            Key = Key + 1,
            Name = "Bär.png",
            Size = 5_000_000_000 / 2,
            MimeType = "image/png",
            AppId = "org.gnome.Loupe",
            Flags = OpenFileFlags.ReadOnly,
            Request = 2,
        }, variant: "-read-only");
        yield return Vector.Of("the text once more", new OpenFile { Key = Key, Name = "notes.txt", Flags = OpenFileFlags.Again, Request = 3 }, variant: "-again");
        yield return Vector.Of("all of the text", new FileData(Key, 0, 0, "Hello world\n"u8.ToArray()));
        yield return Vector.Of("and its end", new FileData(Key, 0, 12, default), variant: "-end");
        yield return Vector.Of("what was saved", new FileData(Key, 3, 65_536, "!"u8.ToArray()), variant: "-saved");
        yield return Vector.Of("64 KiB have been written", new FileCredit(Key, 3, 65_536));
        yield return Vector.Of("an app has it", new FileOpened(Key, 1, 4));
        yield return Vector.Of("the third save", new FileSaved(Key, 3, 65_537));
        yield return Vector.Of("let it come", new FetchFile(Key, 3));
        yield return Vector.Of("it is on the disk", new FileStored(Key, 3));
        yield return Vector.Of("what is there?", new FileStored(Key, 0), variant: "-none");
        yield return Vector.Of("not wanted back", new FileReleased(Key));
        yield return Vector.Of("the app ended", new FileClosed(Key));
        yield return Vector.Of("nothing opens it", new FileFailed(Key, 0, 1, "no app of this guest opens application/x-thing"));
        yield return Vector.Of("a newer save came", new FileFailed(Key, 2, 0, "version 3 took its place"), variant: "-version");
    }
}
