// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>What a side says about itself in the handshake.</summary>
public sealed record SessionIdentity(Role Role, string Name)
{
    /// <summary>The program's own version, for people.</summary>
    public string Version { get; init; } = typeof(SessionIdentity).Assembly.GetName().Version?.ToString(3) ?? "";

    public Capabilities Capabilities { get; init; } = Capabilities.Handles;

    public FrameMemoryKinds FrameMemories { get; init; } = FrameMemoryKinds.SharedFd;

    internal Hello Hello(ChannelKind channel, ulong token) => new()
    {
        Major = ProtocolVersion.Major,
        Minor = ProtocolVersion.Minor,
        Role = Role,
        Channel = channel,
        SessionToken = token,
        Capabilities = Capabilities,
        FrameMemories = FrameMemories,
        Name = Utf8.Shorten(Name, ProtocolLimits.TextBytes),
        Version = Version,
    };

    internal Welcome Welcome(ulong token) => new()
    {
        Major = ProtocolVersion.Major,
        Minor = ProtocolVersion.Minor,
        SessionToken = token,
        Capabilities = Capabilities,
        FrameMemories = FrameMemories,
        Name = Utf8.Shorten(Name, ProtocolLimits.TextBytes),
    };

    internal static SessionIdentity Of(in Hello hello) => new(hello.Role, hello.Name)
    {
        Version = hello.Version,
        Capabilities = hello.Capabilities & (Capabilities)Protocol.Hello.KnownCapabilities,
        FrameMemories = hello.FrameMemories & (FrameMemoryKinds)Protocol.Hello.KnownMemories,
    };

    internal static SessionIdentity Of(in Welcome welcome) => new(Role.Bridge, welcome.Name)
    {
        Version = "",
        Capabilities = welcome.Capabilities,
        FrameMemories = welcome.FrameMemories,
    };
}
