// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>A channel on one end of a socket pair; the other end is a bare socket that a test writes bytes to.</summary>
internal sealed class ChannelFixture : IChannelReceiver, IDisposable
{
    private readonly List<FileDescriptor> _handles = [];

    public ChannelFixture(ChannelLimits? limits = null)
    {
        var (near, far) = UnixSocket.Pair();
        Far = far;
        Channel = new Channel(Loop, near, this, limits ?? ChannelLimits.Control);
    }

    public EventLoop Loop { get; } = new();

    public Channel Channel { get; }

    public UnixSocket Far { get; }

    /// <summary>Received messages and, last, the reason to close.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Handles that came with messages, when the test asks for them to be taken.</summary>
    public List<FileDescriptor> Taken { get; } = [];

    public bool TakesHandles { get; set; } = true;

    public Action<MessageType>? OnReceived { get; set; }

    public string? CloseReason { get; private set; }

    /// <summary>The bytes of a message as a peer sends it.</summary>
    public static byte[] Bytes<T>(in T message, ulong sequence, int handles = 0)
        where T : struct, IMessage<T> => Vector.Of("", message, handles, "", sequence).Bytes;

    public void Write(ReadOnlySpan<byte> bytes, params ReadOnlySpan<FileDescriptor> handles)
    {
        while (!bytes.IsEmpty)
        {
            var result = Far.Send(bytes, handles);
            bytes = bytes[result.Count..];
            if (result.Count > 0) handles = default;
            else Loop.RunOnce(TimeSpan.Zero);
        }
        while (Loop.RunOnce(TimeSpan.Zero))
        {
        }
    }

    /// <summary>What the channel has sent so far; the handles go to the list.</summary>
    public byte[] ReadFar(List<FileDescriptor> handles)
    {
        while (Loop.RunOnce(TimeSpan.Zero))
        {
        }
        var all = new List<byte>();
        byte[] buffer = new byte[64 * 1024];
        while (Far.Receive(buffer, handles) is { Status: SocketStatus.Done } result) all.AddRange(buffer.AsSpan(0, result.Count));
        return [.. all];
    }

    public void Received(Channel channel, in MessageView message)
    {
        Log.Add(MessageKinds.Find(message.Type)?.Describe(message.Payload.ToArray()) ?? $"{message.Type} malformed");
        if (TakesHandles && message.HasHandle) Taken.Add(message.TakeHandle());
        OnReceived?.Invoke(message.Type);
    }

    public void Closed(Channel channel, string reason) => Log.Add($"closed: {CloseReason = reason}");

    public void Dispose()
    {
        Channel.Dispose();
        Far.Dispose();
        foreach (var handle in _handles.Concat(Taken)) handle.Dispose();
        Loop.Dispose();
    }
}
