// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>What the client asks of a context.</summary>
internal readonly record struct ContextRequest(uint Id, uint Share, uint Api, uint Major, uint Minor, uint Flags)
{
    public const uint Compatibility = 0, Core = 1, Es1 = 2, Es2 = 3;
    public const uint Debug = 1, Forward = 2, Robust = 4;

    public bool IsDesktop => Api <= Core;
}

/// <summary>The client's contexts and surfaces, by the client's numbers, and which context the thread has.</summary>
internal sealed unsafe class ContextTable(Executor executor) : IDisposable
{
    private const int ContextLost = 0x300E, BadAlloc = 0x3003; // of EGL's errors
    private const int AccumulationPart = 1;

    private readonly Dictionary<uint, GlContext> _contexts = [];
    private readonly Dictionary<uint, Surface> _surfaces = [];
    private readonly IDriver _driver = executor.Driver;

    private uint _groups;
    private bool _hasStarted;

    public GlContext? Current { get; private set; }

    /// <summary>Before the records of an entry; number 0 leaves the thread's context as it is.</summary>
    public void Switch(uint id)
    {
        if (id == 0 || Current?.Id == id)
            return;
        executor.Readbacks.LandAll();
        Use(_contexts.GetValueOrDefault(id) ?? throw new StreamException($"an entry for context {id}, which is not there"));
    }

    /// <summary>Zero, or EGL's error.</summary>
    public int Create(ContextRequest request)
    {
        if (_contexts.Count >= StreamLimits.Contexts || request.Id == 0 || _contexts.ContainsKey(request.Id))
            throw new StreamException($"context {request.Id}: its number is taken or zero, or there are {StreamLimits.Contexts}");
        var share = request.Share == 0 ? null : _contexts.GetValueOrDefault(request.Share) ?? throw new StreamException($"context {request.Share} to share with is not there");
        var handle = _driver.CreateContext(request, share?.Handle ?? 0);
        if (handle == 0)
            return _driver.LastError();
        var context = new GlContext(request.Id, handle, request.Api, share?.Group ?? ++_groups);
        _contexts.Add(request.Id, context);
        Use(context);
        if (executor.IsHardwareAsked && !Renderer.IsHardware(executor.Gl))
            throw new NoDriverException($"{Renderer.Text(executor.Gl)} is no GPU, and this server was told to use one (--hardware): {NvidiaHint.For(_driver.Vendor) ?? "its own EGL driver did not start"}");
        if (!_hasStarted)
            executor.Started?.Invoke();
        _hasStarted = true;
        executor.Gl.PixelStore(PixelStoreParameter.PackAlignment, 1);
        executor.Gl.PixelStore(PixelStoreParameter.UnpackAlignment, 1);
        return 0;
    }

    public void Destroy(uint id)
    {
        if (!_contexts.Remove(id, out var context))
            throw new StreamException($"context {id} is not there");
        executor.Readbacks.Forget(context);
        if (Current == context)
            Release();
        _driver.DestroyContext(context.Handle);
        if (_contexts.Values.All(other => other.Group != context.Group))
        {
            executor.Storage.ForgetGroup(context.Group);
            executor.ForgetSyncs(context.Group);
            executor.Lists.ForgetGroup(context.Group);
        }
    }

    /// <summary>A buffer of the current context's share group that the executor has made for itself.</summary>
    public bool IsOurs(uint buffer) =>
        buffer != 0 && Current is { } current && _contexts.Values.Any(context => context.Group == current.Group && (context.Arrays.StandIn == buffer || context.PackBuffers.Exists(each => each.Name == buffer)));

    /// <summary>Zero, or EGL's error. Context 0: none.</summary>
    public int MakeCurrent(uint id, uint draw, uint read)
    {
        if (id == 0)
        {
            Release();
            return 0;
        }
        var context = _contexts.GetValueOrDefault(id) ?? throw new StreamException($"context {id} is not there");
        var (oldDraw, oldRead) = (context.Draw, context.Read);
        (context.Draw, context.Read) = (Surface(draw), Surface(read));
        if (TryUse(context))
            return 0;
        var error = _driver.LastError();
        (context.Draw, context.Read) = (oldDraw, oldRead);
        return error;
    }

    public int CreateSurface(uint id, int width, int height, SurfaceFormat format)
    {
        if (_surfaces.Count >= StreamLimits.Surfaces || id == 0 || _surfaces.ContainsKey(id))
            throw new StreamException($"surface {id}: its number is taken or zero, or there are {StreamLimits.Surfaces}");
        if (!Room(id, width, height, format.Samples))
            return BadAlloc;
        var config = _driver.ConfigFor(format);
        var handle = config == 0 ? 0 : Pbuffer(config, width, height);
        if (handle == 0)
            return _driver.LastError() is var error and not 0x3000 ? error : 0x3005; // BAD_CONFIG
        _surfaces.Add(id, new Surface(id, config, handle, (width, height), format));
        return 0;
    }

