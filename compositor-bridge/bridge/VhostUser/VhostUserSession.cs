// SPDX-License-Identifier: Apache-2.0
// The back-end's half of the vhost-user protocol for one device: features, memory, rings, configuration. The order of messages is the
// front-end's affair as long as each makes sense when it comes. The first that does not ends the device, with one line that says why.
using System.Buffers.Binary;
using Seamless.Linux;

namespace Seamless.Bridge;

internal sealed class VhostUserSession : IVhostUserReceiver, IDisposable
{
    private const int RegionBytes = 32;
    private const uint RingMask = 0xff, NoHandle = 0x100;

    private const VhostUserProtocolFeatures Offered = VhostUserProtocolFeatures.Mq | VhostUserProtocolFeatures.ReplyAck | VhostUserProtocolFeatures.BackendReq
        | VhostUserProtocolFeatures.Config | VhostUserProtocolFeatures.ResetDevice | VhostUserProtocolFeatures.ConfigureMemSlots;

    private readonly EventLoop _loop;
    private readonly IVirtioDevice _device;
    private readonly Action<string?> _ended;
    private readonly VhostUserChannel _channel;
    private readonly Virtqueue[] _queues;
    private readonly DescriptorChain _chain = new();
    private readonly GuestRam _ram = new();
    private FileDescriptor? _displaySocket;
    private BackendChannel? _backend;
    private VirtioFeatures _features;
    private bool _isEnded;
    private bool _isTaking;

    /// <summary>Takes the socket over. <paramref name="ended"/> is called once: with the reason, or null when the front-end hung up.</summary>
    public VhostUserSession(EventLoop loop, UnixSocket socket, IVirtioDevice device, Action<string?> ended)
    {
        (_loop, _device, _ended) = (loop, device, ended);
        _queues = [.. Enumerable.Range(0, device.Queues).Select(index => new Virtqueue(index))];
        _channel = new VhostUserChannel(loop, socket, this);
    }

    public GuestRam Ram => _ram;

    /// <summary>The guest's driver has negotiated and its first ring runs.</summary>
    public bool IsRunning => !_isEnded && (_features & VirtioFeatures.Version1) != 0 && _queues[0].IsRunning;

    /// <summary>Looks whether the guest has put something on the ring that it has not kicked for yet.</summary>
    public void Poll(int queue) => TakeGuarded(_queues[queue]);

    /// <summary>Tells the front-end, and by it the guest, to read the configuration again.</summary>
    public void ConfigChanged() => _backend?.ConfigChanged();

    public void Dispose()
    {
        _isEnded = true;
        _channel.Dispose();
        LetGo();
    }

    void IVhostUserReceiver.Received(in VhostUserMessage message)
    {
        var isAnswered = Handle(message);
        if (message.WantsReply && !isAnswered)
            _channel.Reply(message, 0);
    }

    void IVhostUserReceiver.Closed(string? reason)
    {
        _isEnded = true;
        LetGo();
        _ended(reason);
    }

    /// <summary>True when it has sent the answer itself.</summary>
    private bool Handle(in VhostUserMessage message)
    {
        switch (message.Request)
        {
            case VhostUserRequest.GetFeatures:
                _channel.Reply(message, _device.Features | (ulong)(VirtioFeatures.IndirectDescriptors | VirtioFeatures.EventIndex
                    | VirtioFeatures.VhostUserProtocolFeatures | VirtioFeatures.Version1));
                return true;
            case VhostUserRequest.GetProtocolFeatures:
                _channel.Reply(message, (ulong)Offered);
                return true;
            case VhostUserRequest.GetQueueNum:
                _channel.Reply(message, (ulong)_queues.Length);
                return true;
            case VhostUserRequest.GetMaxMemSlots:
                _channel.Reply(message, VhostUserLimits.Regions);
                return true;
            case VhostUserRequest.GetVringBase:
                StopRing(message);
                return true;
            case VhostUserRequest.GetConfig:
                ReadConfig(message);
                return true;
            default:
                Set(message);
                return false;
        }
    }

