// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol;

/// <summary>
/// D→G: u32 window · u16 count · u32 evdev codes. The keyboard belongs to that window now (0: to none of this guest), and
/// those keys are down. Every key that was down before and is not listed is up.
/// </summary>
public readonly record struct KeyboardFocus : IMessage<KeyboardFocus>
{
    public KeyboardFocus(uint window, ImmutableArray<uint> pressedKeys)
    {
        Window = window;
        PressedKeys = pressedKeys;
    }

    public static MessageType Type => MessageType.KeyboardFocus;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public uint Window { get; init; }

    public ImmutableArray<uint> PressedKeys { get => field.IsDefault ? [] : field; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        foreach (uint key in writer.List(PressedKeys, ProtocolLimits.PressedKeys)) writer.UInt32(key);
    }

    public static bool TryRead(ref MessageReader reader, out KeyboardFocus message)
    {
        uint window = reader.UInt32();
        int count = reader.Count(ProtocolLimits.PressedKeys, 4);
        var keys = ImmutableArray.CreateBuilder<uint>(count);
        for (int i = 0; i < count; i++) keys.Add(reader.UInt32(ProtocolLimits.EvdevCode));
        message = new KeyboardFocus(window, keys.MoveToImmutable());
        return reader.Finish();
    }

    public override string ToString() => $"keyboard focus {Window} [{string.Join(' ', PressedKeys)}]";
}

/// <summary>D→G: u32 window · u32 serial · u64 time (µs) · u32 evdev code · u8 pressed. Repeat is made in the guest. Serial as in PointerButton.</summary>
public readonly record struct Key(uint Window, uint Serial, ulong TimeMicroseconds, uint Code, bool IsPressed) : IMessage<Key>
{
    public static MessageType Type => MessageType.Key;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(Serial);
        writer.UInt64(TimeMicroseconds);
        writer.UInt32(Code);
        writer.Bool(IsPressed);
    }

    public static bool TryRead(ref MessageReader reader, out Key message)
    {
        message = new Key(reader.Id(), reader.Id(), reader.UInt64(), reader.UInt32(ProtocolLimits.EvdevCode), reader.Bool());
        return reader.Finish();
    }

    public override string ToString() => $"key {Code} {(IsPressed ? "pressed" : "released")} in {Window}, input {Serial}";
}

/// <summary>
/// D→G: text rules · model · layout · variant · options (the names of XKB's RMLVO; empty is the default) ·
/// u32 repeats a second (0: none) · u32 delay (ms).
/// </summary>
public readonly record struct KeyboardLayout : IMessage<KeyboardLayout>
{
    public static MessageType Type => MessageType.KeyboardLayout;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public string Rules { get => field ?? ""; init; }

    public string Model { get => field ?? ""; init; }

    public string Layout { get => field ?? ""; init; }

    public string Variant { get => field ?? ""; init; }

    public string Options { get => field ?? ""; init; }

    public uint RepeatRate { get; init; }

    public uint RepeatDelayMilliseconds { get; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.Text(Rules, ProtocolLimits.AppIdBytes);
        writer.Text(Model, ProtocolLimits.AppIdBytes);
        writer.Text(Layout, ProtocolLimits.AppIdBytes);
        writer.Text(Variant, ProtocolLimits.AppIdBytes);
        writer.Text(Options, ProtocolLimits.TextBytes);
        writer.UInt32(RepeatRate);
        writer.UInt32(RepeatDelayMilliseconds);
    }

    public static bool TryRead(ref MessageReader reader, out KeyboardLayout message)
    {
        message = new KeyboardLayout
        {
            Rules = reader.Text(ProtocolLimits.AppIdBytes),
            Model = reader.Text(ProtocolLimits.AppIdBytes),
            Layout = reader.Text(ProtocolLimits.AppIdBytes),
            Variant = reader.Text(ProtocolLimits.AppIdBytes),
            Options = reader.Text(ProtocolLimits.TextBytes),
            RepeatRate = reader.UInt32(1000),
            RepeatDelayMilliseconds = reader.UInt32(60_000),
        };
        return reader.Finish();
    }

    public override string ToString() =>
        $"keyboard layout '{Layout}' variant '{Variant}' model '{Model}' options '{Options}' repeat {RepeatRate}/s after {RepeatDelayMilliseconds} ms";
}

/// <summary>D→G: u8 caps lock · u8 num lock · u8 scroll lock, as the desktop has them; sent before the focus.</summary>
public readonly record struct LockState(bool Caps, bool Num, bool Scroll) : IMessage<LockState>
{
    public static MessageType Type => MessageType.LockState;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.Bool(Caps);
        writer.Bool(Num);
        writer.Bool(Scroll);
    }

    public static bool TryRead(ref MessageReader reader, out LockState message)
    {
        message = new LockState(reader.Bool(), reader.Bool(), reader.Bool());
        return reader.Finish();
    }

    public override string ToString() => $"locks{(Caps ? " caps" : "")}{(Num ? " num" : "")}{(Scroll ? " scroll" : "")}";
}

/// <summary>D→G: u32 window · text. Typed text as characters, for what the layout has no key for.</summary>
public readonly record struct TextInput(uint Window, string Text) : IMessage<TextInput>
{
    public static MessageType Type => MessageType.TextInput;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.Text(Text, ProtocolLimits.TextInputBytes);
    }

    public static bool TryRead(ref MessageReader reader, out TextInput message)
    {
        message = new TextInput(reader.Id(), reader.Text(ProtocolLimits.TextInputBytes));
        return reader.Finish();
    }

    public override string ToString() => $"text '{Text}' into {Window}";
}
