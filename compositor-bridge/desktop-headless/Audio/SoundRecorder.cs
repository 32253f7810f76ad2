// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Collections.Concurrent;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless.Audio;

/// <summary>
/// Writes what is heard to files while recording is on, one for each stream, on a thread of its own: a slow disk holds up neither frames nor
/// input, it loses sound.
/// </summary>
internal sealed class SoundRecorder(EventLoop loop) : IDisposable
{
    private readonly record struct Block(WavFile File, ulong Position, byte[] Bytes, int Length);

    private Recording? recording;
    private int lastNumber;

    /// <summary>The form that every guest is asked for.</summary>
    public static AudioSink Sink { get; } = new(48_000, 2);

    public bool IsOn => recording is not null;

    public string Folder => recording?.Folder ?? "";

    public void Begin(string folder, IEnumerable<HeardStream> playing)
    {
        recording = new Recording(folder);
        foreach (var stream in playing) Open(stream);
    }

    /// <summary>Calls back with what was written, once it is on the disk.</summary>
    public void End(IEnumerable<HeardStream> playing, Action<IReadOnlyList<(HeardStream Stream, WavFile File)>> done)
    {
        var over = recording!;
        recording = null;
        foreach (var stream in playing) stream.File = null;
        over.End(files => loop.Post(() => done(files)));
    }

    public void Open(HeardStream stream)
    {
        if (recording is null || recording.Files.Count == DesktopLimits.RecordedFiles) return;
        stream.File = new WavFile(Path.Combine(recording.Folder, NameOf(stream)), stream.End);
        recording.Files.Add((stream, stream.File));
    }

    public void Write(HeardStream stream, ulong position, ReadOnlySpan<byte> frames)
    {
        if (stream.File is { } file) recording?.Write(file, position, frames);
    }

    public void Close(HeardStream stream)
    {
        if (stream.File is { } file) recording?.Close(file);
        stream.File = null;
    }

    /// <summary>The files are whole also when the desktop ends.</summary>
    public void Dispose() => recording?.End(_ => { });

    private string NameOf(HeardStream stream)
    {
        var app = string.Concat(stream.Started.Name.Where(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_' or '.').Take(DesktopLimits.FileNameCharacters));
        return $"{++lastNumber:000}-{stream.Guest}-{(app.Length > 0 ? app.TrimStart('.') : "app")}.wav";
    }

    private sealed class Recording : IDisposable
    {
        private readonly BlockingCollection<Block> blocks = new(DesktopLimits.RecordedBlocks);
        private readonly Thread thread;
        private Action<IReadOnlyList<(HeardStream, WavFile)>>? done;

        public Recording(string folder)
        {
            Folder = folder;
            thread = new Thread(Run) { Name = "sound" };
            thread.Start();
        }

        public string Folder { get; }

        public List<(HeardStream Stream, WavFile File)> Files { get; } = [];

        public void Write(WavFile file, ulong position, ReadOnlySpan<byte> frames)
        {
            var bytes = ArrayPool<byte>.Shared.Rent(frames.Length);
            frames.CopyTo(bytes);
            if (!blocks.TryAdd(new Block(file, position, bytes, frames.Length))) ArrayPool<byte>.Shared.Return(bytes);
        }

        /// <summary>Where there is no room for that the end of the recording does it.</summary>
        public void Close(WavFile file) => blocks.TryAdd(new Block(file, 0, [], 0));

        public void End(Action<IReadOnlyList<(HeardStream, WavFile)>> written)
        {
            done = written;
            blocks.CompleteAdding();
        }

        /// <summary>By its own thread, when nothing is left to write.</summary>
        public void Dispose() => blocks.Dispose();

        private void Run()
        {
            foreach (var block in blocks.GetConsumingEnumerable())
            {
                if (block.Length == 0)
                {
                    block.File.Dispose();
                    continue;
                }
                block.File.Write(block.Position, block.Bytes.AsSpan(0, block.Length));
                ArrayPool<byte>.Shared.Return(block.Bytes);
            }
            foreach (var (_, file) in Files) file.Dispose();
            Dispose();
            done!(Files);
        }
    }
}
