// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>
/// What a client without shared memory sends, kept as it came: its greeting and its messages, which is all that a replay needs. A trace that
/// cannot grow ends; its client does not notice.
/// </summary>
internal sealed class TraceWriter
{
    private readonly FileStream _file;
    private long _bytes;
    private bool _isOver;

    private TraceWriter(FileStream file) => _file = file;

    /// <summary>Makes the file, before this process gives up the folder. Another client's trace gets another name: `.2` behind it, and so on.</summary>
    public static string Reserve(string path)
    {
        for (var number = 1; ; number++)
        {
            var name = number == 1 ? path : $"{path}.{number}";
            try
            {
                using var file = new FileStream(name, FileMode.CreateNew, FileAccess.Write);
                return name;
            }
            catch (IOException) when (File.Exists(name) && number < ServerLimits.Clients)
            {
                // An earlier client's.
            }
        }
    }

    public static TraceWriter Open(string name, int client)
    {
        // Unbuffered: the process ends wherever it is when its client hangs up.
        var file = new FileStream(name, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, BufferSize = 0 });
        ServerLog.Traced(client, name);
        return new TraceWriter(file);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_isOver)
            return;
        try
        {
            if (_bytes + bytes.Length > StreamLimits.TraceBytes)
                throw new IOException($"more than {StreamLimits.TraceBytes} bytes");
            _file.Write(bytes);
            _bytes += bytes.Length;
        }
        catch (IOException failure)
        {
            _isOver = true;
            ServerLog.TraceEnds(_bytes, failure.Message);
        }
    }
}