    private void Set(in VhostUserMessage message)
    {
        switch (message.Request)
        {
            case VhostUserRequest.SetFeatures:
                SetFeatures(message);
                break;
            case VhostUserRequest.SetProtocolFeatures:
                message.RequireBytes(8);
                if ((message.UInt64(0) & ~(ulong)Offered) != 0)
                    throw new VhostUserException($"the front-end takes protocol features 0x{message.UInt64(0):x}, where 0x{(ulong)Offered:x} are offered");
                break;
            case VhostUserRequest.SetOwner or VhostUserRequest.ResetOwner:
                break;
            case VhostUserRequest.SetConfig:
                WriteConfig(message);
                break;
            case VhostUserRequest.ResetDevice:
                ResetDevice();
                break;
            case VhostUserRequest.SetBackendReqFd:
                _backend?.Dispose();
                _backend = new BackendChannel(message.TakeHandle());
                break;
            case VhostUserRequest.GpuSetSocket:
                // The front-end's own display hangs on it. The guest's answers come from us, so nothing is ever said there; it is kept open.
                _displaySocket?.Dispose();
                _displaySocket = message.TakeHandle();
                break;
            case VhostUserRequest.SetMemTable or VhostUserRequest.AddMemReg or VhostUserRequest.RemMemReg:
                SetMemory(message);
                break;
            default:
                SetRing(message);
                break;
        }
    }

    private void SetFeatures(in VhostUserMessage message)
    {
        message.RequireBytes(8);
        // Some front-ends let the driver have ring features that we did not offer; what we obey is what it took.
        _features = (VirtioFeatures)message.UInt64(0);
        foreach (var queue in _queues)
            queue.HasEventIndex = (_features & VirtioFeatures.EventIndex) != 0;
    }

    private void SetMemory(in VhostUserMessage message)
    {
        switch (message.Request)
        {
            case VhostUserRequest.SetMemTable:
                if (message.Payload.Length < 8)
                    throw new VhostUserException("SetMemTable is too short");
                var count = message.UInt32(0);
                if (count > VhostUserLimits.TableRegions || message.Handles != count)
                    throw new VhostUserException($"SetMemTable has {count} regions and {message.Handles} handles");
                message.RequireBytes(8 + ((int)count * RegionBytes));
                _ram.Clear();
                for (var i = 0; i < count; i++)
                    _ram.Add(Region(message, 8 + (i * RegionBytes)), message.Handle(i));
                break;
            case VhostUserRequest.AddMemReg:
                message.RequireBytes(8 + RegionBytes);
                if (message.Handles != 1)
                    throw new VhostUserException($"AddMemReg came with {message.Handles} handles");
                _ram.Add(Region(message, 8), message.Handle(0));
                break;
            default:
                message.RequireBytes(8 + RegionBytes);
                _ram.Remove(Region(message, 8));
                break;
        }
        foreach (var queue in _queues)
            queue.Place(_ram);
    }

    private void SetRing(in VhostUserMessage message)
    {
        switch (message.Request)
        {
            case VhostUserRequest.SetVringNum:
                Ring(message, 8).SetEntries(message.UInt32(4));
                break;
            case VhostUserRequest.SetVringBase:
                SetBase(Ring(message, 8), message.UInt32(4));
                break;
            case VhostUserRequest.SetVringAddr:
                var placed = Ring(message, 40);
                placed.SetAddresses(new RingAddresses(message.UInt64(8), message.UInt64(16), message.UInt64(24)), _ram);
                Take(placed);
                break;
            case VhostUserRequest.SetVringEnable:
                var enabled = Ring(message, 8);
                enabled.IsEnabled = message.UInt32(4) != 0;
                Take(enabled);
                break;
            case VhostUserRequest.SetVringKick:
                StartRing(Ring(message, 8), message);
                break;
            case VhostUserRequest.SetVringCall:
                Ring(message, 8).SetCall(HasHandle(message) ? EventFd.Adopt(message.TakeHandle()) : null);
                break;
            case VhostUserRequest.SetVringErr:
                // We end the connection rather than report through it.
                Ring(message, 8);
                break;
            default:
                throw new VhostUserException($"vhost-user message {(uint)message.Request} is not one that our features allow");
        }
    }

    private void StartRing(Virtqueue queue, in VhostUserMessage message)
    {
        queue.Start(HasHandle(message) ? EventFd.Adopt(message.TakeHandle()) : null);
        // Without protocol features a ring is enabled from the start.
        if ((_features & VirtioFeatures.VhostUserProtocolFeatures) == 0)
            queue.IsEnabled = true;
        if (queue.Kick is { } kick)
        {
            queue.KickWatch = _loop.Add(kick.Descriptor, Interest.Read, _ =>
            {
                kick.Clear();
                TakeGuarded(queue);
            });
        }
        Take(queue);
    }