    /// <summary>The contents are lost, as a window's are.</summary>
    public void ResizeSurface(uint id, int width, int height)
    {
        var surface = Surface(id) ?? throw new StreamException("no surface to resize");
        if ((surface.Width, surface.Height) == (width, height))
            return;
        var handle = Room(id, width, height, surface.Samples) ? Pbuffer(surface.Config, width, height) : 0;
        if (handle == 0)
            throw new StreamException($"there is no memory for a surface of {width}×{height} pixels");
        var old = surface.Handle;
        surface.Replace(handle, width, height);
        _ = executor.Storage.Takes(Owner(id), AccumulationPart, 0);
        if (Current is { } current && (current.Draw == surface || current.Read == surface))
            Use(current);
        _driver.DestroySurface(old);
    }

    public void DestroySurface(uint id)
    {
        if (!_surfaces.Remove(id, out var surface))
            throw new StreamException($"surface {id} is not there");
        foreach (var context in _contexts.Values.Where(c => c.Draw == surface || c.Read == surface))
        {
            // EGL keeps the surface itself until the context lets go of it.
            if (context.Draw == surface) context.Draw = null;
            if (context.Read == surface) context.Read = null;
        }
        _driver.DestroySurface(surface.Handle);
        surface.ForgetAccumulation();
        executor.Storage.Forget(Owner(id));
    }

    public Surface? Surface(uint id) => id == 0 ? null : _surfaces.GetValueOrDefault(id) ?? throw new StreamException($"surface {id} is not there");

    public void Use(GlContext context)
    {
        if (TryUse(context))
            return;
        var error = _driver.LastError();
        throw error == ContextLost ? new GpuLostException() : new StreamException($"the driver refuses to make context {context.Id} current: EGL error {error:x}");
    }

    private bool TryUse(GlContext context)
    {
        if (!_driver.MakeCurrent(context))
            return false;
        Current = context;
        if (context.Draw is { } surface && !context.HadSurface)
            FirstSurface(context, surface);
        return true;
    }

    /// <summary>
    /// A context takes its viewport and its buffers from its first surface. The driver has seen it without one, for its limits: of such a
    /// context GL says that it draws to no buffer, and NVIDIA's driver does so from then on.
    /// </summary>
    private void FirstSurface(GlContext context, Surface surface)
    {
        context.HadSurface = true;
        var gl = executor.Gl;
        _ = executor.Succeeded();
        gl.Viewport(0, 0, (uint)surface.Width, (uint)surface.Height);
        gl.Scissor(0, 0, (uint)surface.Width, (uint)surface.Height);
        if (context.Api == ContextRequest.Es1)
            return;
        var (draw, read) = ((uint)executor.Integer(Binding.GL_DRAW_FRAMEBUFFER_BINDING), (uint)executor.Integer(Binding.GL_READ_FRAMEBUFFER_BINDING));
        if (draw != 0 || read != 0)
            gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        if (context.IsDesktop)
            context.Buffer = OnlyBuffer();
        else
            BackBuffer();
        if (draw != 0)
            gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, draw);
        if (read != 0)
            gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, read);
        _ = gl.GetError();
    }

    /// <summary>Which buffer a pbuffer has is the driver's affair; drawn to and read from it is from now on. What it says of it may not hold.</summary>
    private uint OnlyBuffer()
    {
        var gl = executor.Gl;
        byte doubled = 0;
        gl.GetBoolean(GetPName.Doublebuffer, (bool*)&doubled);
        foreach (var buffer in doubled == 0 ? (GLEnum[])[GLEnum.Front, GLEnum.Back] : [GLEnum.Back, GLEnum.Front])
        {
            _ = gl.GetError();
            gl.DrawBuffer(buffer);
            gl.ReadBuffer(buffer);
            if (gl.GetError() == GLEnum.NoError)
                return (uint)buffer;
        }
        return (uint)GLEnum.Back;
    }

    /// <summary>OpenGL ES has one buffer, and commands to name it since version 3; before that the driver has an error for them.</summary>
    private void BackBuffer()
    {
        var back = GLEnum.Back;
        executor.Gl.DrawBuffers(1, &back);
        executor.Gl.ReadBuffer(back);
    }

    private void Release()
    {
        if (Current is null)
            return;
        _driver.Release();
        Current = null;
    }

    private static StorageOwner Owner(uint surface) => new(StorageKind.Surface, 0, surface, 0);

    /// <summary>Colour, perhaps twice, with depth and stencil.</summary>
    private bool Room(uint surface, int width, int height, int samples) =>
        executor.Storage.Takes(Owner(surface), 0, (ulong)Math.Max(0, Sizes.Texels(0, width, height, 3, samples)));

    /// <summary>Made at its first use. Null: the client has too much already.</summary>
    public AccumulationBuffer? Accumulation(Surface surface) =>
        surface.Accumulation ?? (executor.Storage.Takes(Owner(surface.Id), AccumulationPart, AccumulationBuffer.Size(surface.Width, surface.Height)) ? surface.Accumulate() : null);

    private nint Pbuffer(nint config, int width, int height)
    {
        if (width is < 1 or > StreamLimits.SurfaceSide || height is < 1 or > StreamLimits.SurfaceSide)
            throw new StreamException($"a surface of {width}×{height} pixels");
        return _driver.CreateSurface(config, width, height);
    }

    public void Dispose()
    {
        Release();
        foreach (var context in _contexts.Values)
            _driver.DestroyContext(context.Handle);
        foreach (var surface in _surfaces.Values)
        {
            _driver.DestroySurface(surface.Handle);
            surface.ForgetAccumulation();
        }
        _contexts.Clear();
        _surfaces.Clear();
    }
}
