// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// The desktop pastes what an app has: the app writes into a pipe, and as much is read as the desktop has room for. An app that writes
/// nothing, or never stops, ends it in words.
/// </summary>
internal sealed class SelectionReading : IDisposable
{
    private readonly SelectionLink _link;
    private readonly FileDescriptor _pipe;
    private readonly Watch _watch;
    private readonly LoopTimer _silence;
    private int _window = ProtocolLimits.ClipboardWindowBytes;
    private int _total;

    /// <exception cref="LinuxException">There is no pipe to be had.</exception>
    public SelectionReading(SelectionLink link, uint request, ISelectionSource source, string mimeType)
    {
        (_link, Request) = (link, request);
        var pipe = Pipe.Create();
        _pipe = pipe.Read;
        _pipe.SetNonBlocking();
        using (pipe.Write) source.Write(mimeType, pipe.Write);
        _watch = link.Loop.Add(_pipe, Interest.Read, _ => Ready());
        _silence = link.Loop.CreateTimer(() => Fail($"the app that has it gave nothing for {SelectionLimits.SilentOwner.TotalSeconds:0} s"));
        _silence.Start(SelectionLimits.SilentOwner);
    }

    public uint Request { get; }

    public void Credit(int bytes)
    {
        if (bytes > ProtocolLimits.ClipboardWindowBytes - _window) throw new ProtocolException($"a credit of {bytes} bytes that were not sent");
        _window += bytes;
        _watch.Interest = Interest.Read;
        _silence.Start(SelectionLimits.SilentOwner);
    }

    public void Dispose()
    {
        _silence.Dispose();
        _watch.Dispose();
        _pipe.Dispose();
    }

    private void Ready()
    {
        var chunk = _link.Chunk.AsMemory(0, Math.Min(_link.Chunk.Length, _window));
        var (count, hasEnded) = (0, false);
        while (count < chunk.Length && !hasEnded && _pipe.Read(chunk.Span[count..]) is { } read)
        {
            count += read;
            hasEnded = read == 0;
        }
        if (count > ProtocolLimits.ClipboardBytes - _total)
        {
            Fail($"it is more than {ProtocolLimits.ClipboardBytes >> 20} MiB");
            return;
        }
        if (count > 0) Pass(chunk[..count]);
        if (!hasEnded) return;
        _link.Send(new ClipboardData(Request, default));
        End();
    }

    private void Pass(ReadOnlyMemory<byte> data)
    {
        _link.Send(new ClipboardData(Request, data));
        _total += data.Length;
        _window -= data.Length;
        if (_window > 0)
        {
            _silence.Start(SelectionLimits.SilentOwner);
            return;
        }
        // The desktop's turn: the app is not read, and not blamed, until there is room.
        _watch.Interest = Interest.None;
        _silence.Stop();
    }

    private void Fail(string reason)
    {
        AgentLog.Info($"clipboard: the desktop could not paste: {reason}");
        _link.Send(new ClipboardFailed(Request, reason));
        End();
    }

    private void End()
    {
        _link.Over(this);
        Dispose();
    }
}
