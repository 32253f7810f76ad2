// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Seamless.Benchmarks;

/// <summary>The person in front of the fake Orbital: one line and its answer at a time. The commands are in the fake's hand.rs.</summary>
internal sealed class OrbitalHand : IDisposable
{
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly StreamReader answers;

    public OrbitalHand(string path)
    {
        socket.ReceiveTimeout = 60_000;
        socket.Connect(new UnixDomainSocketEndPoint(path));
        answers = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
    }

    public List<string> Do(string command)
    {
        Say(command);
        return Answer(command);
    }

    /// <summary>Several lines in one write: what lies between them is the fake's time and not ours.</summary>
    public void DoTogether(string first, string second)
    {
        Say($"{first}\n{second}");
        Answer(first);
        Answer(second);
    }

    public long Number(string command) => long.Parse(Do(command)[0], CultureInfo.InvariantCulture);

    public string Pixel(int x, int y) => Do($"pixel {x} {y}")[0];

    /// <summary>The window's number, and where its content begins on the screen. Waits for it and for its first pixels.</summary>
    public (string Id, int X, int Y) Window(string title)
    {
        Do($"wait window {title} within 30000");
        var words = Do("windows").Select(line => line.Split(' ', 10)).Single(each => each[9].Contains(title, StringComparison.Ordinal));
        Do($"wait updates {words[0]} 2 within 30000");
        return (words[0], int.Parse(words[2], CultureInfo.InvariantCulture), int.Parse(words[3], CultureInfo.InvariantCulture));
    }

    /// <summary>Lets a window's program go on for a while; returns how many of its frames were seen, and in what time.</summary>
    public (long Frames, TimeSpan Time) Watch(string window, TimeSpan length)
    {
        var first = Number($"updates {window}");
        var start = Stopwatch.GetTimestamp();
        var last = first;
        while (Stopwatch.GetElapsedTime(start) < length)
        {
            Do($"wait updates {window} {last + 5} within 20000");
            last = Number($"updates {window}");
        }
        return (last - first, Stopwatch.GetElapsedTime(start));
    }

    public void Dispose()
    {
        answers.Dispose();
        socket.Dispose();
    }

    private void Say(string command) => socket.Send(Encoding.UTF8.GetBytes(command + "\n"));

    private List<string> Answer(string command)
    {
        var lines = new List<string>();
        while (answers.ReadLine() is { } line)
        {
            if (line == "ok")
                return lines;
            if (line.StartsWith("error: ", StringComparison.Ordinal))
                throw new InvalidOperationException($"{command}: {line}");
            lines.Add(line);
        }
        throw new InvalidOperationException($"{command}: the fake Orbital has ended");
    }
}
