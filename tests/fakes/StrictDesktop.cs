// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>A desktop that relies on everything that the protocol promises it, and complains when it is let down.</summary>
public sealed class StrictDesktop : ISessionReceiver, IDisposable
{
    private readonly SessionConnector _connector;
    private readonly StrictClipboard _clipboard;
    private readonly StrictAudio _audio;
    private readonly HashSet<uint> _windows = [];
    private readonly Dictionary<uint, ulong> _memories = [];
    private readonly Dictionary<uint, uint> _inFlight = [];

    public StrictDesktop(EventLoop loop, Func<UnixSocket> dial)
    {
        _clipboard = new StrictClipboard(Expect);
        _audio = new StrictAudio(Expect);
        var identity = new SessionIdentity(Role.Desktop, "strict") { Capabilities = Capabilities.Handles | Capabilities.Clipboard | Capabilities.Audio };
        _connector = new SessionConnector(loop, dial, identity, this);
        _connector.Start();
    }

    public string? Complaint { get; private set; }

    public int Frames { get; private set; }

    public int Windows => _windows.Count;

    public int Memories => _memories.Count;

    /// <summary>Selections and pastes of the guest that are not over.</summary>
    public int Clipboard => _clipboard.Left;

    /// <summary>Streams of sound that are not over.</summary>
    public int Streams => _audio.Left;

    public void Say<T>(in T message)
        where T : struct, IMessage<T> => _connector.Session?.Send(message);

    public void ShowAll()
    {
        foreach (var (window, serial) in _inFlight)
            Say(new FrameShown { Window = window, Serial = serial });
        _inFlight.Clear();
    }

    public void Opened(Session session)
    {
        _clipboard.Offer(session, SelectionKind.Clipboard, "text/plain");
        session.Send(StrictAudio.Sink);
        session.Send(default(Resync));
    }

    public void Closed(Session session, string reason) => Complaint ??= $"thrown out: {reason}";

    public void Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.WindowState:
                var state = message.Read<WindowState>();
                Expect(state.Parent == 0 || _windows.Contains(state.Parent), $"{state} has an unknown parent");
                Expect(!state.Title.Any(char.IsControl) && !state.Title.Contains('\u202e'), $"{state} has an unclean title");
                _windows.Add(state.Window);
                break;
            case MessageType.WindowClosed:
                var closed = message.Read<WindowClosed>().Window;
                Expect(_windows.Remove(closed), $"window {closed} closed and was not known");
                _inFlight.Remove(closed);
                break;
            case MessageType.FrameMemory:
                var memory = message.Read<FrameMemory>();
                using (var handle = message.TakeHandle())
                    Expect((ulong)MemoryFile.SizeOf(handle) >= memory.Size && (MemoryFile.SealsOf(handle) & Seals.Shrink) != 0, $"{memory} can hurt");
                Expect(_memories.TryAdd(memory.Memory, memory.Size), $"{memory} came twice");
                break;
            case MessageType.FrameMemoryReleased:
                var released = message.Read<FrameMemoryReleased>().Memory;
                Expect(_memories.Remove(released), $"memory {released} was not known");
                break;
            case MessageType.Frame:
                var frame = message.Read<Frame>();
                Frames++;
                Expect(_windows.Contains(frame.Window), $"{frame} of an unknown window");
                Expect(_memories.TryGetValue(frame.Memory, out var size), $"{frame} in an unknown memory");
                Expect(frame.Offset + ((ulong)frame.StrideBytes * (ulong)frame.Height) <= size, $"{frame} reaches beyond its memory");
                Expect(_inFlight.TryAdd(frame.Window, frame.Serial), $"{frame} while another is in flight");
                break;
            case >= MessageType.AudioSink and <= MessageType.AudioStopped:
                _audio.Received(session, message);
                break;
            case >= MessageType.ClipboardOffer and <= MessageType.ClipboardCancelled:
                _clipboard.Received(session, message);
                break;
        }
    }

    public void Dispose() => _connector.Dispose();

    private void Expect(bool holds, string complaint)
    {
        if (!holds)
            Complaint ??= complaint;
    }
}
