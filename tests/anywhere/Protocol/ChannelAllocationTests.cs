// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Xunit;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Anywhere.Protocol;

public sealed class ChannelAllocationTests : IChannelReceiver
{
    private int _received;
    private int _damageRects;

    [Fact]
    public void Frames_and_input_pass_a_channel_without_allocating()
    {
        using var loop = new EventLoop();
        var (near, far) = UnixSocket.Pair();
        using var sender = new Channel(loop, near, this, ChannelLimits.Control);
        using var receiver = new Channel(loop, far, this, ChannelLimits.Control);
        for (int i = 0; i < 2000; i++) Round(loop, sender);

        Assert.Equal(0, Allocations.Least(() =>
        {
            _received = _damageRects = 0;
            for (int i = 0; i < 1000; i++) Round(loop, sender);
        }));
        Assert.Equal(7000, _received);
        Assert.Equal(2000, _damageRects);
    }

    void IChannelReceiver.Received(Channel channel, in MessageView message)
    {
        _received++;
        switch (message.Type)
        {
            case MessageType.Frame:
                _damageRects += message.Read<Frame>().Damage.Count;
                break;
            case MessageType.FrameShown:
                message.Read<FrameShown>();
                break;
            case MessageType.FrameReleased:
                message.Read<FrameReleased>();
                break;
            case MessageType.PointerMotion:
                message.Read<PointerMotion>();
                break;
            case MessageType.PointerButton:
                message.Read<PointerButton>();
                break;
            case MessageType.PointerAxis:
                message.Read<PointerAxis>();
                break;
            case MessageType.Key:
                message.Read<Key>();
                break;
        }
    }

    void IChannelReceiver.Closed(Channel channel, string reason) => Assert.Fail(reason);

    private static void Round(EventLoop loop, Channel sender)
    {
        var damage = RectList.Of(new Rect(0, 0, 64, 64));
        damage.Add(new Rect(100, 100, 32, 32));
        sender.Send(new Frame
        {
            Window = 1,
            Serial = 2,
            Memory = 3,
            Width = 640,
            Height = 480,
            StrideBytes = 2560,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 640, 480),
            Damage = damage,
        });
        sender.Send(new FrameShown { Window = 1, Serial = 2 });
        sender.Send(new FrameReleased(1, 1));
        sender.Send(new PointerMotion { Window = 1, X = Fixed.FromInt(5) });
        sender.Send(new PointerButton(1, 1, 0, 0x110, true));
        sender.Send(new PointerAxis { Window = 1, WheelY = 120 });
        sender.Send(new Key(1, 1, 0, 30, true));
        while (loop.RunOnce(TimeSpan.Zero))
        {
        }
    }
}
