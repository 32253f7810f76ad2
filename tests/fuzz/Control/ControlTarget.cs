// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Tests.Fuzz.Control;

/// <summary>Lines on the control sockets: cut from uneven pieces, read as requests and replies, and their arguments as every verb's.</summary>
internal sealed class ControlTarget : IFuzzTarget
{
    private const int MaximumLine = 4096;

    private readonly byte[] _line = new byte[Mutator.MaximumLength];

    public string Name => "control";

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        Line("""{"id":1,"verb":"run","arguments":{"guest":"local","command":["foot","-T","a"],"uris":["file:///a"],"waitMilliseconds":10}}"""),
        Line("""{"id":2,"verb":"windows"}"""),
        Line("""{"id":3,"verb":"click","arguments":{"x":10.5,"y":-3e2,"window":7,"button":"left","count":2}}"""),
        Line("""{"id":4,"verb":"text","arguments":{"text":"a\u00fc\ud83e\udd8a\n\\"}}"""),
        Line("""{"id":5,"verb":"shape","arguments":{"window":7,"maximized":true,"tiled":null}}"""),
        Line("""{"id":6,"ok":true,"result":{"windows":[{"id":1,"guest":"local","title":"x","states":["maximized"]}]}}"""),
        Line("""{"id":7,"ok":false,"error":"there is no window 99"}"""),
        Line("""{"id":8,"verb":"wait","arguments":{"milliseconds":5,"title":"x","hasContent":true,"count":0}}"""),
    ];

    public long MaximumAllocation(int inputLength) => 256 * 1024 + ((long)inputLength * 256);

    public void Run(ReadOnlySpan<byte> input)
    {
        var lines = new LineBuffer(MaximumLine);
        int longest = 0;
        for (int piece = 1; !input.IsEmpty; piece = (piece * 2) + 1)
        {
            var room = lines.Room.Span;
            if (room.IsEmpty) throw new FuzzFailure("no room, and not refused");
            int count = Math.Min(Math.Min(piece, room.Length), input.Length);
            input[..count].CopyTo(room);
            input = input[count..];
            if (!lines.Received(count)) return;
            while (lines.TryTake(out var line))
            {
                longest = Math.Max(longest, line.Length);
                Check(line);
            }
        }
        if (longest > Mutator.MaximumLength) throw new FuzzFailure("a line longer than the input");
    }

    public void Dispose()
    {
    }

    private static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\n");

    private void Check(ReadOnlySpan<byte> line)
    {
        // A copy: reading must not depend on what lies behind the line.
        line.CopyTo(_line);
        var copy = _line.AsSpan(0, line.Length);
        if (Try(copy, ControlLine.ReadRequest) is { } request)
        {
            if (ControlLine.Write(request).AsSpan()[..^1].Contains((byte)'\n')) throw new FuzzFailure("a request of more than one line");
            ReadArguments(request);
        }
        if (Try(copy, ControlLine.ReadReply) is { } reply) ControlLine.Write(reply);
    }

    private static void ReadArguments(ControlRequest request)
    {
        Try(request, LauncherVerbs.Run.ReadArguments);
        Try(request, DesktopVerbs.Click.ReadArguments);
        Try(request, DesktopVerbs.Text.ReadArguments);
        Try(request, DesktopVerbs.Shape.ReadArguments);
        Try(request, DesktopVerbs.Wait.ReadArguments);
    }

    private delegate T Reading<out T>(ReadOnlySpan<byte> line);

    private static T? Try<T>(ReadOnlySpan<byte> line, Reading<T> read)
        where T : class
    {
        try
        {
            return read(line);
        }
        catch (JsonException)
        {
            // The documented answer to a line that is none of ours.
            return null;
        }
    }

    private static void Try<T>(ControlRequest request, Func<ControlRequest, T> read)
    {
        try
        {
            read(request);
        }
        catch (JsonException)
        {
            // As above.
        }
    }
}
