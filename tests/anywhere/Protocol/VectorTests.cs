// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Tests.Anywhere.Rules;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>protocol/vectors keeps the implementations of both languages honest. GOLDEN=update writes the files anew.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Names => [.. Vectors.All.Select(vector => vector.Name)];

    private static bool Rewrites => Environment.GetEnvironmentVariable("GOLDEN") == "update";

    [Fact]
    public void Every_message_has_a_vector()
    {
        var missing = MessageKinds.All.Select(kind => kind.Type).Except(Vectors.All.Select(vector => vector.Header.Type));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_number_has_a_message()
    {
        var missing = Enum.GetValues<MessageType>().Except(MessageKinds.All.Select(kind => kind.Type)).Except([MessageType.None]);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_file_belongs_to_a_vector()
    {
        var strays = Directory.EnumerateFiles(Repository.PathOf("protocol/vectors"), "*.hex")
            .Select(Path.GetFileNameWithoutExtension).Except(Vectors.All.Select(vector => (string?)vector.Name)).Except(["port-mark"]);
        Assert.Empty(strays);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_is_written_as_its_vector_says(string name)
    {
        var vector = Find(name);
        if (Rewrites)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(vector.Path)!);
            File.WriteAllText(vector.Path, vector.Text());
        }
        Assert.True(File.Exists(vector.Path), $"{vector.Path} is missing; GOLDEN=update writes it");
        Assert.Equal(File.ReadAllText(vector.Path), vector.Text());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_vector_is_read_as_its_message(string name)
    {
        var vector = Find(name);
        byte[] bytes = Vector.Parse(File.ReadAllText(vector.Path));

        Assert.True(MessageHeader.TryRead(bytes, out var header));
        Assert.Equal(vector.Header, header);
        Assert.Equal(bytes.Length, MessageHeader.Size + header.Length);
        object? message = vector.Kind.Read(bytes.AsMemory(MessageHeader.Size));
        Assert.NotNull(message);
        Assert.Equal(Vector.Fields(vector.Message, ""), Vector.Fields(message, ""));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_vector_that_is_cut_or_has_more_is_refused(string name)
    {
        var vector = Find(name);
        for (int length = 0; length < vector.Payload.Length; length++)
            Assert.False(CanRead(vector.Kind, vector.Payload.AsSpan(0, length)), $"{name} cut to {length} bytes was read");
        Assert.False(CanRead(vector.Kind, [.. vector.Payload, 0]), $"{name} with a byte more was read");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_does_not_write_past_a_buffer_that_is_too_small(string name)
    {
        var vector = Find(name);
        for (int length = 0; length < vector.Payload.Length; length++)
        {
            byte[] buffer = new byte[vector.Payload.Length];
            var writer = new MessageWriter(buffer.AsSpan(0, length));
            Assert.True(vector.Kind.TryRewrite(vector.Payload, ref writer));
            Assert.True(writer.Overflowed);
            Assert.All(buffer.Skip(length), b => Assert.Equal(0, b));
        }
    }

    private static bool CanRead(MessageKind kind, ReadOnlySpan<byte> payload)
    {
        var writer = new MessageWriter(new byte[payload.Length + 64]);
        return kind.TryRewrite(payload, ref writer);
    }

    private static Vector Find(string name) => Vectors.All.Single(vector => vector.Name == name);
}
