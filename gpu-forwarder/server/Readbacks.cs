// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>A context's buffer that the GPU packs a frame into, mapped for good. The executor's thread is the only one that touches it.</summary>
internal sealed unsafe class PackBuffer(uint name, byte* mapped, int bytes)
{
    public uint Name { get; } = name;

    public byte* Mapped { get; } = mapped;

    public int Bytes { get; } = bytes;

    public bool IsBusy { get; set; }
}

/// <summary>
/// Frames on their way from a GPU: it packs one while it draws the next, and the client is told that the first is there (the entry that
/// asked for it, and all behind it, are executed) when a fence of EGL's has passed. Fences and mapped buffers need no context, so
/// nothing of the program's is touched when a frame arrives, be it between glBegin and glEnd. A driver that draws with this machine's processor
/// has nothing to wait for; there frames are read at once.
/// </summary>
internal sealed unsafe class Readbacks(Executor x, SharedStream stream)
{
    /// <summary>"buffers" or "direct"; otherwise the driver decides.</summary>
    private const string Variable = "SEAMLESS_GL_READBACK";
    private const int Read = 1, Persistent = 0x40, Coherent = 0x80, ClientStorage = 0x200;
    private const uint PackTarget = 0x88EB;

    private readonly Queue<Flight> _flights = new(ServerLimits.FramesInFlight);
    private readonly string? _forced = Environment.GetEnvironmentVariable(Variable);

    /// <param name="Reply">Where the frame goes.</param>
    /// <param name="Buffer">Where the GPU packs it.</param>
    /// <param name="Fence">When it has.</param>
    /// <param name="Bytes">Of pixels.</param>
    /// <param name="Before">Entries that were executed before the one that asked.</param>
    /// <param name="IsSwapped">Red and blue have to change places.</param>
    private readonly record struct Flight(ReplyReference Reply, PackBuffer Buffer, nint Fence, int Bytes, ulong Before, bool IsSwapped);

    /// <summary>Starts to bring a frame of the context that is current. False: it has to be read at once.</summary>
    public bool Start(GlContext context, PixelLayout pixels, (int X, int Y, int Width, int Height) area, ReplyReference reply, int bytes)
    {
        if (bytes == 0 || !(context.ReadsByBuffers ??= Suits()))
            return false;
        if (_flights.Count == ServerLimits.FramesInFlight)
            Land();
        if (Buffer(context, bytes) is not { } buffer)
        {
            context.ReadsByBuffers = false;
            return false;
        }
        Surfaces.ReadBound(x, context, pixels, area, buffer.Name, null);
        var fence = x.Gl.GetError() == Silk.NET.OpenGL.GLEnum.NoError ? x.Driver.Fence() : 0;
        if (fence == 0)
            return false;
        x.Gl.Flush();
        buffer.IsBusy = true;
        _flights.Enqueue(new Flight(reply, buffer, fence, bytes, stream.Executed, Surfaces.IsSwapped(context, pixels)));
        stream.Held = _flights.Peek().Before;
        return true;
    }

    /// <summary>Takes what has arrived; while the client has nothing else to do, waits for the rest.</summary>
    public void Settle()
    {
        while (_flights.TryPeek(out var first))
        {
            var hasWork = stream.HasWork;
            if (x.Driver.HasPassed(first.Fence, hasWork ? 0 : ServerLimits.FenceLook))
                Land();
            else if (hasWork)
                return;
        }
    }

    /// <summary>Waits for every frame: its context goes, or another one comes.</summary>
    public void LandAll()
    {
        while (_flights.Count > 0)
            Land();
    }

    /// <summary>The context's buffers go with it.</summary>
    public void Forget(GlContext context)
    {
        LandAll();
        if (context.PackBuffers.Count == 0)
            return;
        var before = x.Contexts.Current;
        x.Contexts.Use(context);
        foreach (var buffer in context.PackBuffers)
            x.Gl.DeleteBuffer(buffer.Name);
        context.PackBuffers.Clear();
        if (before is not null && before != context)
            x.Contexts.Use(before);
    }

    private void Land()
    {
        var flight = _flights.Peek();
        while (!x.Driver.HasPassed(flight.Fence, ServerLimits.FenceLook))
        {
            // HangWatch looks whether this takes too long.
        }
        var into = x.Slot(flight.Reply) + StreamLayout.ReplyHeader;
        if (flight.IsSwapped)
            Surfaces.CopySwapped(flight.Buffer.Mapped, into, flight.Bytes);
        else
            System.Buffer.MemoryCopy(flight.Buffer.Mapped, into, flight.Reply.Capacity, flight.Bytes);
        x.Written(flight.Reply, flight.Bytes);
        x.Driver.Forget(flight.Fence);
        flight.Buffer.IsBusy = false;
        _flights.Dequeue();
        stream.Held = _flights.TryPeek(out var next) ? next.Before : null;
        stream.Publish();
    }

    private bool Suits() => _forced switch
    {
        "buffers" => true,
        "direct" => false,
        _ => Renderer.IsHardware(x.Gl),
    };

    /// <summary>A free buffer with room for so many bytes. Null: this driver cannot keep one mapped.</summary>
    private PackBuffer? Buffer(GlContext context, int bytes)
    {
        var free = context.PackBuffers.Find(b => !b.IsBusy && b.Bytes >= bytes);
        if (free is not null)
            return free;
        var small = context.PackBuffers.Find(b => !b.IsBusy);
        if (small is not null)
        {
            context.PackBuffers.Remove(small);
            x.Gl.DeleteBuffer(small.Name);
        }
        var made = Make(context, bytes);
        if (made is not null)
            context.PackBuffers.Add(made);
        return made;
    }

    private PackBuffer? Make(GlContext context, int bytes)
    {
        // SAFETY: the type is that of ARB_buffer_storage and EXT_buffer_storage; a driver without it raises an error.
        var storage = (delegate* unmanaged<uint, nint, void*, int, void>)x.Driver.Address(context.IsDesktop ? "glBufferStorage" : "glBufferStorageEXT");
        if (storage is null)
            return null;
        var gl = x.Gl;
        var bound = (uint)x.Integer(Binding.GL_PIXEL_PACK_BUFFER_BINDING);
        var name = gl.GenBuffer();
        gl.BindBuffer((Silk.NET.OpenGL.GLEnum)PackTarget, name);
        storage(PackTarget, bytes, null, Read | Persistent | Coherent | ClientStorage);
        var mapped = gl.GetError() != Silk.NET.OpenGL.GLEnum.NoError ? null
            : (byte*)gl.MapBufferRange((Silk.NET.OpenGL.GLEnum)PackTarget, 0, (nuint)bytes, Read | Persistent | Coherent);
        gl.BindBuffer((Silk.NET.OpenGL.GLEnum)PackTarget, bound);
        if (mapped is not null)
            return new PackBuffer(name, mapped, bytes);
        gl.DeleteBuffer(name);
        _ = gl.GetError();
        return null;
    }
}
