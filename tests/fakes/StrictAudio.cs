// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>Counts what a bridge may send of a guest's sound, and plays it at once.</summary>
internal sealed class StrictAudio(Action<bool, string> expect)
{
    public static readonly AudioSink Sink = new(8_000, 2);

    private readonly Dictionary<uint, ulong> _ends = [];
    private uint _last;

    /// <summary>Streams that are not over.</summary>
    public int Left => _ends.Count;

    public void Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.AudioStarted:
                var started = message.Read<AudioStarted>();
                expect(started.Stream > _last && _ends.TryAdd(started.Stream, 0), $"{started} is not a new one");
                expect(!started.Name.Any(char.IsControl) && _ends.Count <= ProtocolLimits.AudioStreams, $"{started} is unclean, or one too many");
                _last = started.Stream;
                break;
            case MessageType.AudioData:
                var data = message.Read<AudioData>();
                var frames = data.Frames.Length / Sink.FrameBytes;
                expect(_ends.TryGetValue(data.Stream, out var end) && data.Position >= end, $"{data} of an unknown stream, or back in time");
                expect(data.Frames.Length % Sink.FrameBytes == 0 && frames <= Sink.WindowFrames, $"{data} is no whole frames, or too many");
                _ends[data.Stream] = data.Position + (ulong)frames;
                session.Send(new AudioCredit(data.Stream, frames));
                break;
            default:
                expect(_ends.Remove(message.Read<AudioStopped>().Stream), "a stream stopped that was not known");
                break;
        }
    }
}
