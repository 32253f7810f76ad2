// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>
/// The guest's graphics device, served to one virtual machine monitor at a time. When that goes, or breaks the rules, what it brought is gone;
/// the rest of the bridge lives on.
/// </summary>
internal sealed class GuestGpu : IDisposable
{
    private const int ControlQueue = 0;

    private readonly EventLoop _loop;
    private readonly BridgeLog _log;
    private readonly UnixListener? _listener;
    private readonly Watch? _watch;
    private VhostUserSession? _session;

    /// <summary>Takes the listener over.</summary>
    public GuestGpu(EventLoop loop, UnixListener listener, BridgeLog log)
        : this(loop, log)
    {
        _listener = listener;
        _watch = loop.Add(listener.Descriptor, Interest.Read, _ => AcceptAll());
    }

    /// <summary>Without a path: sockets are handed in by <see cref="Adopt"/>.</summary>
    public GuestGpu(EventLoop loop, BridgeLog log) => (_loop, _log) = (loop, log);

    public GpuDevice Device { get; } = new();

    /// <summary>The pages of the scanout's resource can be read as long as there is one.</summary>
    public GuestRam? Ram => _session?.Ram;

    /// <summary>A monitor is there and the guest's driver has negotiated.</summary>
    public bool IsRunning => _session is { IsRunning: true };

    /// <summary>The monitor is gone; frames in resources cannot be read any more.</summary>
    public Action? Ended { get; set; }

    /// <summary>
    /// The pages of a resource, or null when there is none with so many. The request that makes it is on the ring before the guest can name
    /// it, but its kick may come much later: so an unknown one makes us look there first.
    /// </summary>
    public IPixelMemory? Memory(ulong id, ulong bytes)
    {
        // Not only while it runs: words of a machine that is paused by now may still be under way.
        if (_session is not { } session || id > uint.MaxValue)
            return null;
        if (Device.Resources.Find((uint)id) is not { HasBacking: true })
            session.Poll(ControlQueue);
        return Device.Resources.Find((uint)id) is { } resource && (ulong)resource.BackingBytes >= bytes ? new GpuResourceMemory(resource, session.Ram) : null;
    }

    /// <summary>The desktop's size.</summary>
    public void SetDisplay(int width, int height)
    {
        if (Device.SetDisplay(width, height))
            _session?.ConfigChanged();
    }

    /// <summary>Takes over a connected socket as if it had been accepted.</summary>
    public void Adopt(UnixSocket socket)
    {
        var peer = socket.Peer;
        var refusal = default(Refused);
        if (!Doors.IsOurUser(peer, ref refusal) || _session != null)
        {
            _log.Refused($"pid {peer.Pid}", refusal.Reason is { Length: > 0 } why ? why : "a virtual machine is connected to the GPU already");
            socket.Dispose();
            return;
        }
        _session = new VhostUserSession(_loop, socket, Device, SessionEnded);
        _log.GpuConnected(peer.Pid);
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _listener?.Dispose();
        _session?.Dispose();
        _session = null;
    }

    private void AcceptAll()
    {
        while (_listener!.Accept() is { } socket)
            Adopt(socket);
    }

    private void SessionEnded(string? reason)
    {
        _session = null;
        if (reason == null)
            _log.GpuDisconnected();
        else
            _log.GpuClosed(reason);
        Ended?.Invoke();
    }
}
