// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.IO.Compression;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>The pixels of a PNG file of 8 bits a channel, as a screenshot has them.</summary>
public sealed class Picture
{
    private readonly byte[] _rows;
    private readonly int _channels;

    public Picture(string file)
    {
        var bytes = File.ReadAllBytes(file);
        using var packed = new MemoryStream();
        for (var at = 8; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            var data = bytes.AsSpan(at + 8, length);
            if (bytes.AsSpan(at + 4, 4).SequenceEqual("IHDR"u8))
            {
                (Width, Height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                Assert.Equal(8, data[8]);
                _channels = data[9] == 6 ? 4 : 3;
            }
            if (bytes.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
                packed.Write(data);
            at += length + 12;
        }
        packed.Position = 0;
        using var plain = new MemoryStream();
        using (var unpacking = new ZLibStream(packed, CompressionMode.Decompress))
            unpacking.CopyTo(plain);
        _rows = Unfiltered(plain.ToArray(), Width * _channels, _channels);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>How far apart the channel is that differs most; 256 when the sizes do.</summary>
    public int Difference(Picture other) => (Width, Height, _channels) == (other.Width, other.Height, other._channels)
        ? _rows.Zip(other._rows, (a, b) => Math.Abs(a - b)).Max() : 256;

    /// <summary>How many pixels are as asked (red, green, blue), of a hundred.</summary>
    public int Share(Func<byte, byte, byte, bool> isSo) => 100 * _rows.Chunk(_channels).Count(p => isSo(p[0], p[1], p[2])) / (Width * Height);

    public int Colours => _rows.Chunk(_channels).Select(p => (p[0], p[1], p[2])).Distinct().Count();

    /// <summary>Takes the rows' filters (PNG, section 9) away.</summary>
    private static byte[] Unfiltered(byte[] filtered, int row, int pixel)
    {
        var rows = new byte[filtered.Length / (row + 1) * row];
        for (int y = 0, to = 0; to < rows.Length; y++)
        {
            var filter = filtered[y * (row + 1)];
            for (var x = 0; x < row; x++, to++)
            {
                int left = x < pixel ? 0 : rows[to - pixel], above = y == 0 ? 0 : rows[to - row], corner = x < pixel || y == 0 ? 0 : rows[to - row - pixel];
                var guess = filter switch { 0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, _ => Paeth(left, above, corner) };
                rows[to] = (byte)(filtered[(y * (row + 1)) + 1 + x] + guess);
            }
        }
        return rows;
    }

    private static int Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - corner - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
