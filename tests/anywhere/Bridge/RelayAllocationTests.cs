// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>The two journeys through the bridge, measured: once warm, a frame or a key allocates nothing there.</summary>
public sealed class RelayAllocationTests : IDisposable
{
    private const int Rounds = 500;

    private readonly BridgeRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Relaying_a_frame_and_a_key_allocates_nothing()
    {
        using var desktop = new QuietPeer(_rig.Loop, Role.Desktop, _rig.DialDesktopSide);
        using var guest = new QuietPeer(_rig.Loop, Role.Guest, _rig.DialGuestSide);
        _rig.Step();
        desktop.Session!.Send(default(Resync));
        _rig.Step();
        using var file = MemoryFile.Create("frame", 4096, Seals.Shrink | Seals.Grow | Seals.Seal);
        guest.Session!.Send(FakeGuest.Toplevel(1, "quiet", 8, 8));
        guest.Session!.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 4096), file.Descriptor);
        desktop.Session!.Send(new KeyboardFocus(1, []));
        _rig.Step();
        desktop.Session!.Send(new KeyboardFocus(1, []));
        var frame = new Frame
        {
            Window = 1,
            Memory = 1,
            Width = 8,
            Height = 8,
            StrideBytes = 32,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 8, 8),
            Damage = RectList.Of(new Rect(0, 0, 8, 8)),
        };
        uint serial = 0;
        void Round()
        {
            serial++;
            guest.Session!.Send(frame with { Serial = serial });
            desktop.Session!.Send(new Key(1, serial, serial, 30, true));
            _rig.Step();
            desktop.Session!.Send(new FrameShown { Window = 1, Serial = serial });
            desktop.Session!.Send(new FrameReleased(1, serial));
            _rig.Step();
        }
        void Batch()
        {
            for (var i = 0; i < Rounds; i++)
                Round();
        }
        Batch();
        Assert.Equal(0, Allocations.Least(Batch));
        Assert.Equal(((int)serial, (int)serial, (int)serial), (desktop.Frames, guest.Keys, guest.Shown));
    }

    [Fact]
    public void A_frame_for_a_desktop_without_handles_allocates_nothing()
    {
        using var desktop = new QuietPeer(_rig.Loop, Role.Desktop, _rig.DialDesktopSide, FrameMemoryKinds.Inline);
        using var guest = new QuietPeer(_rig.Loop, Role.Guest, _rig.DialGuestSide);
        _rig.Step();
        desktop.Session!.Send(default(Resync));
        _rig.Step();
        using var file = MemoryFile.Create("frame", 256 * 256 * 4, Seals.Shrink | Seals.Grow | Seals.Seal);
        guest.Session!.Send(FakeGuest.Toplevel(1, "quiet", 256, 256));
        guest.Session!.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 256 * 256 * 4), file.Descriptor);
        var frame = new Frame
        {
            Window = 1,
            Memory = 1,
            Width = 256,
            Height = 256,
            StrideBytes = 1024,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 256, 256),
            Damage = RectList.Of(new Rect(0, 0, 100, 256)),
        };
        uint serial = 0;
        void Batch()
        {
            for (var i = 0; i < Rounds; i++)
            {
                guest.Session!.Send(frame with { Serial = ++serial });
                _rig.Step();
                desktop.Session!.Send(new FrameShown { Window = 1, Serial = serial });
                _rig.Step();
            }
        }
        Batch();
        Assert.Equal(0, Allocations.Least(Batch));
        Assert.Equal(((int)serial, (int)serial), (desktop.Frames, guest.Shown));
    }

    /// <summary>A peer that counts and keeps nothing.</summary>
    private sealed class QuietPeer : ISessionReceiver, IDisposable
    {
        private readonly SessionConnector _connector;

        public QuietPeer(EventLoop loop, Role role, Func<UnixSocket> dial, FrameMemoryKinds memories = FrameMemoryKinds.SharedFd)
        {
            _connector = new SessionConnector(loop, dial, new SessionIdentity(role, "quiet") { FrameMemories = memories }, this);
            _connector.Start();
        }

        public Session? Session { get; private set; }

        public int Frames { get; private set; }

        public int Keys { get; private set; }

        public int Shown { get; private set; }

        public void Opened(Session session) => Session = session;

        public void Received(Session session, in MessageView message)
        {
            switch (message.Type)
            {
                case MessageType.Frame or MessageType.InlineFrame:
                    Frames++;
                    break;
                case MessageType.Key:
                    Keys++;
                    break;
                case MessageType.FrameShown:
                    Shown++;
                    break;
            }
        }

        public void Closed(Session session, string reason) => Assert.Fail(reason);

        public void Dispose() => _connector.Dispose();
    }
}
