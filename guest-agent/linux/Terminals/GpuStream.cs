// SPDX-License-Identifier: Apache-2.0
// A connection to the guest's GPU server for a program elsewhere. The server listens beside the compositor's socket when somebody in the guest
// has said `seamless gpu serve`; without it there is no such socket, and nobody gets in.
using Seamless.Agent.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Terminals;

internal sealed class GpuStream : IGuestStream
{
    private const string Socket = "gl.sock";

    private readonly TerminalEnd _end;
    private readonly TerminalInput _input;
    private readonly TerminalOutput _output;
    private int _window = ProtocolLimits.TerminalWindowBytes;
    private int _credit;
    private bool _isOver;

    /// <exception cref="LinuxException">Nobody serves, with the reason.</exception>
    public GpuStream(EventLoop loop, TerminalEnd end, in OpenTerminal open, string folder)
    {
        _end = end;
        var path = Path.Combine(folder, Socket);
        using var socket = Connect(open.Arguments.IsEmpty ? path : $"{path}.{OfGpu.Status}");
        // One for each direction: each is watched for its own reasons.
        _input = new TerminalInput(loop, socket.Descriptor.Duplicate(), isTerminal: false, HandedOn);
        _output = new TerminalOutput(loop, socket.Descriptor.Duplicate(), TerminalChannel.Output, Ready);
    }

    public int Pid => 0;

    public void Data(in TerminalData data)
    {
        if (!_isOver && data.Data.Length > 0) _input.Write(data.Data.Span);
    }

    public void Credit(int bytes)
    {
        _window += bytes;
        _output.IsRead = true;
    }

    public void Resize(int columns, int rows)
    {
    }

    public void Signal(int signal)
    {
    }

    public void HangUp() => Over();

    public void Dispose()
    {
        _isOver = true;
        _input.Dispose();
        _output.Dispose();
    }

    private static UnixSocket Connect(string path)
    {
        try
        {
            return UnixSocket.Connect(path);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ECONNREFUSED)
        {
            throw new AppStartException("it does not serve its GPU; a program in it does: seamless gpu serve");
        }
    }

    private void HandedOn(int bytes)
    {
        _credit += bytes;
        if (_isOver || _credit < TerminalLimits.CreditBytes) return;
        _end.Send(new TerminalCredit(_end.Stream, _credit));
        _credit = 0;
    }

    private void Ready(TerminalOutput output)
    {
        var chunk = _end.Chunk.AsMemory(0, Math.Min(TerminalLimits.GpuDataBytes, _window));
        var count = output.Read(chunk.Span);
        if (count > 0)
        {
            _end.Send(new TerminalData(_end.Stream, output.Channel, chunk[..count]));
            _window -= count;
        }
        output.IsRead = _window > 0;
        if (output.HasEnded) Over();
    }

    private void Over()
    {
        if (_isOver) return;
        _isOver = true;
        _end.Over(default);
    }
}
