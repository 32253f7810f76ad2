// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>L,D→G, empty: send the catalogue again.</summary>
public readonly record struct CatalogueRequest() : IMessage<CatalogueRequest>
{
    public static MessageType Type => MessageType.CatalogueRequest;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
    }

    public static bool TryRead(ref MessageReader reader, out CatalogueRequest message)
    {
        message = default;
        return reader.Finish();
    }

    public override string ToString() => "catalogue wanted";
}

/// <summary>L,D→G: text icon key · u16 size (pixels).</summary>
public readonly record struct IconRequest(string IconKey, int SizePixels) : IMessage<IconRequest>
{
    public static MessageType Type => MessageType.IconRequest;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.Text(IconKey, ProtocolLimits.TextBytes);
        writer.UInt16(SizePixels);
    }

    public static bool TryRead(ref MessageReader reader, out IconRequest message)
    {
        message = new IconRequest(reader.Text(ProtocolLimits.TextBytes), reader.IconSide());
        return reader.Finish();
    }

    public override string ToString() => $"icon '{IconKey}' {SizePixels} wanted";
}

/// <summary>G→L,D, bulk: text icon key · u16 size · u32 count, PNG bytes. No bytes: there is no such icon.</summary>
public readonly record struct Icon(string IconKey, int SizePixels, ReadOnlyMemory<byte> Png) : IMessage<Icon>
{
    public static MessageType Type => MessageType.Icon;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public static ChannelKind CarriedBy => ChannelKind.Bulk;

    public void Write(ref MessageWriter writer)
    {
        writer.Text(IconKey, ProtocolLimits.TextBytes);
        writer.UInt16(SizePixels);
        writer.Bytes(Png.Span, ProtocolLimits.IconBytes);
    }

    /// <summary><see cref="Png"/> is a slice of the channel's buffer: valid only during the call.</summary>
    public static bool TryRead(ref MessageReader reader, out Icon message)
    {
        message = new Icon(reader.Text(ProtocolLimits.TextBytes), reader.IconSide(), reader.Bytes(ProtocolLimits.IconBytes));
        return reader.Finish();
    }

    public override string ToString() => $"icon '{IconKey}' {SizePixels} {Png.Length} bytes";
}

/// <summary>G→L,D: u32 request · u32 instance · i32 pid (in the guest; 0 when it means nothing here).</summary>
public readonly record struct AppStarted(uint Request, uint Instance, int ProcessId) : IMessage<AppStarted>
{
    public static MessageType Type => MessageType.AppStarted;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Request);
        writer.UInt32(Instance);
        writer.Int32(ProcessId);
    }

    public static bool TryRead(ref MessageReader reader, out AppStarted message)
    {
        message = new AppStarted(reader.UInt32(), reader.Id(), reader.Int32());
        return reader.Finish();
    }

    public override string ToString() => $"app {Instance} started, request {Request}, pid {ProcessId}";
}

/// <summary>G→L,D: u32 request · text reason, for people. It did not start.</summary>
public readonly record struct AppFailed(uint Request, string Reason) : IMessage<AppFailed>
{
    public static MessageType Type => MessageType.AppFailed;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Request);
        writer.Text(Reason, ProtocolLimits.TextBytes);
    }

    public static bool TryRead(ref MessageReader reader, out AppFailed message)
    {
        message = new AppFailed(reader.UInt32(), reader.Text(ProtocolLimits.TextBytes));
        return reader.Finish();
    }

    public override string ToString() => $"app failed, request {Request}: {Reason}";
}

/// <summary>G→L,D: u32 instance · i32 exit code · i32 signal. A started app is over: by its code, or by a signal (then the code is 0).</summary>
public readonly record struct AppExited(uint Instance, int ExitCode, int Signal) : IMessage<AppExited>
{
    public static MessageType Type => MessageType.AppExited;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Instance);
        writer.Int32(ExitCode);
        writer.Int32(Signal);
    }

    public static bool TryRead(ref MessageReader reader, out AppExited message)
    {
        message = new AppExited(reader.Id(), reader.Int32(), reader.Int32());
        return reader.Finish();
    }

    public override string ToString() => $"app {Instance} exited {(Signal == 0 ? $"with {ExitCode}" : $"by signal {Signal}")}";
}

/// <summary>L,D→G: u32 instance. Ask the app to end, and end it when it does not within the agent's deadline.</summary>
public readonly record struct StopApp(uint Instance) : IMessage<StopApp>
{
    public static MessageType Type => MessageType.StopApp;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer) => writer.UInt32(Instance);

    public static bool TryRead(ref MessageReader reader, out StopApp message)
    {
        message = new StopApp(reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"stop app {Instance}";
}
