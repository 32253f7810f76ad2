// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol;

public enum ConstraintKind
{
    None = 0,
    Lock = 1,
    Confine = 2,
}

/// <summary>
/// G→D: u32 window · u8 kind · region · i32 hint x, y (24.8). What the app asks for its window now; None takes it back.
/// The desktop grants it only while the window is focused and the pointer inside, and says so by PointerConstraintState.
/// </summary>
public readonly record struct PointerConstraint : IMessage<PointerConstraint>
{
    public static MessageType Type => MessageType.PointerConstraint;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public uint Window { get; init; }

    public ConstraintKind Kind { get; init; }

    /// <summary>Empty: the whole window.</summary>
    public ImmutableArray<Rect> Region { get => field.IsDefault ? [] : field; init; }

    /// <summary>Where the pointer should be when a lock ends.</summary>
    public Fixed HintX { get; init; }

    public Fixed HintY { get; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.Byte((int)Kind);
        writer.Region(Region);
        writer.Fixed(HintX);
        writer.Fixed(HintY);
    }

    public static bool TryRead(ref MessageReader reader, out PointerConstraint message)
    {
        message = new PointerConstraint
        {
            Window = reader.Id(),
            Kind = (ConstraintKind)reader.Choice(0, 2),
            Region = reader.Region(),
            HintX = reader.Fixed(),
            HintY = reader.Fixed(),
        };
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} asks for pointer constraint {Kind}";
}

/// <summary>D→G: u32 window · u8 active. The constraint holds, or no longer.</summary>
public readonly record struct PointerConstraintState(uint Window, bool IsActive) : IMessage<PointerConstraintState>
{
    public static MessageType Type => MessageType.PointerConstraintState;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.Bool(IsActive);
    }

    public static bool TryRead(ref MessageReader reader, out PointerConstraintState message)
    {
        message = new PointerConstraintState(reader.Id(), reader.Bool());
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} pointer constraint {(IsActive ? "active" : "inactive")}";
}

/// <summary>
/// G→D: u8 active · u32 window. While an app drags something the desktop ends its implicit grab and sends enter and motion
/// for whatever window is under the pointer; the window is the one the drag began in.
/// </summary>
public readonly record struct DragState(bool IsActive, uint Window) : IMessage<DragState>
{
    public static MessageType Type => MessageType.DragState;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.Bool(IsActive);
        writer.UInt32(Window);
    }

    public static bool TryRead(ref MessageReader reader, out DragState message)
    {
        message = new DragState(reader.Bool(), reader.UInt32());
        return reader.Finish();
    }

    public override string ToString() => IsActive ? $"drag begins in {Window}" : "drag ends";
}
