// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>
/// Beside the socket for clients, at the same path with `.status`: whoever connects is told what every session has done, one line each with tabs
/// between, and hung up on. `seamless gpu status` looks twice and makes rates of it.
/// </summary>
internal sealed class StatusDoor : IDisposable
{
    private readonly UnixListener _listener;
    private readonly Watch _watch;

    public StatusDoor(EventLoop loop, string path, Func<IEnumerable<Session>> sessions)
    {
        _listener = UnixListener.Bind(PathOf(path));
        _watch = loop.Add(_listener.Descriptor, Interest.Read, _ => Answer(sessions()));
    }

    public static string PathOf(string path) => path + ".status";

    private void Answer(IEnumerable<Session> sessions)
    {
        using var socket = _listener.Accept();
        // Some KiB into an empty socket, which takes it. One that does not is closed: what its reader has then of a line has no end, and is none.
        for (var rest = Encoding.UTF8.GetBytes(string.Concat(sessions.Select(Line))).AsSpan(); socket is not null && rest.Length > 0;)
        {
            if (socket.Send(rest) is not { Status: SocketStatus.Done, Count: var count })
                return;
            rest = rest[count..];
        }
    }

    private static string Line(Session session)
    {
        var counters = session.Counters;
        string[] values =
        [
            Number(session.Number), session.Process.ToString(CultureInfo.InvariantCulture), session.Program,
            Number((ulong)session.Since.Elapsed.TotalMilliseconds),
            .. Enum.GetValues<SessionCounters.Word>().Select(word => Number(counters[word])),
            string.Join(',', counters.MostAwaited(ServerLimits.Causes).Select(each => $"{each.Name}:{each.Count}")),
        ];
        return string.Join('\t', values) + '\n';
    }

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _watch.Dispose();
        _listener.Dispose();
    }
}
