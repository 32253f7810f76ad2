// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux.Files;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Linux.Files;

public sealed class FileArrivalTests
{
    [Fact]
    public void A_desktop_behind_a_door_which_keeps_little_under_way_can_send_a_whole_file()
    {
        const int Piece = 4096, Size = 300_000;
        string path = Path.GetTempFileName();
        int underWay = 0;
        using (var arrival = new FileArrival(File.OpenWrite(path), Size, bytes => underWay -= bytes))
        {
            for (int sent = 0; sent < Size; sent += Piece)
            {
                int count = Math.Min(Piece, Size - sent);
                underWay += count;
                Assert.True(underWay <= ProtocolLimits.UnacknowledgedBytes - Piece, $"{underWay} bytes are under way, and it has no credit to go on");
                Assert.False(arrival.Take(new FileData(1, 0, sent, new byte[count])));
            }
            Assert.Equal(0, underWay);
            Assert.True(arrival.Take(new FileData(1, 0, Size, default)));
        }
        Assert.Equal(Size, new FileInfo(path).Length);
        File.Delete(path);
    }
}
