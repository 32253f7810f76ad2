// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>
/// A guest that sends anything at all, to a desktop that comes and goes. Whatever happens, the bridge keeps its tables in order, and the
/// desktop hears only what it may rely on.
/// </summary>
public sealed class RandomGuestTests
{
    private static readonly Gen<(int Op, uint A, uint B, int C)[]> Operations =
        Gen.Select(Gen.Int[0, 20], Gen.UInt[1, 3], Gen.UInt[0, 3], Gen.Int[0, 40]).Array[1, 300];

    [Fact]
    public void Whatever_a_guest_sends_the_desktop_hears_only_what_holds()
    {
        var frames = 0;
        Operations.Sample(
            operations =>
            {
                using var world = new World();
                foreach (var (op, a, b, c) in operations)
                {
                    world.Do(op, a, b, c);
                    world.Rig.Step();
                    world.CheckInvariants();
                }
                Interlocked.Add(ref frames, world.FramesSeen);
            },
            iter: 300);
        Assert.True(frames > 500, $"only {frames} frames came through: the operations do not get anywhere");
    }

    private sealed class World : IDisposable
    {
        private readonly MemoryFile _file = MemoryFile.Create("random", 4096, Seals.Shrink | Seals.Grow | Seals.Seal);
        private readonly MemoryFile _unsealed = MemoryFile.Create("unsealed", 4096, Seals.None);
        private readonly SessionConnector _guest;
        private StrictDesktop? _desktop;
        private int _framesBefore;

        public World()
        {
            _guest = new SessionConnector(Rig.Loop, Rig.DialGuestSide, new SessionIdentity(Role.Guest, "random"), new Deaf());
            _guest.Start();
            _desktop = new StrictDesktop(Rig.Loop, Rig.DialDesktopSide);
            Rig.Step();
        }

        public BridgeRig Rig { get; } = new();

        public int FramesSeen => _framesBefore + (_desktop?.Frames ?? 0);

        public void Do(int op, uint a, uint b, int c)
        {
            if (op < 8)
            {
                DoDesktop(op, a, b);
                return;
            }
            if (_guest.Session is not { } guest)
            {
                Rig.Wait(TimeSpan.FromSeconds(3));
                return;
            }
            DoGuest(guest, op, a, b, c);
        }

        public void CheckInvariants()
        {
            Rig.Relay.Guest?.Windows.CheckInvariants();
            Rig.Relay.Guest?.Frames.Memories.CheckInvariants();
            Assert.Null(_desktop?.Complaint);
        }

        public void Dispose()
        {
            _guest.Dispose();
            _desktop?.Dispose();
            Rig.Dispose();
            _file.Dispose();
            _unsealed.Dispose();
        }

        private void DoDesktop(int op, uint a, uint b)
        {
            switch (op)
            {
                case 0 when b == 0:
                    _framesBefore = FramesSeen;
                    _desktop?.Dispose();
                    _desktop = null;
                    break;
                case <= 2:
                    _desktop ??= new StrictDesktop(Rig.Loop, Rig.DialDesktopSide);
                    break;
                case 3:
                    Rig.Wait(TimeSpan.FromMilliseconds(400));
                    break;
                case 4:
                    _desktop?.Say(new Key(a, 1, 1, 30, true));
                    _desktop?.Say(new KeyboardFocus(b, []));
                    break;
                case 5:
                    _desktop?.Say(new FrameReleased(a, b + 1));
                    break;
                default:
                    _desktop?.ShowAll();
                    break;
            }
        }

        private void DoGuest(Session guest, int op, uint a, uint b, int c)
        {
            if (c is not (8 or 9) && !IsAllowed(op, a, b))
                return;
            var isWild = c is 8 or 9;
            switch (op)
            {
                case 8 or 9:
                    var hasParent = b != a && (isWild || Rig.Relay.Guest?.Windows.Find(b) != null);
                    guest.Send(FakeGuest.Toplevel(a, "title\u202e\u0001", c, c) with { Parent = hasParent ? b : 0 });
                    break;
                case 10 when a != b && b != 0 && (isWild || Rig.Relay.Guest?.Windows.Find(b) != null):
                    guest.Send(FakeGuest.Popup(a, b, new Rect(0, 0, 1, 1), 4, 4));
                    break;
                case 11 when c < 8:
                    guest.Send(new WindowClosed(a));
                    break;
                case 12 or 13:
                    guest.Send(new FrameMemory(a, FrameMemoryKind.SharedFd, c == 0 ? 8192u : 4096u), (c == 1 ? _unsealed : _file).Descriptor);
                    break;
                case 14 when c < 8:
                    guest.Send(new FrameMemoryReleased(a));
                    break;
                case >= 15 and <= 17:
                    guest.Send(Frame(a, NextSerial(a, c), Math.Max(1, b), c));
                    break;
                case 18:
                    guest.Send(Inline(a, NextSerial(a, c), c));
                    break;
                case 19:
                    guest.Send(new DragState(c > 20, a));
                    guest.Send(new CursorShape(CursorShapeName.Text));
                    break;
                case 20 when c == 0:
                    guest.Send(new FrameShown { Window = a, Serial = 1 });
                    break;
            }
        }

        // Mostly what is allowed is sent, or no session would live long enough to get anywhere.
        private bool IsAllowed(int op, uint a, uint b)
        {
            if (Rig.Relay.Guest is not { } guest)
                return false;
            var window = guest.Windows.Find(a);
            bool HasMemory(uint id) => guest.Frames.Memories.All.Any(memory => memory.Id == id);
            return op switch
            {
                11 or 19 => window != null,
                14 => HasMemory(a),
                >= 15 and <= 18 => window != null && (op == 18 || HasMemory(Math.Max(1, b))) && (window.FrameInFlight == 0 || window.MayOvertake),
                _ => true,
            };
        }

        // Mostly the number that is due, and sometimes not.
        private uint NextSerial(uint window, int c) => c == 5 ? 1 : (Rig.Relay.Guest?.Windows.Find(window)?.LastSerial ?? 0) + 1;

        private static Frame Frame(uint window, uint serial, uint memory, int c) => new()
        {
            Window = window,
            Serial = serial,
            Memory = memory,
            Offset = c == 6 ? 4000u : 0,
            Width = 8,
            Height = 8,
            StrideBytes = 32,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 8, 8),
        };

        private static InlineFrame Inline(uint window, uint serial, int c) => new()
        {
            Window = window,
            Serial = serial,
            Width = 2,
            Height = c < 3 ? 3 : 2,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 2, 2),
            IsLast = c != 7,
            Damage = RectList.Of(new Rect(0, 0, 2, 2)),
            Rows = new byte[16],
        };
    }

    /// <summary>A guest that does not listen.</summary>
    private sealed class Deaf : ISessionReceiver
    {
        public void Opened(Session session)
        {
        }

        public void Received(Session session, in MessageView message)
        {
        }

        public void Closed(Session session, string reason)
        {
        }
    }
}
