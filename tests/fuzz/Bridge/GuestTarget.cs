// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Seamless.Tests.Fuzz.Protocol;

namespace Seamless.Tests.Fuzz.Bridge;

/// <summary>
/// A guest behind a proper handshake, before a desktop that relies on every promise of the protocol. The input is cut into messages; each goes
/// out on the channel it belongs to, rightly numbered, a frame memory with a real handle. The guest is a virtual machine with a GPU resource of
/// that many bytes, which it may name as well. After each input the guest hangs up, and nothing of it may be left at the desktop.
/// </summary>
internal sealed class GuestTarget : IFuzzTarget
{
    private readonly EventLoop _loop = new();
    private readonly MemoryFile _memory = MemoryFile.Create("fuzz", 64 * 1024, Seals.Shrink | Seals.Grow | Seals.Seal);
    private readonly GuestRelay _relay;
    private readonly StrictDesktop _desktop;
    private readonly FakeMonitor _machine;
    private readonly FakeGpuDriver _driver;
    private readonly StrictTerminal _terminal;
    private readonly StrictFiles _files;
    private readonly List<FileDescriptor> _handles = [];
    private readonly byte[] _buffer = new byte[64 * 1024];
    private SessionListener? _guestSide;
    private SessionListener? _desktopSide;

    public GuestTarget()
    {
        _relay = new GuestRelay(_loop, new BridgeLog(TextWriter.Null, "fuzz"));
        _relay.Serve(
            "fuzz",
            (ours, door) => _guestSide = new SessionListener(_loop, ours, door),
            (ours, door) => _desktopSide = new SessionListener(_loop, ours, door));
        _relay.ServeGpu(new GuestGpu(_loop, new BridgeLog(TextWriter.Null, "fuzz")), "fuzz");
        var (near, far) = UnixSocket.Pair();
        _relay.Gpu!.Adopt(near);
        _machine = new FakeMonitor(_loop, far);
        _driver = new FakeGpuDriver(_loop, _machine);
        _driver.CreateImage(1, 32, 32, FakeGpuDriver.FreeAt);
        _desktop = new StrictDesktop(_loop, () => Dial(_desktopSide!));
        _terminal = new StrictTerminal(_loop, () => Dial(_desktopSide!));
        _files = new StrictFiles(_loop, () => Dial(_desktopSide!));
        Settle();
        var vectors = VectorCorpus.Read();
        // Every other input begins as a life that gets somewhere.
        Corpus = [.. vectors, .. Enumerable.Repeat(Life(), vectors.Count)];
    }

    public string Name => "bridge-guest";

    public IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>Two sessions are opened, and an inline frame of a few bytes may be a large one.</summary>
    public long MaximumAllocation(int inputLength) => (2L * ProtocolLimits.InlinePlainBytes) + ((long)inputLength * 128);

    public void Repair(Span<byte> input) => VectorCorpus.Renumber(input);

    public void Run(ReadOnlySpan<byte> input)
    {
        var control = Dial(_guestSide!);
        Send(control, Hello(ChannelKind.Control, 0), withHandle: false);
        var bulk = Dial(_guestSide!);
        Send(bulk, Hello(ChannelKind.Bulk, Token(control)), withHandle: false);
        if (_relay.OpenGuest is null) throw new FuzzFailure("a proper handshake opened no session");
        // As streams 1 and 2 to the guest: the numbers that the vectors have.
        _terminal.Open();
        _terminal.Open();
        _files.Begin();
        Settle();
        Speak(control, bulk, input);
        control.Dispose();
        bulk.Dispose();
        Settle();
        if (_relay.Guest is not null) throw new FuzzFailure("the bridge did not notice that the guest is gone");
        if (_desktop.Complaint is { } complaint) throw new FuzzFailure($"the desktop was let down: {complaint}");
        if (_desktop.Windows + _desktop.Memories != 0)
            throw new FuzzFailure($"{_desktop.Windows} windows and {_desktop.Memories} memories of a guest that is gone are left at the desktop");
        if (_desktop.Clipboard != 0) throw new FuzzFailure($"{_desktop.Clipboard} selections or pastes of a guest that is gone are left at the desktop");
        if (_desktop.Streams != 0) throw new FuzzFailure($"{_desktop.Streams} streams of sound of a guest that is gone are left at the desktop");
        if (_terminal.Complaint is { } terminals) throw new FuzzFailure($"the terminal was let down: {terminals}");
        if (_terminal.Streams != 0) throw new FuzzFailure($"{_terminal.Streams} streams of a guest that is gone have not heard so");
        if (_files.Complaint is { } files) throw new FuzzFailure($"whoever has a file open was let down: {files}");
        if (_files.Waiting != 0) throw new FuzzFailure($"{_files.Waiting} transfers of a guest that is gone have not heard so");
    }

    public void Dispose()
    {
        _files.Dispose();
        _terminal.Dispose();
        _desktop.Dispose();
        _driver.Dispose();
        _machine.Dispose();
        _relay.Dispose();
        _memory.Dispose();
        _loop.Dispose();
    }

