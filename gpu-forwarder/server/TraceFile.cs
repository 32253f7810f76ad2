// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>A trace that is read: messages of one client, one after the other. Whoever made it may have made anything of it.</summary>
internal sealed class TraceFile(FileStream file) : IDisposable
{
    private readonly byte[] _header = new byte[WireHeader.Size];
    private readonly byte[] _payload = new byte[StreamLimits.WireBytes];
    private uint _sequence;

    public WireHeader Header { get; private set; }

    public ReadOnlySpan<byte> Payload => _payload.AsSpan(0, Header.Bytes);

    /// <summary>Of an entry's message.</summary>
    public Submission Entry { get; private set; }

    public ReadOnlySpan<byte> Records => Payload[StreamLayout.EntryBytes..];

    /// <summary>Opens a trace for what is done with it; what goes wrong is told in one line. The exit code.</summary>
    public static int Use(string path, Action<TraceFile> use)
    {
        try
        {
            using var trace = new TraceFile(File.OpenRead(path));
            trace.Greeting();
            use(trace);
            return 0;
        }
        catch (Exception failure) when (failure is StreamException or IOException or UnauthorizedAccessException or LinuxException)
        {
            Console.Error.WriteLine($"seamless-gl-server: {path}: {failure.Message}");
            return 1;
        }
    }

    /// <summary>The next message. False: that was the last; one that is cut off is none.</summary>
    public bool Next()
    {
        if (!Fill(_header))
            return false;
        Header = WireHeader.Read(_header, ++_sequence);
        if (!Fill(_payload.AsSpan(0, Header.Bytes)))
            return false;
        if (Header.Kind == WireKind.Submit)
        {
            if (Header.Bytes < StreamLayout.EntryBytes)
                throw new StreamException("an entry has no room for itself");
            Entry = Submission.Read(Payload);
            if (Entry.Length != Records.Length)
                throw new StreamException($"an entry of {Entry.Length} bytes with {Records.Length}");
        }
        else if (Header.Kind != WireKind.Data)
        {
            throw new StreamException($"message {(uint)Header.Kind} comes from no client");
        }
        return true;
    }

    public void Dispose() => file.Dispose();

    private void Greeting()
    {
        var hello = new byte[Handshake.HelloBytes];
        if (!Fill(hello) || Handshake.Refusal(hello, Opcodes.Hash) is not null || Handshake.Transport(hello) != StreamLayout.WireTransport)
            throw new StreamException("this is no trace of a client of this server's version");
    }

    private bool Fill(Span<byte> into) => file.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length;
}
