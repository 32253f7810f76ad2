// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Bridge;

/// <summary>What the console's screen says about itself (VESA E-EDID 1.4): our name, and one mode.</summary>
internal static class Edid
{
    public const int Bytes = 128;

    /// <summary>A detailed timing has twelve bits for a side, and sixteen for its pixel clock in units of 10 kHz.</summary>
    private const int MostActive = 4095, MostClock = 65535;

    private const int HorizontalBlank = 160, HorizontalFront = 48, HorizontalSync = 32, VerticalFront = 3, VerticalSync = 5, VerticalBlank = 35;

    public static void Write(Span<byte> edid, int width, int height)
    {
        edid = edid[..Bytes];
        edid.Clear();
        edid[1..7].Fill(0xff);
        BinaryPrimitives.WriteUInt16BigEndian(edid[8..], (ushort)((Letter('S') << 10) | (Letter('M') << 5) | Letter('L')));
        BinaryPrimitives.WriteUInt16LittleEndian(edid[10..], 1);
        edid[17] = 2026 - 1990;
        (edid[18], edid[19]) = (1, 4);
        edid[20] = 0xa0; // Digital, eight bits a colour.
        edid[21] = Centimetres(width);
        edid[22] = Centimetres(height);
        edid[23] = 120; // Gamma 2.2.
        edid[24] = 0x06; // sRGB; the first timing is the native one.
        ((ReadOnlySpan<byte>)[0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54]).CopyTo(edid[25..]); // The primaries of sRGB.
        edid[38..54].Fill(1); // No standard timings.
        WriteTiming(edid[54..72], Math.Min(width, MostActive), Math.Min(height, MostActive));
        WriteName(edid[72..90]);
        edid[93] = 0x10; // Two descriptors that say nothing.
        edid[111] = 0x10;
        var sum = 0;
        foreach (var each in edid)
            sum += each;
        edid[127] = (byte)-sum;
    }

    private static int Letter(char letter) => letter - 'A' + 1;

    /// <summary>At 96 pixels an inch.</summary>
    private static byte Centimetres(int pixels) => (byte)Math.Min(255, Millimetres(pixels) / 10);

    private static int Millimetres(int pixels) => pixels * 254 / 960;

    private static void WriteTiming(Span<byte> timing, int width, int height)
    {
        // 60 Hz, or as many as the clock has room for.
        var clock = Math.Min(MostClock, (long)(width + HorizontalBlank) * (height + VerticalBlank) * 60 / 10_000);
        BinaryPrimitives.WriteUInt16LittleEndian(timing, (ushort)clock);
        (timing[2], timing[3], timing[4]) = Sides(width, HorizontalBlank);
        (timing[5], timing[6], timing[7]) = Sides(height, VerticalBlank);
        (timing[8], timing[9]) = (HorizontalFront, HorizontalSync);
        timing[10] = (VerticalFront << 4) | VerticalSync;
        (timing[12], timing[13], timing[14]) = Sides(Math.Min(MostActive, Millimetres(width)), Math.Min(MostActive, Millimetres(height)));
        timing[17] = 0x1e; // Digital, separate syncs, both positive.
    }

    /// <summary>Two numbers of twelve bits: the low bytes, and their upper halves together.</summary>
    private static (byte First, byte Second, byte Upper) Sides(int first, int second) =>
        ((byte)first, (byte)second, (byte)(((first >> 8) << 4) | (second >> 8)));

    private static void WriteName(Span<byte> descriptor)
    {
        descriptor[3] = 0xfc;
        descriptor[5..].Fill((byte)' ');
        "Seamless\n"u8.CopyTo(descriptor[5..]);
    }
}
