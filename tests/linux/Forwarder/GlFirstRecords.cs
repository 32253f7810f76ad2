// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Gpu.Server;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>What a client's session begins with: context 1 with surface 1, current. The results are in the reply area.</summary>
internal static class GlFirstRecords
{
    private const int Context = 0, Surface = 65600, Current = 65616;

    public static byte[] Make(uint api, uint major, uint side) => new GlRecords()
        .Record(OwnRecords.CreateContext).Words(1, 0, api, major, 0, 0, 8, 8, 8, 8, 24, 8, 0, 0).Reply(Context, 65536)
        .Record(OwnRecords.CreateSurface).Words(1, side, side, 8, 8, 8, 8, 24, 8, 0, 2).Reply(Surface, 8)
        .Record(OwnRecords.MakeCurrent).Words(1, 1, 1).Reply(Current, 8).Bytes;

    /// <summary>Each says with its first word that it went well.</summary>
    public static void Check(ReadOnlySpan<byte> replies)
    {
        foreach (var at in (int[])[Context, Surface, Current])
            Assert.Equal(0u, BinaryPrimitives.ReadUInt32LittleEndian(replies[(at + 8)..]));
    }
}