    private void StopRing(in VhostUserMessage message)
    {
        var queue = Ring(message, 8);
        queue.Stop();
        Span<byte> answer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(answer, (uint)queue.Index);
        BinaryPrimitives.WriteUInt32LittleEndian(answer[4..], queue.NextAvailable);
        _channel.Reply(message, answer);
    }

    /// <summary>
    /// A machine that was paused goes on where its ring stood. A driver that begins anew begins at 0, and what the last one made is gone: not
    /// every front-end says so in a message of its own.
    /// </summary>
    private void SetBase(Virtqueue queue, uint next)
    {
        if (next == 0 && queue.NextAvailable != 0 && queue.Index == 0)
            _device.Reset();
        queue.SetBase(next);
    }

    private void ResetDevice()
    {
        foreach (var queue in _queues)
        {
            queue.Stop();
            queue.IsEnabled = false;
        }
        _device.Reset();
    }

    private void ReadConfig(in VhostUserMessage message)
    {
        var (offset, size) = ConfigRange(message);
        Span<byte> answer = stackalloc byte[12 + VhostUserLimits.ConfigBytes];
        answer.Clear();
        message.Payload[..12].CopyTo(answer);
        Span<byte> whole = stackalloc byte[VhostUserLimits.ConfigBytes];
        whole.Clear();
        _device.ReadConfig(whole);
        whole.Slice(offset, size).CopyTo(answer[12..]);
        _channel.Reply(message, answer[..(12 + size)]);
    }

    private void WriteConfig(in VhostUserMessage message)
    {
        var (offset, size) = ConfigRange(message);
        _device.WriteConfig(offset, message.Payload.Slice(12, size));
    }

    private static (int Offset, int Size) ConfigRange(in VhostUserMessage message)
    {
        if (message.Payload.Length < 12)
            throw new VhostUserException($"{message.Request} is too short");
        var (offset, size) = (message.UInt32(0), message.UInt32(4));
        if (size > VhostUserLimits.ConfigBytes || offset > VhostUserLimits.ConfigBytes - size)
            throw new VhostUserException($"{message.Request} of {size} bytes at {offset} is beyond the configuration");
        message.RequireBytes(12 + (int)size);
        return ((int)offset, (int)size);
    }

    private Virtqueue Ring(in VhostUserMessage message, int bytes)
    {
        message.RequireBytes(bytes);
        var index = message.Request is VhostUserRequest.SetVringKick or VhostUserRequest.SetVringCall or VhostUserRequest.SetVringErr
            ? message.UInt32(0) & RingMask
            : message.UInt32(0);
        return index < _queues.Length ? _queues[index] : throw new VhostUserException($"{message.Request} names ring {index} of {_queues.Length}");
    }

    private static bool HasHandle(in VhostUserMessage message) => (message.UInt32(0) & NoHandle) == 0;

    private static RegionDescription Region(in VhostUserMessage message, int offset) =>
        new(message.UInt64(offset), message.UInt64(offset + 8), message.UInt64(offset + 16), message.UInt64(offset + 24));

    private void TakeGuarded(Virtqueue queue)
    {
        try
        {
            Take(queue);
        }
        catch (VhostUserException e)
        {
            _channel.Close(e.Message);
        }
    }

    private void Take(Virtqueue queue)
    {
        // A device that looks at a ring while it answers from one would take a request within a request.
        if (_isEnded || _isTaking || !queue.IsRunning)
            return;
        _isTaking = true;
        try
        {
            var taken = 0;
            do
            {
                for (; taken < VhostUserLimits.RequestsPerTurn && queue.TryTake(_chain, _ram); taken++)
                    queue.Return(_chain, _device.Handle(queue.Index, _chain, _ram));
            }
            while (taken < VhostUserLimits.RequestsPerTurn && !queue.TryRest());
            queue.Signal();
            if (taken == VhostUserLimits.RequestsPerTurn)
                _loop.Post(() => TakeGuarded(queue));
        }
        finally
        {
            _isTaking = false;
        }
    }

    private void LetGo()
    {
        foreach (var queue in _queues)
            queue.Dispose();
        _device.Reset();
        _displaySocket?.Dispose();
        _backend?.Dispose();
        _displaySocket = null;
        _backend = null;
        _ram.Dispose();
    }
}
