// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Seamless.Launcher.Daemon;

/// <summary>Who is at the other end of a Unix socket, by the kernel's word (SO_PEERCRED) and not by theirs.</summary>
internal static class SocketPeer
{
    private const int SocketLevel = 1;          // SOL_SOCKET
    private const int PeerCredentials = 17;     // SO_PEERCRED: struct ucred { pid, uid, gid }

    public static uint UserOf(Socket socket) => (uint)Field(socket, 4);

    public static int ProcessOf(Socket socket) => Field(socket, 0);

    private static int Field(Socket socket, int offset)
    {
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        var field = credentials.Slice(offset, 4);
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReadInt32LittleEndian(field) : BinaryPrimitives.ReadInt32BigEndian(field);
    }
}
