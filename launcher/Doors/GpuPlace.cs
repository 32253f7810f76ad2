// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Doors;

/// <summary>One program's place at a GPU server: taken before the server is there, so that who is counted and who is denied is known while that takes.</summary>
internal sealed class GpuPlace(string who, string server, Action<GpuPlace> left) : IPassage
{
    private IGpuEnd? _end;
    private IDisposable? _joined;

    public string Who => who;

    /// <summary>The guest that serves; empty: this machine.</summary>
    public string Server => server;

    /// <summary>Whose GPU that is.</summary>
    public string Words { get; } = WordsOf(server);

    /// <summary>Denied meanwhile, or over.</summary>
    public bool IsOver { get; private set; }

    public static string WordsOf(string server) => server.Length > 0 ? $"the GPU of guest '{server}'" : "this machine's GPU";

    /// <summary>The server is there; taken over.</summary>
    public void Found(IGpuEnd end)
    {
        if (IsOver)
            end.Dispose();
        else
            _end = end;
    }

    public void Begin(ByteStream near)
    {
        if (IsOver)
            near.Dispose();
        else
            _joined = _end!.Join(near, Dispose);
    }

    public void Dispose()
    {
        if (IsOver)
            return;
        IsOver = true;
        (_joined ?? _end)?.Dispose();
        left(this);
    }
}
