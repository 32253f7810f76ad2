// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>A person's terminal: it keeps what programs write, and gives credit for it at once unless a test has it read slowly.</summary>
public sealed class FakeTerminal : FakePeer
{
    private readonly Dictionary<(uint Stream, TerminalChannel Channel), MemoryStream> _outputs = [];
    private uint _lastStream;

    private FakeTerminal(EventLoop loop)
        : base(loop, new SessionIdentity(Role.Terminal, "fake terminal"))
    {
    }

    /// <summary>False: nothing is credited.</summary>
    public bool Reads { get; set; } = true;

    public static FakeTerminal Connect(EventLoop loop, string path) => Connect(loop, () => UnixSocket.Connect(path));

    public static FakeTerminal Connect(EventLoop loop, Func<UnixSocket> connect) => new FakeTerminal(loop).ConnectTo<FakeTerminal>(connect);

    /// <summary>Returns the stream's id.</summary>
    public uint Open(params ImmutableArray<string> arguments) => Open(new OpenTerminal { Arguments = arguments });

    public uint Open(in OpenTerminal open)
    {
        Send(open with { Stream = ++_lastStream });
        return _lastStream;
    }

    public void Type(uint stream, string text) => Send(new TerminalData(stream, TerminalChannel.Input, Encoding.UTF8.GetBytes(text)));

    public void EndInput(uint stream) => Send(new TerminalData(stream, TerminalChannel.Input, default));

    public byte[] BytesOf(uint stream, TerminalChannel channel = TerminalChannel.Output) => _outputs.GetValueOrDefault((stream, channel))?.ToArray() ?? [];

    public string TextOf(uint stream, TerminalChannel channel = TerminalChannel.Output) => Encoding.UTF8.GetString(BytesOf(stream, channel));

    /// <summary>Steps the loop until the stream is over: the exit code, 128 and the signal, or an exception with the guest's reason.</summary>
    public int AwaitExit(uint stream)
    {
        Loop.Until(() => All<TerminalExited>().Any(m => m.Stream == stream) || All<TerminalFailed>().Any(m => m.Stream == stream), Describe);
        foreach (var failed in All<TerminalFailed>())
        {
            if (failed.Stream == stream) throw new InvalidOperationException(failed.Reason);
        }
        var exited = All<TerminalExited>().First(m => m.Stream == stream);
        return exited.Signal == 0 ? exited.ExitCode : 128 + exited.Signal;
    }

    public void AwaitOpened(uint stream) => Loop.Until(() => All<TerminalOpened>().Any(m => m.Stream == stream) || All<TerminalFailed>().Any(m => m.Stream == stream), Describe);

    public void AwaitText(uint stream, string text) => Loop.Until(() => TextOf(stream).Contains(text, StringComparison.Ordinal), () => $"{TextOf(stream)}\n{Describe()}");

    protected override void Received(object record, in MessageView message)
    {
        if (record is not TerminalData data) return;
        if (!_outputs.TryGetValue((data.Stream, data.Channel), out var output)) _outputs[(data.Stream, data.Channel)] = output = new MemoryStream();
        output.Write(data.Data.Span);
        if (Reads) Send(new TerminalCredit(data.Stream, data.Data.Length));
    }
}
