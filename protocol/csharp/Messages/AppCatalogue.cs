// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol;

[Flags]
public enum AppFlags : uint
{
    None = 0,

    /// <summary>Runs in a terminal.</summary>
    Terminal = 1,

    /// <summary>Not for menus: it opens files, or is started by others.</summary>
    NoDisplay = 2,

    /// <summary>Can be started over D-Bus.</summary>
    DBusActivatable = 4,

    /// <summary>Takes files or URIs.</summary>
    OpensUris = 8,

    /// <summary>Takes more than one of them at once.</summary>
    OpensManyUris = 16,
}

/// <summary>One more way to start an app: text id · text name · text icon key.</summary>
public readonly record struct AppAction(string Id, string Name, string IconKey);

/// <summary>
/// One app of a guest, with the words of its desktop file in the guest's language. Layout: PROTOCOL.md, "AppCatalogue".
/// </summary>
public sealed record App
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string GenericName { get; init; } = "";

    public string Comment { get; init; } = "";

    public ImmutableArray<string> Keywords { get; init; } = [];

    public ImmutableArray<string> Categories { get; init; } = [];

    public ImmutableArray<string> MimeTypes { get; init; } = [];

    public string StartupWindowClass { get; init; } = "";

    public AppFlags Flags { get; init; }

    public ImmutableArray<AppAction> Actions { get; init; } = [];

    /// <summary>For IconRequest; empty: it has none.</summary>
    public string IconKey { get; init; } = "";

    internal const int LeastBytes = 24;

    internal void Write(ref MessageWriter writer)
    {
        writer.Text(Id, ProtocolLimits.AppIdBytes);
        writer.Text(Name, ProtocolLimits.TextBytes);
        writer.Text(GenericName, ProtocolLimits.TextBytes);
        writer.Text(Comment, ProtocolLimits.TextBytes);
        writer.Texts(Keywords, ProtocolLimits.AppWords, ProtocolLimits.AppIdBytes);
        writer.Texts(Categories, ProtocolLimits.AppWords, ProtocolLimits.AppIdBytes);
        writer.Texts(MimeTypes, ProtocolLimits.AppWords, ProtocolLimits.AppIdBytes);
        writer.Text(StartupWindowClass, ProtocolLimits.AppIdBytes);
        writer.UInt32((uint)Flags);
        foreach (var action in writer.List(Actions, ProtocolLimits.AppActions))
        {
            writer.Text(action.Id, ProtocolLimits.AppIdBytes);
            writer.Text(action.Name, ProtocolLimits.TextBytes);
            writer.Text(action.IconKey, ProtocolLimits.TextBytes);
        }
        writer.Text(IconKey, ProtocolLimits.TextBytes);
    }

    internal static App Read(ref MessageReader reader) => new()
    {
        Id = reader.Text(ProtocolLimits.AppIdBytes),
        Name = reader.Text(ProtocolLimits.TextBytes),
        GenericName = reader.Text(ProtocolLimits.TextBytes),
        Comment = reader.Text(ProtocolLimits.TextBytes),
        Keywords = reader.Texts(ProtocolLimits.AppWords, ProtocolLimits.AppIdBytes),
        Categories = reader.Texts(ProtocolLimits.AppWords, ProtocolLimits.AppIdBytes),
        MimeTypes = reader.Texts(ProtocolLimits.AppWords, ProtocolLimits.AppIdBytes),
        StartupWindowClass = reader.Text(ProtocolLimits.AppIdBytes),
        Flags = (AppFlags)reader.Flags(0x1f),
        Actions = ReadActions(ref reader),
        IconKey = reader.Text(ProtocolLimits.TextBytes),
    };

    private static ImmutableArray<AppAction> ReadActions(ref MessageReader reader)
    {
        int count = reader.Count(ProtocolLimits.AppActions, 6);
        if (count == 0) return [];
        var actions = ImmutableArray.CreateBuilder<AppAction>(count);
        for (int i = 0; i < count; i++)
        {
            actions.Add(new AppAction(
                reader.Text(ProtocolLimits.AppIdBytes), reader.Text(ProtocolLimits.TextBytes), reader.Text(ProtocolLimits.TextBytes)));
        }
        return actions.MoveToImmutable();
    }
}

/// <summary>
/// G→L,D, bulk: u32 revision · u16 part · u16 parts · u16 count · apps. The whole catalogue in parts of one revision, in
/// order; a receiver takes it when the last part came. Sent when the session opens, when apps change, and when asked for.
/// </summary>
public readonly record struct AppCatalogue : IMessage<AppCatalogue>
{
    public static MessageType Type => MessageType.AppCatalogue;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public static ChannelKind CarriedBy => ChannelKind.Bulk;

    public uint Revision { get; init; }

    /// <summary>From 0.</summary>
    public int Part { get; init; }

    public int Parts { get; init; }

    public ImmutableArray<App> Apps { get => field.IsDefault ? [] : field; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Revision);
        writer.UInt16(Part);
        writer.UInt16(Parts);
        foreach (var app in writer.List(Apps, ProtocolLimits.AppsPerPart)) app.Write(ref writer);
    }

    public static bool TryRead(ref MessageReader reader, out AppCatalogue message)
    {
        uint revision = reader.UInt32();
        int part = reader.UInt16();
        int parts = reader.UInt16();
        int count = reader.Count(ProtocolLimits.AppsPerPart, App.LeastBytes);
        var apps = ImmutableArray.CreateBuilder<App>();
        for (int i = 0; i < count && !reader.Failed; i++) apps.Add(App.Read(ref reader));
        message = new AppCatalogue { Revision = revision, Part = part, Parts = parts, Apps = apps.DrainToImmutable() };
        reader.Require(part < parts && parts <= ProtocolLimits.CatalogueParts);
        return reader.Finish();
    }

    public override string ToString() => $"app catalogue {Revision} part {Part + 1} of {Parts}: {Apps.Length} apps";
}
