// SPDX-License-Identifier: Apache-2.0
// The user's bus with a systemd on it, as far as one connection can tell: the D-Bus handshake, Hello, and StartTransientUnit, whose
// arguments are read as the specification lays them out. Little-endian, as every client here sends.
using System.Buffers.Binary;
using System.Text;
using Seamless.Linux;

namespace Seamless.Tests.Linux.Apps;

internal sealed class FakeSystemd : IDisposable
{
    private readonly UnixListener _listener;
    private readonly Watch _watch;
    private readonly EventLoop _loop;
    private readonly string? _refuse;
    private readonly List<byte> _received = [];
    private readonly List<FileDescriptor> _handles = [];
    private UnixSocket? _client;
    private Watch? _clientWatch;
    private bool _authenticated;
    private uint _serial;

    /// <param name="loop">The test's loop.</param>
    /// <param name="path">Where the bus listens.</param>
    /// <param name="refuse">An error to answer with instead of a job.</param>
    public FakeSystemd(EventLoop loop, string path, string? refuse = null)
    {
        (_loop, _refuse) = (loop, refuse);
        _listener = UnixListener.Bind(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _watch = loop.Add(_listener.Descriptor, Interest.Read, _ => Accept());
    }

    /// <summary>"unit mode Description=… PIDs=…" for each call.</summary>
    public List<string> Calls { get; } = [];

    public void Disconnect()
    {
        _clientWatch?.Dispose();
        _client?.Dispose();
        _client = null;
    }

    public void Dispose()
    {
        Disconnect();
        _watch.Dispose();
        _listener.Dispose();
    }

    private void Accept()
    {
        if (_listener.Accept() is not { } client) return;
        _client = client;
        _authenticated = false;
        _received.Clear();
        _clientWatch = _loop.Add(client.Descriptor, Interest.Read, _ => Receive());
    }

    private void Receive()
    {
        Span<byte> chunk = stackalloc byte[4096];
        var result = _client!.Receive(chunk, _handles);
        if (result.Status == SocketStatus.Closed)
        {
            Disconnect();
            return;
        }
        _received.AddRange(chunk[..result.Count]);
        while (_authenticated ? TakeMessage() : TakeLine()) ;
    }

    /// <summary>D-Bus specification, "Authentication Protocol".</summary>
    private bool TakeLine()
    {
        if (_received is [0, ..]) _received.RemoveAt(0); // the byte that carries credentials
        var end = _received.IndexOf((byte)'\n');
        if (end < 0) return false;
        var line = Encoding.ASCII.GetString([.. _received[..end]]).TrimEnd();
        _received.RemoveRange(0, end + 1);
        if (line.StartsWith("AUTH EXTERNAL", StringComparison.Ordinal)) Send("OK 0123456789abcdef0123456789abcdef\r\n"u8);
        else if (line == "NEGOTIATE_UNIX_FD") Send("AGREE_UNIX_FD\r\n"u8);
        else if (line == "DATA") Send("OK 0123456789abcdef0123456789abcdef\r\n"u8);
        _authenticated = line == "BEGIN";
        return true;
    }

    /// <summary>Endian, type, flags, version; u32 body length, serial, header fields; padding to 8; body.</summary>
    private bool TakeMessage()
    {
        if (_received.Count < 16) return false;
        byte[] bytes = [.. _received];
        var bodyLength = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4));
        var fieldsLength = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12));
        var bodyStart = (16 + fieldsLength + 7) & ~7;
        if (bytes.Length < bodyStart + bodyLength) return false;
        _received.RemoveRange(0, bodyStart + bodyLength);
        var serial = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        var fields = Encoding.UTF8.GetString(bytes.AsSpan(16, fieldsLength));
        if (fields.Contains("StartTransientUnit", StringComparison.Ordinal)) StartTransientUnit(serial, bytes.AsSpan(bodyStart, bodyLength));
        else if (fields.Contains("Hello", StringComparison.Ordinal)) Reply(serial, 's', ":1.1");
        return true;
    }

    /// <summary>ss a(sv) a(sa(sv)), of which the properties are texts and one array of numbers.</summary>
    private void StartTransientUnit(uint serial, ReadOnlySpan<byte> body)
    {
        var reader = new Reader(body);
        var call = $"{reader.Text()} {reader.Text()}";
        var end = reader.ArrayEnd(alignment: 8);
        while (reader.At < end)
        {
            reader.Align(8);
            call += $" {reader.Text()}=";
            var signature = reader.Signature();
            if (signature == "s") call += reader.Text();
            for (var numbers = signature == "au" ? reader.ArrayEnd(alignment: 4) : 0; reader.At < numbers;) call += reader.Number();
        }
        Calls.Add(call);
        if (_refuse is null) Reply(serial, 'o', "/org/freedesktop/systemd1/job/1");
        else Reply(serial, 's', _refuse, error: "org.freedesktop.systemd1.Refused");
    }

    private void Reply(uint serial, char type, string value, string? error = null)
    {
        var message = new List<byte> { (byte)'l', (byte)(error is null ? 2 : 3), 1, 1 };
        var text = Encoding.UTF8.GetBytes(value);
        Number(message, (uint)text.Length + 5);
        Number(message, ++_serial);
        var fields = new List<byte>();
        Field(fields, 5, 'u', list => Number(list, serial));
        Field(fields, 8, 'g', list => list.AddRange([1, (byte)type, 0]));
        Field(fields, 7, 's', list => Text(list, "org.freedesktop.systemd1"));
        if (error is not null) Field(fields, 4, 's', list => Text(list, error));
        Number(message, (uint)fields.Count);
        message.AddRange(fields);
        Pad(message, 8);
        Text(message, value);
        Send([.. message]);
    }

    private static void Field(List<byte> fields, byte code, char type, Action<List<byte>> value)
    {
        Pad(fields, 8);
        fields.AddRange([code, 1, (byte)type, 0]);
        value(fields);
    }

    private static void Text(List<byte> into, string text)
    {
        Number(into, (uint)Encoding.UTF8.GetByteCount(text));
        into.AddRange(Encoding.UTF8.GetBytes(text));
        into.Add(0);
    }

    private static void Number(List<byte> into, uint number)
    {
        Pad(into, 4);
        into.AddRange(BitConverter.GetBytes(number));
    }

    private static void Pad(List<byte> into, int alignment)
    {
        while (into.Count % alignment != 0) into.Add(0);
    }

    private void Send(ReadOnlySpan<byte> bytes) => _client!.Send(bytes, []);

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int At { get; private set; }

        public void Align(int alignment) => At = (At + alignment - 1) / alignment * alignment;

        public uint Number()
        {
            Align(4);
            At += 4;
            return BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(At - 4)..]);
        }

        public string Text()
        {
            var length = (int)Number();
            At += length + 1;
            return Encoding.UTF8.GetString(_bytes.Slice(At - length - 1, length));
        }

        public string Signature()
        {
            var length = _bytes[At];
            At += length + 2;
            return Encoding.ASCII.GetString(_bytes.Slice(At - length - 1, length));
        }

        public int ArrayEnd(int alignment)
        {
            var length = (int)Number();
            Align(alignment);
            return At + length;
        }
    }
}
