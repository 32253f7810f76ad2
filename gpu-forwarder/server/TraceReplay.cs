// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using K4os.Compression.LZ4;
using Seamless.Gpu.Stream;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>
/// A trace, sent to a server again: entry by entry, each when the one before is executed, so that nothing is overwritten that is still read. Of
/// each frame its size and digest are told, and the last one is kept as a picture.
/// </summary>
internal sealed class TraceReplay(string socket, TextWriter output, string? picture)
{
    private readonly SharedStream _memory = SharedStream.Create();
    private readonly UnixSocket _server = UnixSocket.Connect(socket);
    private readonly byte[] _message = new byte[WireHeader.Size + StreamLimits.WireBytes];
    private readonly List<Frame> _asked = [];
    private uint _said;
    private uint _heard;
    private ulong _executed;
    private int _frames;
    private byte[] _last = [];
    private Frame _lastFrame;

    public void Run(TraceFile trace)
    {
        var source = new WireSource(_server);
        Send(Handshake.Hello(Opcodes.Hash, StreamLayout.WireTransport));
        var answer = new byte[Handshake.AnswerBytes];
        if (!source.Fill(answer) || BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(8)) != 0)
            throw new StreamException("the server refuses");
        for (var entries = 0UL; trace.Next();)
        {
            new WireHeader(trace.Header.Kind, trace.Header.Bytes, ++_said, trace.Header.Argument).Write(_message);
            trace.Payload.CopyTo(_message.AsSpan(WireHeader.Size));
            Send(_message.AsSpan(0, WireHeader.Size + trace.Header.Bytes));
            if (trace.Header.Kind == WireKind.Data)
                continue;
            Look(trace.Records);
            for (entries++; _executed < entries;)
                Hear(source);
            foreach (var frame in _asked)
                Tell(frame);
            _asked.Clear();
        }
        if (picture is not null && _frames > 0)
            Write(picture);
        output.WriteLine($"{_frames} frames");
    }

    /// <summary>Which records of an entry ask for a frame, and where it will be.</summary>
    private void Look(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var record = rest[..RecordHeader.Read(rest).Bytes];
            rest = rest[record.Length..];
            var (size, reply, format) = BinaryPrimitives.ReadUInt16LittleEndian(record) switch
            {
                OwnRecords.Present when record.Length >= 32 => (16, 24, Frame.Bgra),
                OwnRecords.ReadSurface when record.Length >= 40 => (24, 32, BinaryPrimitives.ReadUInt32LittleEndian(record[8..])),
                _ => (0, 0, 0u),
            };
            if (size == 0)
                continue;
            var frame = new Frame(BinaryPrimitives.ReadInt32LittleEndian(record[size..]), BinaryPrimitives.ReadInt32LittleEndian(record[(size + 4)..]), format,
                new ReplyReference(BinaryPrimitives.ReadUInt32LittleEndian(record[reply..]), BinaryPrimitives.ReadUInt32LittleEndian(record[(reply + 4)..])));
            frame.Reply.Check();
            _asked.Add(frame);
        }
    }

    private void Tell(Frame frame)
    {
        var bytes = Sizes.Image(frame.Format, 0x1401, frame.Width, frame.Height, 1);
        if (bytes <= 0 || bytes > frame.Reply.Capacity)
            return;
        _last = _memory.Slice((frame.Reply.IsInSlab ? StreamLayout.Slab : StreamLayout.Reply) + frame.Reply.Place + StreamLayout.ReplyHeader, (int)bytes).ToArray();
        _lastFrame = frame;
        output.WriteLine($"frame {++_frames}: {frame.Width}x{frame.Height} {Convert.ToHexStringLower(SHA256.HashData(_last))[..16]}");
    }

    /// <summary>As PPM, the highest row first.</summary>
    private void Write(string path)
    {
        var (width, height) = (_lastFrame.Width, _lastFrame.Height);
        var step = _last.Length / width / height;
        if (step is not (3 or 4))
            throw new StreamException("the last frame is no picture of colours");
        using var file = new FileStream(path, FileMode.Create);
        file.Write(Encoding.ASCII.GetBytes($"P6 {width} {height} 255\n"));
        var row = new byte[width * 3];
        for (var y = height - 1; y >= 0; y--)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * step;
                var (red, blue) = _lastFrame.IsBlueFirst ? (2, 0) : (0, 2);
                (row[x * 3], row[(x * 3) + 1], row[(x * 3) + 2]) = (_last[at + red], _last[at + 1], _last[at + blue]);
            }
            file.Write(row);
        }
    }

    private void Hear(WireSource source)
    {
        var head = new byte[WireHeader.Size];
        if (!source.Fill(head))
            throw new StreamException("the server has ended");
        var header = WireHeader.Read(head, ++_heard);
        var payload = new byte[header.Bytes];
        if (!source.Fill(payload))
            throw new StreamException("the server has ended");
        switch (header.Kind)
        {
            case WireKind.Plain:
                payload.CopyTo(Place(header.Argument, payload.Length));
                break;
            case WireKind.Packed:
                var size = BinaryPrimitives.ReadInt32LittleEndian(payload);
                if (size is < 0 or > StreamLimits.WireBytes || LZ4Codec.Decode(payload.AsSpan(sizeof(int)), Place(header.Argument, size)) != size)
                    throw new StreamException("a broken LZ4 block");
                break;
            case WireKind.Executed:
                _executed = BinaryPrimitives.ReadUInt64LittleEndian(payload);
                break;
            case WireKind.Gone:
                throw new StreamException($"the server: {Encoding.UTF8.GetString(payload)}");
        }
    }

    private Span<byte> Place(uint argument, int bytes) =>
        _memory.Slice(((argument & StreamLayout.ReplyInSlab) != 0 ? StreamLayout.Slab : StreamLayout.Reply) + (argument & ~StreamLayout.ReplyInSlab), bytes);

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var result = _server.Send(bytes);
            if (result.Status == SocketStatus.Closed)
                throw new StreamException("the server has ended");
            if (result.Status == SocketStatus.WouldBlock)
                _server.Descriptor.Await(Interest.Write);
            else
                bytes = bytes[result.Count..];
        }
    }

    private readonly record struct Frame(int Width, int Height, uint Format, ReplyReference Reply)
    {
        public const uint Bgra = 0x80E1;

        public bool IsBlueFirst => Format is Bgra or 0x80E0;
    }
}
