// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Desktop.Headless.Control;

/// <summary>The clipboard for programs and people. Contents pass through files that they name: a line of JSON is no place for a picture.</summary>
internal sealed class ClipboardRequests(HeadlessDesktop desktop)
{
    private const string Text = "text/plain;charset=utf-8";

    /// <summary>The names that text goes by, the best first; the last three are older than MIME types on desktops, and still asked for.</summary>
    private static readonly ImmutableArray<string> TextTypes = [Text, "text/plain", "UTF8_STRING", "TEXT", "STRING"];

    public ClipboardTypes Types(ClipboardArguments arguments) => new(Find(arguments)?.Types ?? []);

    public void Get(ClipboardGetArguments arguments, PendingReply reply)
    {
        var content = Find(arguments.From) ?? throw new RequestException(arguments.From.Guest is { } guest ? $"the guest '{guest}' has nothing to paste" : "there is nothing to paste");
        var type = arguments.Type ?? TextTypes.FirstOrDefault(each => content.Types.Contains(each)) ?? content.Types[0];
        if (!content.Types.Contains(type)) throw new RequestException($"it is not there as {type}, but as {string.Join(", ", content.Types)}");
        var file = new ClipboardFile(Open(arguments.File), type, reply);
        file.Reading = content.Read(type, file);
        reply.Over = file.Over;
        file.Reading.Start();
    }

    public void Set(ClipboardSetArguments arguments)
    {
        CheckPath(arguments.File);
        var bytes = RegularFile.Read(arguments.File, ProtocolLimits.ClipboardBytes + 1) ?? throw new RequestException($"cannot read {arguments.File}");
        if (bytes.Length > ProtocolLimits.ClipboardBytes) throw new RequestException($"more than {ProtocolLimits.ClipboardBytes >> 20} MiB are a file, and not for the clipboard");
        var types = arguments.Type is { } type ? [Checked(type)] : TextTypes;
        if (arguments.Type is null && !System.Text.Unicode.Utf8.IsValid(bytes)) throw new RequestException("it is no text in UTF-8; say what it is with --type");
        var content = new OwnContent(desktop.Clipboard.Origin, types, bytes);
        if (Guest(arguments.To) is { } guest) guest.Offer(KindOf(arguments.To), content);
        else desktop.Clipboard.Set(KindOf(arguments.To), content);
    }

    private static SelectionKind KindOf(ClipboardArguments arguments) => arguments.Primary ? SelectionKind.Primary : SelectionKind.Clipboard;

    private static string Checked(string type) =>
        type.Length > 0 && !type.Any(char.IsControl) && Encoding.UTF8.GetByteCount(type) <= ProtocolLimits.MimeTypeBytes
            ? type : throw new RequestException($"a type has 1 to {ProtocolLimits.MimeTypeBytes} bytes, on one line");

    private static void CheckPath(string file)
    {
        if (!Path.IsPathRooted(file)) throw new RequestException($"'{file}' is not an absolute path");
    }

    private static FileStream Open(string file)
    {
        CheckPath(file);
        try
        {
            // Without a buffer: what is written is read by who asked as soon as we have answered.
            return new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RequestException(error.Message);
        }
    }

    private ClipboardContent? Find(ClipboardArguments arguments) => Guest(arguments) is { } guest ? guest[KindOf(arguments)] : desktop.Clipboard[KindOf(arguments)];

    private GuestClipboard? Guest(ClipboardArguments arguments)
    {
        if (arguments.Guest is not { } name) return null;
        var session = desktop.FindGuest(name) ?? throw new RequestException($"no guest '{name}' is attached; see: seamless status");
        return session.IsConnected ? session.Clipboard : throw new RequestException($"guest '{name}' is not connected");
    }

    /// <summary>A paste into a file.</summary>
    private sealed class ClipboardFile(FileStream file, string type, PendingReply reply) : IClipboardReader
    {
        private long count;
        private bool isOver;

        public IClipboardReading Reading { get; set; } = null!;

        public void Data(ReadOnlyMemory<byte> data)
        {
            try
            {
                file.Write(data.Span);
            }
            catch (IOException error)
            {
                reply.Fail(error.Message);
                return;
            }
            count += data.Length;
            Reading.Credit(data.Length);
        }

        public void End()
        {
            isOver = true;
            reply.Give(DesktopVerbs.ClipboardGet.Reply(reply.Id, new ClipboardTaken(type, count)));
        }

        public void Failed(string reason)
        {
            isOver = true;
            reply.Fail(reason);
        }

        /// <summary>Answered, or nobody waits for the answer any more.</summary>
        public void Over()
        {
            file.Dispose();
            if (isOver) return;
            isOver = true;
            Reading.Cancel();
        }
    }
}
