// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol;

/// <summary>
/// L,D→G: start an app of the catalogue, or a command. Answered by AppStarted or AppFailed with the same request.
/// Layout: PROTOCOL.md, "StartApp".
/// </summary>
public readonly record struct StartApp : IMessage<StartApp>
{
    public static MessageType Type => MessageType.StartApp;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    /// <summary>Chosen by the sender, for the answer.</summary>
    public uint Request { get; init; }

    /// <summary>Desktop file id; empty: a command.</summary>
    public string AppId { get => field ?? ""; init; }

    /// <summary>Id of one of the app's actions; empty: the app itself.</summary>
    public string Action { get => field ?? ""; init; }

    /// <summary>The command, when there is no app id; else empty.</summary>
    public ImmutableArray<string> Arguments { get => field.IsDefault ? [] : field; init; }

    /// <summary>What the app shall open.</summary>
    public ImmutableArray<string> Uris { get => field.IsDefault ? [] : field; init; }

    /// <summary>NAME=value, in addition to the agent's own environment.</summary>
    public ImmutableArray<string> Environment { get => field.IsDefault ? [] : field; init; }

    /// <summary>Empty: the home directory.</summary>
    public string WorkingDirectory { get => field ?? ""; init; }

    /// <summary>Handed to the app as XDG_ACTIVATION_TOKEN; empty: none.</summary>
    public string ActivationToken { get => field ?? ""; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Request);
        writer.Text(AppId, ProtocolLimits.AppIdBytes);
        writer.Text(Action, ProtocolLimits.AppIdBytes);
        writer.Texts(Arguments, ProtocolLimits.StartAppItems, ProtocolLimits.StartAppItemBytes);
        writer.Texts(Uris, ProtocolLimits.StartAppItems, ProtocolLimits.StartAppItemBytes);
        writer.Texts(Environment, ProtocolLimits.StartAppItems, ProtocolLimits.StartAppItemBytes);
        writer.Text(WorkingDirectory, ProtocolLimits.StartAppItemBytes);
        writer.Text(ActivationToken, ProtocolLimits.TextBytes);
    }

    public static bool TryRead(ref MessageReader reader, out StartApp message)
    {
        message = new StartApp
        {
            Request = reader.UInt32(),
            AppId = reader.Text(ProtocolLimits.AppIdBytes),
            Action = reader.Text(ProtocolLimits.AppIdBytes),
            Arguments = reader.Texts(ProtocolLimits.StartAppItems, ProtocolLimits.StartAppItemBytes),
            Uris = reader.Texts(ProtocolLimits.StartAppItems, ProtocolLimits.StartAppItemBytes),
            Environment = reader.Texts(ProtocolLimits.StartAppItems, ProtocolLimits.StartAppItemBytes),
            WorkingDirectory = reader.Text(ProtocolLimits.StartAppItemBytes),
            ActivationToken = reader.Text(ProtocolLimits.TextBytes),
        };
        reader.Require(message.AppId.Length == 0 ? !message.Arguments.IsEmpty : message.Arguments.IsEmpty);
        foreach (string entry in message.Environment) reader.Require(entry.IndexOf('=', StringComparison.Ordinal) > 0);
        return reader.Finish();
    }

    public override string ToString() =>
        $"start app {(AppId.Length == 0 ? string.Join(' ', Arguments) : AppId)} request {Request}{(Uris.IsEmpty ? "" : " uris " + string.Join(' ', Uris))}";
}
