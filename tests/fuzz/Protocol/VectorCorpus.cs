// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Seamless.Protocol;

namespace Seamless.Tests.Fuzz.Protocol;

/// <summary>The golden messages of protocol/vectors, header and all.</summary>
internal static class VectorCorpus
{
    public static IReadOnlyList<byte[]> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var vectors = new List<byte[]>();
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("vectors/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            vectors.Add(Parse(reader.ReadToEnd()));
        }
        return vectors;
    }

    /// <summary>Numbers the messages of an input from 1 on and gives each its length, as far as there are whole headers.</summary>
    public static void Renumber(Span<byte> input)
    {
        for (ulong sequence = 1; input.Length >= MessageHeader.Size; sequence++)
        {
            input[7] = 0;
            if (!MessageHeader.TryRead(input, out var header)) header = default;
            int rest = input.Length - MessageHeader.Size;
            // The last message, and one whose length points past the end, has what is left.
            int length = header.Length <= rest ? header.Length : rest;
            if (rest - length < MessageHeader.Size) length = rest;
            new MessageHeader(length, header.Type, Math.Min(header.Handles, 1), sequence).Write(input);
            input = input[(MessageHeader.Size + length)..];
        }
    }

    private static byte[] Parse(string text) =>
        [.. text.Split('\n').Where(line => !line.StartsWith('#')).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(pair => Convert.ToByte(pair, 16))];
}
