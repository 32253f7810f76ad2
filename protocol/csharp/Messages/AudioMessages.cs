// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>D→G: u32 rate · u8 channels. The form that sound shall have, signed 16 bit samples; rate 0: no sound is wanted.</summary>
public readonly record struct AudioSink(int Rate, int Channels) : IMessage<AudioSink>
{
    public static MessageType Type => MessageType.AudioSink;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public bool IsWanted => Rate != 0;

    /// <summary>One sample for each channel.</summary>
    public int FrameBytes => 2 * Channels;

    /// <summary>What a stream may have on its way, in frames.</summary>
    public int WindowFrames => Rate * ProtocolLimits.AudioWindowMilliseconds / 1000;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32((uint)Rate);
        writer.Byte(Channels);
    }

    public static bool TryRead(ref MessageReader reader, out AudioSink message)
    {
        message = new AudioSink(reader.Int32(0, ProtocolLimits.AudioRate), reader.Choice(0, ProtocolLimits.AudioChannels));
        reader.Require(message.Rate == 0 ? message.Channels == 0 : message.Rate >= ProtocolLimits.AudioLeastRate && message.Channels > 0);
        return reader.Finish();
    }

    public override string ToString() => IsWanted ? $"audio sink {Rate} Hz, {Channels} channels" : "audio sink none";
}

/// <summary>G→D: id stream · u32 app instance (0 not known) · text name of the app · text title. It begins to sound.</summary>
public readonly record struct AudioStarted(uint Stream, uint Instance, string Name, string Title) : IMessage<AudioStarted>
{
    public static MessageType Type => MessageType.AudioStarted;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.UInt32(Instance);
        writer.Text(Name, ProtocolLimits.TextBytes);
        writer.Text(Title, ProtocolLimits.TextBytes);
    }

    public static bool TryRead(ref MessageReader reader, out AudioStarted message)
    {
        message = new AudioStarted(reader.Id(), reader.UInt32(), reader.Text(ProtocolLimits.TextBytes), reader.Text(ProtocolLimits.TextBytes));
        return reader.Finish();
    }

    public override string ToString() => $"audio {Stream} started '{Name}' '{Title}' instance {Instance}";
}

/// <summary>G→D: id stream · u64 position in frames · bytes, whole frames. What lies between two positions is silence.</summary>
public readonly record struct AudioData(uint Stream, ulong Position, ReadOnlyMemory<byte> Frames) : IMessage<AudioData>
{
    public static MessageType Type => MessageType.AudioData;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.UInt64(Position);
        writer.Bytes(Frames.Span, ProtocolLimits.AudioDataBytes);
    }

    /// <summary><see cref="Frames"/> is a slice of the channel's buffer: valid only during the call.</summary>
    public static bool TryRead(ref MessageReader reader, out AudioData message)
    {
        message = new AudioData(reader.Id(), reader.UInt64(), reader.Bytes(ProtocolLimits.AudioDataBytes));
        reader.Require(message.Frames.Length > 0 && message.Frames.Length % 2 == 0);
        return reader.Finish();
    }

    public override string ToString() => $"audio {Stream} at {Position} {Frames.Length} bytes";
}

/// <summary>D→G: id stream · u32 frames. So many were played; as many more may be sent.</summary>
public readonly record struct AudioCredit(uint Stream, int Frames) : IMessage<AudioCredit>
{
    public static MessageType Type => MessageType.AudioCredit;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.UInt32((uint)Frames);
    }

    public static bool TryRead(ref MessageReader reader, out AudioCredit message)
    {
        message = new AudioCredit(reader.Id(), reader.Int32(1, ProtocolLimits.AudioRate * ProtocolLimits.AudioWindowMilliseconds / 1000));
        return reader.Finish();
    }

    public override string ToString() => $"audio {Stream} credit {Frames}";
}

/// <summary>G→D: id stream. It is silent, paused or gone; the last message of the stream.</summary>
public readonly record struct AudioStopped(uint Stream) : IMessage<AudioStopped>
{
    public static MessageType Type => MessageType.AudioStopped;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer) => writer.UInt32(Stream);

    public static bool TryRead(ref MessageReader reader, out AudioStopped message)
    {
        message = new AudioStopped(reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"audio {Stream} stopped";
}
