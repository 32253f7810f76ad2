// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

public sealed partial class ProtocolTraceTests
{
    [GeneratedRegex(@"^\[\d+\.\d{6}\] ", RegexOptions.Multiline)]
    private static partial Regex Time();

    [Theory]
    [InlineData("all", MessageType.PointerMotion, true)]
    [InlineData("frames,input", MessageType.FrameShown, true)]
    [InlineData("frames,input", MessageType.WindowState, false)]
    [InlineData("all,-input,Key", MessageType.PointerMotion, false)]
    [InlineData("all,-input,Key", MessageType.Key, true)]
    [InlineData(" WindowState ", MessageType.WindowState, true)]
    [InlineData("nonsense", MessageType.WindowState, false)]
    public void A_trace_is_filtered_by_group_and_message(string filter, MessageType type, bool isPrinted) =>
        Assert.Equal(isPrinted, new ProtocolTrace(filter, TextWriter.Null).Prints(type));

    [Fact]
    public void A_trace_shows_both_ways_and_what_nobody_understands()
    {
        using var fixture = new ChannelFixture();
        using var output = new StringWriter();
        fixture.Channel.PeerName = "guest 'local'";
        fixture.Channel.Trace = new ProtocolTrace("all,-Ping", output);
        fixture.Channel.Send(new CloseRequested(5));
        byte[] unknown = new byte[MessageHeader.Size];
        new MessageHeader(0, (MessageType)0x0777, 0, 3).Write(unknown);
        fixture.Write([.. ChannelFixture.Bytes(new Ping(1), 1), .. ChannelFixture.Bytes(new WindowClosed(5), 2), .. unknown]);
        fixture.Loop.UntilQuiet();

        Assert.Equal(
            """
            → guest 'local' window 5 shall close
            ← guest 'local' window 5 closed
            ← guest 'local' message 0x0777 of 0 bytes, not understood

            """,
            Time().Replace(output.ToString(), ""));
    }
}
