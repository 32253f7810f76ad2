// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using SkiaSharp;

namespace Seamless.Desktop.Headless.Painting;

/// <summary>
/// Writes a picture so that the file is either the old one or the whole new one: into a neighbour first, which then takes the
/// name. A full disk leaves nothing half-done behind. What is no plain file (a device, a link) is written into as it is.
/// </summary>
internal static class ScreenshotFile
{
    /// <exception cref="IOException">With a line for the person.</exception>
    public static void Write(SKBitmap bitmap, string file)
    {
        using var pixels = bitmap.PeekPixels();
        // Screens are flat areas of colour: the cheapest level is a fifth larger and several times as fast.
        using var png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 3))
            ?? throw new IOException("the picture could not be encoded as PNG");
        var isReplaced = FileStatus.OfPath(file) is null or { IsRegular: true };
        var written = isReplaced ? $"{file}.{Environment.ProcessId}.part" : file;
        try
        {
            using (var stream = new FileStream(written, isReplaced ? FileMode.Create : FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0))
                stream.Write(png.Span);
            if (isReplaced) File.Move(written, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (isReplaced) TryDelete(written);
            throw new IOException($"cannot write '{file}': {error.Message}", error);
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder went away or was never ours: then no part of the picture lies in it either.
            _ = error;
        }
    }
}
