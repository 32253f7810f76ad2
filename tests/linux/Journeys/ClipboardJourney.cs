// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Agent.Linux;
using Seamless.Bridge;
using Seamless.Desktop.Headless;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux.Journeys;

/// <summary>
/// A copy on its way from an app of one guest to an app of another: app → agent → bridge → desktop → bridge → agent → app, all in one process
/// on one loop. What is pasted is what was copied, in every type, and everybody ends up agreeing who has it.
/// </summary>
public abstract class ClipboardJourney : IDisposable
{
    private readonly WholeLine _line;
    private readonly OtherGuest _other;
    private readonly App _here, _there;

    private protected ClipboardJourney(bool overPorts)
    {
        _line = new WholeLine(overPorts ? FrameMemoryKinds.Inline : FrameMemoryKinds.SharedFd, overPorts);
        _other = new OtherGuest(_line);
        _here = new App(_line.Connect());
        _there = new App(_other.Connect());
        _line.Loop.UntilQuiet();
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
        _other.Dispose();
        _line.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void All_types_of_a_copy_in_one_guest_can_be_pasted_in_another_and_each_gives_its_own_bytes()
    {
        Copy(_here, "text/html", "text/plain;charset=utf-8", "image/png", "application/x-own");
        Assert.Equal<string>(["text/html", "text/plain;charset=utf-8", "image/png", "application/x-own"], Pastable(_other.Seat));
        foreach (var type in Pastable(_other.Seat))
            Assert.Equal($"{type} of here", Paste(_other.Seat, type));
        Assert.Equal(4, _here.Sent);
    }

    [Fact]
    public void Megabytes_come_through_whole()
    {
        var content = new byte[5_000_000];
        new Random(1).NextBytes(content);
        Copy(_here, "image/png");
        _here.Content = content;
        Assert.Equal(content, PasteBytes(_other.Seat, "image/png"));
    }

    [Fact]
    public void Copies_alternate_between_guests_and_desktop_and_the_newest_is_what_everybody_pastes()
    {
        for (var i = 0; i < 5; i++)
        {
            Copy(_here, "text/plain");
            Assert.Equal("text/plain of here", Paste(_other.Seat, "text/plain"));
            Copy(_there, "text/plain");
            Assert.Equal("text/plain of here", Paste(_line.Seat, "text/plain")); // The same words, but of the other app.
            Assert.Equal(i + 1, _there.Sent);
            _line.Desktop.Clipboard.Set(SelectionKind.Clipboard, new OwnContent(_line.Desktop.Clipboard.Origin, ["text/plain"], Encoding.UTF8.GetBytes($"desktop {i}")));
            Settle();
            Assert.Equal($"desktop {i}", Paste(_line.Seat, "text/plain"));
            Assert.Equal($"desktop {i}", Paste(_other.Seat, "text/plain"));
        }
    }

    [Fact]
    public void Two_copies_in_the_same_moment_end_with_one_that_can_be_pasted_everywhere_or_none()
    {
        _here.Copy("text/plain");
        _there.Copy("text/plain");
        Settle();
        var (here, there) = (_line.Seat.Selections.Clipboard.Source, _other.Seat.Selections.Clipboard.Source);
        var desktop = _line.Desktop.Clipboard[SelectionKind.Clipboard];
        Assert.Equal(desktop is null, here is null && there is null);
        if (desktop is null) return;
        Assert.Equal("text/plain of here", Paste(_line.Seat, "text/plain"));
        Assert.Equal("text/plain of here", Paste(_other.Seat, "text/plain"));
    }

    [Fact]
    public void After_a_copy_everybody_comes_to_rest()
    {
        Copy(_here, "text/plain");
        var turns = 0;
        while (_line.Loop.RunOnce(TimeSpan.Zero)) turns++;
        Assert.Equal(0, turns);
        _line.Time.Advance(TimeSpan.FromMinutes(1));
        Settle();
        Assert.Equal("text/plain of here", Paste(_other.Seat, "text/plain"));
    }

    [Fact]
    public void After_a_restart_of_bridge_or_desktop_the_copy_is_still_there()
    {
        Copy(_here, "text/plain");
        _line.RestartBridge();
        Assert.Equal("text/plain of here", Paste(_other.Seat, "text/plain"));
        _line.RestartDesktop();
        Settle();
        _line.Desktop.Attach("other", _other.Dial);
        Settle();
        Assert.Equal("text/plain of here", Paste(_other.Seat, "text/plain"));
    }

    [Fact]
    public void When_the_owner_goes_nobody_can_paste()
    {
        Copy(_here, "text/plain");
        _here.Dispose();
        Settle();
        Assert.Null(_other.Seat.Selections.Clipboard.Source);
        Assert.Null(_line.Desktop.Clipboard[SelectionKind.Clipboard]);
    }

    [Fact]
    public void A_guest_that_goes_in_the_middle_of_a_paste_ends_it()
    {
        Copy(_here, "text/plain");
        _here.IsSilent = true;
        using var pipe = Begin(_other.Seat, "text/plain");
        pipe.SetNonBlocking();
        Assert.Null(pipe.Read(new byte[1]));
        _line.Desktop.Detach("guest");
        Settle();
        Assert.Equal(0, pipe.Read(new byte[1]));
        Assert.Null(_other.Seat.Selections.Clipboard.Source);
    }

    private void Copy(App app, params string[] types)
    {
        app.Copy(types);
        Settle();
    }

    /// <summary>Also what waits for the pause between two offers.</summary>
    private void Settle()
    {
        _line.Loop.UntilQuiet();
        _line.Time.Advance(SelectionLimits.OfferPause);
        _line.Loop.UntilQuiet();
    }

    private static IReadOnlyList<string> Pastable(Agent.Linux.Seat seat) => seat.Selections.Clipboard.Source!.MimeTypes.All;

    private string Paste(Agent.Linux.Seat seat, string type) => Encoding.UTF8.GetString(PasteBytes(seat, type));

    private byte[] PasteBytes(Agent.Linux.Seat seat, string type)
    {
        using var pipe = Begin(seat, type);
        pipe.SetNonBlocking();
        var bytes = new List<byte>();
        var chunk = new byte[16 * 1024];
        for (var turns = 0; turns < 100_000; turns++)
        {
            if (pipe.Read(chunk) is not { } count)
            {
                Assert.True(_line.Loop.RunOnce(TimeSpan.FromSeconds(1)), $"{bytes.Count} bytes came, and then nothing");
                continue;
            }
            if (count == 0) return [.. bytes];
            bytes.AddRange(chunk.AsSpan(0, count));
        }
        throw new TimeoutException();
    }

    /// <summary>As an app's request arrives at the agent: which app has the keyboard is another test's matter.</summary>
    private FileDescriptor Begin(Agent.Linux.Seat seat, string type)
    {
        var pipe = Pipe.Create();
        using (pipe.Write) seat.Selections.Clipboard.Source!.Write(type, pipe.Write);
        _line.Loop.UntilQuiet();
        return pipe.Read;
    }

    /// <summary>A second guest behind a bridge of its own, at the same desktop.</summary>
    private sealed class OtherGuest : IDisposable
    {
        private readonly Seamless.Wayland.Server.WaylandServer _server;
        private readonly GuestRelay _bridge;
        private readonly BridgeSession _session;
        private readonly Compositor _compositor;
        private SessionListener? _guestSide;
        private SessionListener? _desktopSide;

        public OtherGuest(WholeLine line)
        {
            _bridge = new GuestRelay(line.Loop, new BridgeLog(TextWriter.Null, "other"));
            _bridge.Serve(
                "other",
                (ours, door) => _guestSide = new SessionListener(line.Loop, ours, door),
                (ours, door) => _desktopSide = new SessionListener(line.Loop, ours, door));
            _server = new Seamless.Wayland.Server.WaylandServer(line.Loop);
            _session = new BridgeSession(line.Loop, () => Dial(_guestSide!), "other");
            _compositor = new Compositor(line.Loop, _server, _session);
            Seat = new Agent.Linux.Seat(_compositor);
            line.Desktop.Attach("other", Dial);
            _session.Start();
            line.Loop.UntilQuiet();
            Loop = line.Loop;
        }

        public Agent.Linux.Seat Seat { get; }

        private EventLoop Loop { get; }

        public UnixSocket Dial() => Dial(_desktopSide!);

        public Display Connect()
        {
            var (ours, theirs) = UnixSocket.Pair();
            _server.AddClient(ours);
            var display = Display.Connect(Loop, theirs);
            display.Roundtrip();
            return display;
        }

        public void Dispose()
        {
            _server.Dispose();
            Seat.Dispose();
            _compositor.Dispose();
            _session.Dispose();
            _bridge.Dispose();
        }

        private static UnixSocket Dial(SessionListener listener)
        {
            var (ours, theirs) = UnixSocket.Pair();
            listener.Adopt(ours);
            return theirs;
        }
    }

    /// <summary>An app that copies, as small programs do, without a window.</summary>
    private sealed class App(Display display) : IDisposable
    {
        private readonly WlDataDeviceManager _devices = display.Bind<WlDataDeviceManager>(3);
        private readonly List<FileDescriptor> _kept = [];
        private WlDataDevice? _device;

        public int Sent { get; private set; }

        public bool IsSilent { get; set; }

        public byte[]? Content { get; set; }

        public void Copy(params string[] types)
        {
            _device ??= _devices.GetDataDevice(display.Bind<WlSeat>());
            var source = _devices.CreateDataSource();
            foreach (var type in types) source.Offer(type);
            source.Send = (type, fd) =>
            {
                Sent++;
                if (IsSilent)
                {
                    _kept.Add(fd);
                    return;
                }
                // What the pipe does not hold a thread writes, as programs do.
                var bytes = Content ?? Encoding.UTF8.GetBytes($"{type} of here");
                new Thread(() => WriteAll(fd, bytes)) { IsBackground = true }.Start();
            };
            _device.SetSelection(source, 0);
        }

        public void Dispose()
        {
            foreach (var pipe in _kept) pipe.Dispose();
            _kept.Clear();
            display.Dispose();
        }

        private static void WriteAll(FileDescriptor pipe, byte[] bytes)
        {
            using (pipe)
            {
                for (var sent = 0; sent < bytes.Length;) sent += pipe.Write(bytes.AsSpan(sent)) ?? 0;
            }
        }
    }
}

/// <summary>On one machine.</summary>
public sealed class ClipboardJourneyOnSockets() : ClipboardJourney(overPorts: false);

/// <summary>One of the guests is a virtual machine.</summary>
public sealed class ClipboardJourneyThroughPorts() : ClipboardJourney(overPorts: true);
