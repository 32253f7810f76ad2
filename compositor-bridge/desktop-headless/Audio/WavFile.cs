// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless.Audio;

/// <summary>
/// One stream as RIFF/WAVE, from the frame on where recording began; what was not sent is silence, and takes no room on the disk. Made by the
/// loop's thread, written by the recorder's.
/// </summary>
internal sealed class WavFile(string path, ulong begin) : IDisposable
{
    private const int HeaderBytes = 44;

    private FileStream? stream;
    private long written;

    public string Path => path;

    public double Seconds => (double)(written / SoundRecorder.Sink.FrameBytes) / SoundRecorder.Sink.Rate;

    /// <summary>The disk is full, or somebody removed the folder: for the person who stops the recording.</summary>
    public string? Problem { get; private set; }

    public void Write(ulong position, ReadOnlySpan<byte> frames)
    {
        // A position is the guest's word: further than a file may become, or before its beginning, there is nothing to write.
        if (Problem is not null || position < begin || position - begin > (ulong)(DesktopLimits.RecordedBytes / SoundRecorder.Sink.FrameBytes)) return;
        var offset = (long)(position - begin) * SoundRecorder.Sink.FrameBytes;
        if (offset + frames.Length > DesktopLimits.RecordedBytes) return;
        try
        {
            stream ??= Open();
            stream.Position = HeaderBytes + offset;
            stream.Write(frames);
            written = Math.Max(written, offset + frames.Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Problem = failure.Message;
        }
    }

    /// <summary>Only now is the header right: its lengths are known.</summary>
    public void Dispose()
    {
        try
        {
            if (stream is null) return;
            using (stream)
            {
                stream.Position = 0;
                stream.Write(Header((uint)written));
            }
        }
        catch (IOException failure)
        {
            Problem ??= failure.Message;
        }
        stream = null;
    }

    private FileStream Open()
    {
        var made = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, DesktopLimits.RecordingBuffer);
        made.Write(Header(0));
        return made;
    }

    private static byte[] Header(uint bytes)
    {
        var header = new byte[HeaderBytes];
        var sink = SoundRecorder.Sink;
        Encoding.ASCII.GetBytes("RIFF", header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), bytes + HeaderBytes - 8);
        Encoding.ASCII.GetBytes("WAVEfmt ", header.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(20), 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(22), (short)sink.Channels);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), sink.Rate);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), sink.Rate * sink.FrameBytes);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(32), (short)sink.FrameBytes);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(34), 16);
        Encoding.ASCII.GetBytes("data", header.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), bytes);
        return header;
    }
}
