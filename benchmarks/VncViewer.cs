// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Seamless.Benchmarks;

/// <summary>
/// The least viewer of a VNC display there can be (RFC 6143): raw pixels over a Unix socket, asks for the next update when it has the
/// last, and counts. Raw is the cheapest encoding for a server on the same machine.
/// </summary>
internal sealed class VncViewer : IDisposable
{
    private const int Raw = 0, DesktopSize = -223;

    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] scratch = new byte[1 << 20];
    private int width, height;

    public VncViewer(string path)
    {
        socket.Connect(new UnixDomainSocketEndPoint(path));
        Read(12);
        socket.Send("RFB 003.008\n"u8);
        Read(Read(1)[0]);
        socket.Send([1]); // security type None
        if (BinaryPrimitives.ReadUInt32BigEndian(Read(4)) != 0)
            throw new InvalidOperationException("the VNC server wants a password");
        socket.Send([1]); // shared
        var init = Read(24);
        (width, height) = (BinaryPrimitives.ReadUInt16BigEndian(init), BinaryPrimitives.ReadUInt16BigEndian(init[2..]));
        if (init[4] != 32)
            throw new InvalidOperationException($"the VNC server has {init[4]} bits a pixel");
        Read(BinaryPrimitives.ReadInt32BigEndian(init[20..]));
        Span<byte> encodings = stackalloc byte[12];
        encodings[0] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(encodings[2..], 2);
        BinaryPrimitives.WriteInt32BigEndian(encodings[4..], Raw);
        BinaryPrimitives.WriteInt32BigEndian(encodings[8..], DesktopSize);
        socket.Send(encodings);
        Ask(incremental: false);
    }

    public int Width => width;

    public int Height => height;

    /// <summary>Blocks for one update; returns how many pixels it brought.</summary>
    public long Update()
    {
        var pixels = 0L;
        while (true)
        {
            switch (Read(1)[0])
            {
                case 0:
                    for (var left = BinaryPrimitives.ReadUInt16BigEndian(Read(3)[1..]); left > 0; left--)
                        pixels += Rectangle();
                    Ask(incremental: true);
                    return pixels;
                case 2:
                    break; // bell
                case 3:
                    Skip(BinaryPrimitives.ReadInt32BigEndian(Read(7)[3..]));
                    break;
                case var other:
                    throw new InvalidOperationException($"the VNC server sent message {other}, which nobody asked for");
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private long Rectangle()
    {
        var head = Read(12);
        var (w, h) = (BinaryPrimitives.ReadUInt16BigEndian(head[4..]), BinaryPrimitives.ReadUInt16BigEndian(head[6..]));
        if (BinaryPrimitives.ReadInt32BigEndian(head[8..]) == DesktopSize)
        {
            (width, height) = (w, h);
            return 0;
        }
        Skip((long)w * h * 4);
        return (long)w * h;
    }

    private void Ask(bool incremental)
    {
        Span<byte> request = stackalloc byte[10];
        request[0] = 3;
        request[1] = incremental ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16BigEndian(request[6..], (ushort)width);
        BinaryPrimitives.WriteUInt16BigEndian(request[8..], (ushort)height);
        socket.Send(request);
    }

    /// <summary>Valid until the next read.</summary>
    private ReadOnlySpan<byte> Read(int bytes)
    {
        for (var have = 0; have < bytes;)
        {
            var got = socket.Receive(scratch.AsSpan(have, bytes - have));
            have += got > 0 ? got : throw new EndOfStreamException("the VNC server closed the connection");
        }
        return scratch.AsSpan(0, bytes);
    }

    private void Skip(long bytes)
    {
        while (bytes > 0)
        {
            var got = socket.Receive(scratch.AsSpan(0, (int)Math.Min(bytes, scratch.Length)));
            bytes -= got > 0 ? got : throw new EndOfStreamException("the VNC server closed the connection");
        }
    }
}
