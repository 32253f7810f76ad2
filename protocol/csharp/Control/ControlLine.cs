// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Seamless.Protocol.Control;

/// <summary>Bytes of one line, its line feed included, and back.</summary>
public static class ControlLine
{
    public static byte[] Write(ControlRequest request) => Write(request, ControlJson.Default.ControlRequest);

    public static byte[] Write(ControlReply reply) => Write(reply, ControlJson.Default.ControlReply);

    /// <summary>Throws <see cref="JsonException"/> when this is no request.</summary>
    public static ControlRequest ReadRequest(ReadOnlySpan<byte> line)
    {
        var request = Read(line, ControlJson.Default.ControlRequest);
        CheckTexts(line, request.Arguments);
        return request;
    }

    /// <summary>Throws <see cref="JsonException"/> when this is no reply.</summary>
    public static ControlReply ReadReply(ReadOnlySpan<byte> line)
    {
        var reply = Read(line, ControlJson.Default.ControlReply);
        CheckTexts(line, reply.Result);
        return reply;
    }

    private static byte[] Write<T>(T value, JsonTypeInfo<T> type)
    {
        // The serializer escapes line feeds inside strings, so the one that ends the line is the only one.
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        return json;
    }

    private static T Read<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type) where T : class
    {
        if (!System.Text.Unicode.Utf8.IsValid(line))
            throw new JsonException("not UTF-8");
        return JsonSerializer.Deserialize(line, type) ?? throw new JsonException("null is not a message");
    }

    /// <summary>
    /// What is passed on without being read must be possible to write: an escape of half a character ("\ud800") only shows then. Such an
    /// escape begins with \ud, so most lines need no look.
    /// </summary>
    private static void CheckTexts(ReadOnlySpan<byte> line, JsonElement? element)
    {
        if (element is not { } value || (line.IndexOf("\\ud"u8) < 0 && line.IndexOf("\\uD"u8) < 0))
            return;
        try
        {
            using var writer = new Utf8JsonWriter(Stream.Null);
            value.WriteTo(writer);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("half a character in a text", e);
        }
    }
}

/// <summary>Cuts a stream of bytes into lines and refuses one that never ends.</summary>
public sealed class LineBuffer(int maximumBytes)
{
    private byte[] bytes = new byte[4096];
    private int start;
    private int end;
    private int searched;

    /// <summary>Room to receive into; tell <see cref="Received"/> how much of it was used.</summary>
    public Memory<byte> Room
    {
        get
        {
            if (start > 0)
            {
                bytes.AsSpan(start, end - start).CopyTo(bytes);
                end -= start;
                searched -= start;
                start = 0;
            }
            if (end == bytes.Length)
                Array.Resize(ref bytes, Math.Min(bytes.Length * 2, maximumBytes + 1));
            return bytes.AsMemory(end);
        }
    }

    /// <summary>False when more than a line's maximum came without a line feed: close the connection.</summary>
    public bool Received(int count)
    {
        end += count;
        return end - start <= maximumBytes || bytes.AsSpan(start, end - start).Contains((byte)'\n');
    }

    /// <summary>The next whole line without its line feed; valid until <see cref="Room"/> is asked for.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        var feed = bytes.AsSpan(searched, end - searched).IndexOf((byte)'\n');
        if (feed < 0)
        {
            searched = end;
            line = default;
            return false;
        }
        line = bytes.AsSpan(start, searched + feed - start);
        start = searched + feed + 1;
        searched = start;
        return true;
    }
}
