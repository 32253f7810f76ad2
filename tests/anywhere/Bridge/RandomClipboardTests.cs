// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>
/// Both sides copy, paste, call off, break the rules, go and come back in any order. Each hears only what it may rely on, and of one that is
/// gone nothing is left.
/// </summary>
public sealed class RandomClipboardTests
{
    private static readonly Gen<(bool IsGuest, int Op, int A)[]> Operations = Gen.Select(Gen.Bool, Gen.Int[0, 15], Gen.Int[0, 3]).Array[1, 200];

    [Fact]
    public void Whatever_two_sides_do_each_hears_only_what_holds()
    {
        var pasted = 0;
        Operations.Sample(
            operations =>
            {
                using var rig = new BridgeRig();
                using var guest = new Side(rig.Loop, rig.DialGuestSide, Role.Guest);
                using var desktop = new Side(rig.Loop, rig.DialDesktopSide, Role.Desktop);
                foreach (var (isGuest, op, a) in operations)
                {
                    (isGuest ? guest : desktop).Do(op, a);
                    rig.Step();
                    if (op == 15) rig.Wait(TimeSpan.FromSeconds(3));
                    Assert.Equal((null, null), (guest.Complaint, desktop.Complaint));
                }
                guest.Dispose();
                // A program that another test starts has our sockets too until its exec, so the bridge may hear of the end a moment later.
                rig.Loop.Until(() => desktop.Left == 0);
                Assert.Null(desktop.Complaint);
                Interlocked.Add(ref pasted, guest.Pasted + desktop.Pasted);
            },
            iter: 500);
        Assert.True(pasted > 500, $"only {pasted} pastes came through: the operations do not get anywhere");
    }

    /// <summary>A guest or a desktop; a new one each time that it connects.</summary>
    private sealed class Side : ISessionReceiver, IDisposable
    {
        private static readonly string[] Types = ["text/plain", "text/html", "image/png"];
        private readonly SessionConnector _connector;
        private readonly Role _role;
        private StrictClipboard _clipboard;
        private Session? _session;
        private int _pastedBefore;

        public Side(EventLoop loop, Func<UnixSocket> dial, Role role)
        {
            _role = role;
            _clipboard = new StrictClipboard(Expect);
            _connector = new SessionConnector(loop, dial, new SessionIdentity(role, "random") { Capabilities = Capabilities.Handles | Capabilities.Clipboard }, this);
            _connector.Start();
        }

        public string? Complaint { get; private set; }

        public int Left => _session is null ? 0 : _clipboard.Left;

        public int Pasted => _pastedBefore + _clipboard.Pasted;

        public void Do(int op, int a)
        {
            if (_session is not { } session) return;
            var kind = a % 2 == 0 ? SelectionKind.Clipboard : SelectionKind.Primary;
            switch (op)
            {
                case <= 5:
                    _clipboard.Offer(session, kind, [.. Types.Take(a)]);
                    break;
                case 6 or 7:
                    _clipboard.Answer(session, fails: a == 0);
                    break;
                case 8:
                    _clipboard.CancelAll(session);
                    break;
                case 9 when _role == Role.Desktop:
                    session.Send(default(Resync));
                    break;
                case 10 when a == 0:
                    session.Close("goes");
                    break;
                case 11 when a == 0:
                    DoWrong(session);
                    break;
            }
        }

        public void Opened(Session session)
        {
            _session = session;
            _pastedBefore += _clipboard.Pasted;
            _clipboard = new StrictClipboard(Expect);
            if (_role == Role.Desktop) session.Send(default(Resync));
        }

        public void Received(Session session, in MessageView message)
        {
            if (message.Type is >= MessageType.ClipboardOffer and <= MessageType.ClipboardCancelled) _clipboard.Received(session, message);
        }

        public void Closed(Session session, string reason) => _session = null;

        public void Dispose()
        {
            _session = null;
            _connector.Dispose();
        }

        private static void DoWrong(Session session)
        {
            session.Send(new ClipboardCredit(1, 1));
            session.Send(new ClipboardData(1_000_000, default));
        }

        private void Expect(bool holds, string complaint)
        {
            if (!holds) Complaint ??= complaint;
        }
    }
}
