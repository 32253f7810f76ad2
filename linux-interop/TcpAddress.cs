// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Seamless.Linux;

/// <summary>An address and a port of a TCP socket, as sockaddr_in or sockaddr_in6: numbers only, no names are looked up.</summary>
public sealed unsafe record TcpAddress
{
    private const int Ipv4Bytes = 16, Ipv6Bytes = 28;

    public TcpAddress(IPAddress address, int port) => (Address, Port) = (address, port);

    public IPAddress Address { get; init; }

    public int Port { get; init; }

    /// <summary>"127.0.0.1:7654" or "[::1]:7654"; null for anything else.</summary>
    public static TcpAddress? TryParse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return null;
        var host = text[..colon];
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (isBracketed)
            host = host[1..^1];
        if (!IPAddress.TryParse(host, out var address) || address.ScopeIdOrZero() != 0)
            return null;
        var isIpv6 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        // "127.1" and plain numbers are addresses for some; here they are mistakes.
        return isIpv6 == isBracketed && (isIpv6 || address.ToString() == host) ? new TcpAddress(address, port) : null;
    }

    public override string ToString() => new IPEndPoint(Address, Port).ToString();

    internal int Family => Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Libc.AF_INET6 : Libc.AF_INET;

    internal bool TryBind(FileDescriptor socket)
    {
        var bytes = stackalloc byte[Ipv6Bytes];
        // SAFETY: the buffer holds the larger of both forms, and the length says how much of it counts.
        return Libc.bind(socket.Number, bytes, Write(bytes)) == 0;
    }

    internal bool TryConnect(FileDescriptor socket)
    {
        var bytes = stackalloc byte[Ipv6Bytes];
        // SAFETY: as above.
        return Libc.connect(socket.Number, bytes, Write(bytes)) == 0;
    }

    /// <summary>The port that the kernel chose for a socket that was bound to port 0.</summary>
    internal static int PortOf(FileDescriptor socket)
    {
        var bytes = stackalloc byte[Ipv6Bytes];
        var length = (uint)Ipv6Bytes;
        // SAFETY: the length tells the kernel how much it may write.
        if (Libc.getsockname(socket.Number, bytes, &length) < 0)
            LinuxException.ThrowLast("getsockname");
        return BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(bytes + 2, 2));
    }

    private uint Write(byte* into)
    {
        var isIpv6 = Family == Libc.AF_INET6;
        var length = isIpv6 ? Ipv6Bytes : Ipv4Bytes;
        // SAFETY: both callers give the larger form's bytes.
        var bytes = new Span<byte>(into, length);
        bytes.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)Family);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)Port);
        Address.TryWriteBytes(bytes[(isIpv6 ? 8 : 4)..], out _);
        return (uint)length;
    }
}

internal static class IPAddressScope
{
    /// <summary>Link-local addresses with a scope are not for us.</summary>
    public static long ScopeIdOrZero(this IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
