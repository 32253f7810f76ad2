// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless.Audio;

/// <summary>What a guest's apps play. Nothing sounds here, so everything is played the moment that it comes.</summary>
internal sealed class GuestSound(SoundRecorder recorder, DesktopSession session)
{
    private readonly Dictionary<uint, HeardStream> streams = [];

    public IReadOnlyCollection<HeardStream> Streams => streams.Values;

    public void Received(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.AudioData:
                Play(message.Read<AudioData>());
                break;
            case MessageType.AudioStarted:
                Start(message.Read<AudioStarted>());
                break;
            case MessageType.AudioStopped:
                if (streams.Remove(message.Read<AudioStopped>().Stream, out var over)) recorder.Close(over);
                break;
            default:
                throw new ProtocolException($"{message.Type} is not for a guest to send");
        }
    }

    /// <summary>The guest is away; what plays there then starts anew.</summary>
    public void Forget()
    {
        foreach (var stream in streams.Values) recorder.Close(stream);
        streams.Clear();
    }

    private void Start(in AudioStarted started)
    {
        if (streams.Count == ProtocolLimits.AudioStreams) throw new ProtocolException($"more than {ProtocolLimits.AudioStreams} audio streams");
        var stream = new HeardStream(session.Guest.Name, started);
        if (!streams.TryAdd(started.Stream, stream)) throw new ProtocolException($"audio stream {started.Stream} started twice");
        recorder.Open(stream);
    }

    private void Play(in AudioData data)
    {
        if (!streams.TryGetValue(data.Stream, out var stream)) return;
        var frames = data.Frames.Length / SoundRecorder.Sink.FrameBytes;
        recorder.Write(stream, data.Position, data.Frames.Span);
        stream.End = data.Position + (ulong)frames;
        if (frames > 0) session.Send(new AudioCredit(data.Stream, frames));
    }
}