    /// <summary>A life in which everything is allowed: windows, pixels both ways, an end.</summary>
    private static byte[] Life()
    {
        var life = new List<byte>();
        Add(life, FakeGuest.Toplevel(1, "life", 8, 8));
        Add(life, FakeGuest.Popup(2, 1, new Rect(0, 0, 1, 1), 8, 8));
        Add(life, new FrameMemory(1, FrameMemoryKind.SharedFd, 4096));
        Add(life, new Frame
        {
            Window = 1,
            Serial = 1,
            Memory = 1,
            Width = 8,
            Height = 8,
            StrideBytes = 32,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 8, 8),
            Damage = RectList.Of(new Rect(0, 0, 8, 8)),
        });
        Add(life, new InlineFrame
        {
            Window = 2,
            Serial = 1,
            Width = 8,
            Height = 8,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 8, 8),
            IsLast = true,
            Damage = RectList.Of(new Rect(0, 0, 2, 2)),
            Compression = RowCompression.Lz4,
            Rows = new byte[] { 0x16, 7, 1, 0, 0x50, 7, 7, 7, 7, 7 },
        });
        Add(life, new FrameMemory(2, FrameMemoryKind.GpuResource, 4096, 1));
        Add(life, new Frame
        {
            Window = 1,
            Serial = 2,
            Memory = 2,
            Width = 8,
            Height = 8,
            StrideBytes = 128,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 8, 8),
            Damage = RectList.Of(new Rect(0, 0, 8, 8)),
        });
        Add(life, new TerminalOpened(1, 1));
        Add(life, new TerminalData(1, TerminalChannel.Output, "x"u8.ToArray()));
        Add(life, new TerminalExited(1, 0, 0));
        Add(life, new FileCredit(StrictFiles.Key, 0, 10));
        Add(life, new FileSaved(StrictFiles.Key, 3, 1));
        Add(life, new FileData(StrictFiles.Key, 3, 0, "x"u8.ToArray()));
        Add(life, new FileData(StrictFiles.Key, 3, 1, default));
        Add(life, new FileClosed(StrictFiles.Key));
        // The desktop asks for it at once, as request 1; and it offers a text itself, as offer 1.
        Add(life, new ClipboardOffer(SelectionKind.Clipboard, 1, 7, ["x/y", "text/plain"]));
        Add(life, new ClipboardData(1, "x"u8.ToArray()));
        Add(life, new ClipboardRequest(1, SelectionKind.Clipboard, 1, "text/plain"));
        Add(life, new ClipboardCredit(1, 6));
        Add(life, new ClipboardRequest(2, SelectionKind.Clipboard, 1, "text/plain"));
        Add(life, new ClipboardData(1, default));
        Add(life, new AudioStarted(1, 0, "a", "b"));
        Add(life, new AudioData(1, 0, new byte[8]));
        Add(life, new AudioData(1, 5, new byte[4]));
        Add(life, new AudioStopped(1));
        Add(life, new WindowClosed(2));
        Add(life, new FrameMemoryReleased(1));
        return [.. life];
    }

    private static void Add<T>(List<byte> life, in T message)
        where T : struct, IMessage<T>
    {
        Span<byte> buffer = new byte[4096];
        var writer = new MessageWriter(buffer[MessageHeader.Size..]);
        message.Write(ref writer);
        new MessageHeader(writer.Count, T.Type, T.MaximumHandles, 1).Write(buffer);
        life.AddRange(buffer[..(MessageHeader.Size + writer.Count)]);
    }

    private void Speak(UnixSocket control, UnixSocket bulk, ReadOnlySpan<byte> input)
    {
        ulong sent = 1; // Hello.
        while (input.Length >= MessageHeader.Size && MessageHeader.TryRead(input, out var header))
        {
            var length = Math.Min(header.Length, input.Length - MessageHeader.Size);
            var isBulk = MessageKinds.Find(header.Type)?.CarriedBy == ChannelKind.Bulk;
            input[..(MessageHeader.Size + length)].CopyTo(_buffer);
            var withHandle = header.Type == MessageType.FrameMemory;
            (header with { Length = length, Handles = withHandle ? 1 : 0, Sequence = isBulk ? sent : ++sent }).Write(_buffer);
            Send(isBulk ? bulk : control, _buffer.AsSpan(0, MessageHeader.Size + length), withHandle);
            input = input[(MessageHeader.Size + length)..];
            Settle();
            _desktop.ShowAll();
        }
        Send(control, input, withHandle: false);
    }

    private void Send(UnixSocket socket, ReadOnlySpan<byte> bytes, bool withHandle)
    {
        while (!bytes.IsEmpty)
        {
            var result = withHandle ? socket.Send(bytes, [_memory.Descriptor]) : socket.Send(bytes);
            if (result.Status != SocketStatus.Done) break;
            bytes = bytes[result.Count..];
            withHandle = false;
            Settle();
        }
        Settle();
    }

    private static byte[] Hello(ChannelKind channel, ulong token)
    {
        var buffer = new byte[256];
        var writer = new MessageWriter(buffer.AsSpan(MessageHeader.Size));
        new SessionIdentity(Role.Guest, "fuzz")
        {
            Capabilities = Capabilities.Handles | Capabilities.Clipboard | Capabilities.Audio,
            FrameMemories = FrameMemoryKinds.SharedFd | FrameMemoryKinds.GpuResource | FrameMemoryKinds.Inline,
        }.Hello(channel, token).Write(ref writer);
        new MessageHeader(writer.Count, MessageType.Hello, 0, 1).Write(buffer);
        return buffer[..(MessageHeader.Size + writer.Count)];
    }

    private ulong Token(UnixSocket control)
    {
        var result = control.Receive(_buffer, _handles);
        return MessageKinds.Find(MessageType.Welcome)!.Read(_buffer.AsMemory(MessageHeader.Size..result.Count)) is Welcome welcome ? welcome.SessionToken : 0;
    }

    private static UnixSocket Dial(SessionListener listener)
    {
        var (near, far) = UnixSocket.Pair();
        listener.Adopt(near);
        return far;
    }

    private void Settle()
    {
        while (_loop.RunOnce(TimeSpan.Zero))
        {
        }
    }
}
