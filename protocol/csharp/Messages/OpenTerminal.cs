// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol;

[Flags]
public enum TerminalFlags
{
    None = 0,

    /// <summary>On a pseudo terminal; else on pipes.</summary>
    Pty = 1,

    /// <summary>As the guest's administrator; else as the guest's user.</summary>
    Root = 2,

    /// <summary>No program, but a connection to the GPU server that runs in the guest. Nothing else goes with it.</summary>
    Gpu = 4,
}

/// <summary>What is wanted of a guest's GPU server, when it is not that a program draws there.</summary>
public static class OfGpu
{
    /// <summary>What it tells of its sessions, and the end.</summary>
    public const string Status = "status";
}

/// <summary>
/// T→G: run a program on a stream. Answered by TerminalOpened or TerminalFailed. Layout: PROTOCOL.md, "OpenTerminal".
/// </summary>
public readonly record struct OpenTerminal : IMessage<OpenTerminal>
{
    private const uint KnownFlags = (uint)(TerminalFlags.Pty | TerminalFlags.Root | TerminalFlags.Gpu);

    public static MessageType Type => MessageType.OpenTerminal;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    /// <summary>Chosen by the sender; greater than that of its OpenTerminal before.</summary>
    public uint Stream { get; init; }

    public TerminalFlags Flags { get; init; }

    /// <summary>Of the pty; 0 for a stream without one.</summary>
    public int Columns { get; init; }

    public int Rows { get; init; }

    /// <summary>The program and its arguments; empty: the login shell. Of a GPU server: what is wanted of it, see <see cref="OfGpu"/>.</summary>
    public ImmutableArray<string> Arguments { get => field.IsDefault ? [] : field; init; }

    /// <summary>NAME=value, in addition to the guest session's own environment.</summary>
    public ImmutableArray<string> Environment { get => field.IsDefault ? [] : field; init; }

    /// <summary>Empty: the home directory.</summary>
    public string WorkingDirectory { get => field ?? ""; init; }

    /// <summary>What terminal stands at the other end (TERM); empty when there is none.</summary>
    public string TerminalType { get => field ?? ""; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.UInt32((uint)Flags);
        writer.UInt16(Columns);
        writer.UInt16(Rows);
        writer.Texts(Arguments, ProtocolLimits.TerminalArguments, ProtocolLimits.TerminalArgumentBytes);
        writer.Texts(Environment, ProtocolLimits.TerminalArguments, ProtocolLimits.TerminalArgumentBytes);
        writer.Text(WorkingDirectory, ProtocolLimits.StartAppItemBytes);
        writer.Text(TerminalType, ProtocolLimits.AppIdBytes);
    }

    public static bool TryRead(ref MessageReader reader, out OpenTerminal message)
    {
        message = new OpenTerminal
        {
            Stream = reader.Id(),
            Flags = (TerminalFlags)reader.Flags(KnownFlags),
            Columns = reader.UInt16(),
            Rows = reader.UInt16(),
            Arguments = reader.Texts(ProtocolLimits.TerminalArguments, ProtocolLimits.TerminalArgumentBytes),
            Environment = reader.Texts(ProtocolLimits.TerminalArguments, ProtocolLimits.TerminalArgumentBytes),
            WorkingDirectory = reader.Text(ProtocolLimits.StartAppItemBytes),
            TerminalType = reader.Text(ProtocolLimits.AppIdBytes),
        };
        reader.Require(message.Arguments.IsEmpty || message.Arguments[0].Length > 0);
        if (message.Flags.HasFlag(TerminalFlags.Gpu))
            reader.Require(message.Flags == TerminalFlags.Gpu && message.Environment.IsEmpty && (message.Arguments.IsEmpty || message.Arguments is [OfGpu.Status]));
        foreach (string entry in message.Environment) reader.Require(entry.IndexOf('=', StringComparison.Ordinal) > 0);
        return reader.Finish();
    }

    public override string ToString() =>
        $"open terminal {Stream}{(Flags.HasFlag(TerminalFlags.Pty) ? $" {Columns}x{Rows}" : "")}{(Flags.HasFlag(TerminalFlags.Root) ? " root" : "")}{(Flags.HasFlag(TerminalFlags.Gpu) ? " gpu" : "")} {string.Join(' ', Arguments)}";
}
