// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// Which kind of memory new frame buffers lie in: the best that the bridge of this session can read and that works here. A session may offer
/// another set than the one before; buffers that do not fit any more are replaced as windows are sent again, and no app notices.
/// </summary>
public sealed class FrameMemories(FrameMemoryKinds allowed) : IDisposable
{
    private static readonly FrameMemoryKind[] BestFirst = [FrameMemoryKind.SharedFd, FrameMemoryKind.GpuResource, FrameMemoryKind.Ivshmem, FrameMemoryKind.Inline];

    private FrameMemoryKind[] _usable = [];
    private GpuMemory? _gpu;
    private BarMemory? _bar;
    private bool _saidFull;

    /// <summary>What the command line lets us use.</summary>
    public FrameMemoryKinds Allowed => allowed;

    /// <summary>Of new buffers; none before the first session.</summary>
    public FrameMemoryKind? Kind => _usable is [var best, ..] ? best : null;

    /// <summary>Counts the sessions.</summary>
    internal uint Era { get; private set; }

    /// <summary>Where an ivshmem device's memory is found.</summary>
    internal Func<SharedBar> OpenBar { get; set; } = SharedBar.OpenIvshmem;

    public void Dispose()
    {
        _gpu?.Dispose();
        _bar?.Dispose();
    }

    /// <summary>A session is open whose bridge can read these.</summary>
    internal void Begin(FrameMemoryKinds offered)
    {
        var before = Kind;
        Era++;
        _saidFull = false;
        var usable = new List<FrameMemoryKind>();
        foreach (var kind in BestFirst)
        {
            // What comes after one that works is looked at when it is needed.
            if (Has(offered & allowed, kind) && (usable.Count > 0 || Works(kind)))
                usable.Add(kind);
        }
        _usable = [.. usable];
        if (!Has(offered & allowed, FrameMemoryKind.GpuResource))
            _gpu?.Suspend();
        if (Kind is { } now && now != before)
            AgentLog.FrameMemoryChosen(now);
    }

    /// <summary>Nobody reads frames any more; it may be that nobody serves the GPU either.</summary>
    internal void End() => _gpu?.Suspend();

    /// <summary>The bridge of this session can read such a buffer, and there is no better kind.</summary>
    internal bool Accepts(FrameBuffer buffer) => buffer.Era == Era || buffer.Kind == Kind;

    /// <summary>Memory for a frame buffer, of the best kind that has room.</summary>
    /// <exception cref="LinuxException">None has.</exception>
    internal FrameBacking Create(long bytes)
    {
        while (true)
        {
            var best = Kind ?? throw new LinuxException("frame memory: this session has none", Errno.EOPNOTSUPP);
            try
            {
                return Create(best, bytes);
            }
            catch (LinuxException e) when (best == FrameMemoryKind.Ivshmem && e.Errno == Errno.ENOSPC && _usable.Length > 1)
            {
                // Room comes back when a window closes; until then this one takes the next kind.
                if (!_saidFull)
                    AgentLog.FrameMemoryRefused(best, e.Message);
                _saidFull = true;
                return Create(_usable[1], bytes);
            }
            catch (LinuxException e) when (_usable.Length > 1)
            {
                AgentLog.FrameMemoryRefused(best, e.Message);
                _usable = _usable[1..];
            }
        }
    }

    private static bool Has(FrameMemoryKinds kinds, FrameMemoryKind kind) => (kinds & (FrameMemoryKinds)(1 << (int)kind)) != 0;

    private bool Works(FrameMemoryKind kind)
    {
        try
        {
            if (kind == FrameMemoryKind.GpuResource)
                Gpu().Try();
            else if (kind == FrameMemoryKind.Ivshmem)
                Bar();
            return true;
        }
        catch (LinuxException e)
        {
            AgentLog.FrameMemoryRefused(kind, e.Message);
            return false;
        }
    }

    private FrameBacking Create(FrameMemoryKind kind, long bytes) => kind switch
    {
        FrameMemoryKind.GpuResource => Gpu().Create(bytes),
        FrameMemoryKind.Ivshmem => Bar().Create(bytes),
        _ => new FileBacking(kind, bytes),
    };

    private GpuMemory Gpu()
    {
        _gpu ??= new GpuMemory(RenderNode.OpenVirtioGpu());
        if (_gpu.IsSuspended)
            _gpu.Resume();
        return _gpu;
    }

    private BarMemory Bar() => _bar ??= new BarMemory(OpenBar());
}
