// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>There is no usable OpenGL on this machine; the text says what was tried.</summary>
internal sealed class NoDriverException(string text) : Exception(text);

/// <summary>
/// The driver's display: a GPU through the device platform first, then Mesa without a device, then whatever EGL takes as the default. The
/// device that only software draws on comes after all GPUs.
/// </summary>
internal sealed unsafe class EglDisplay : IDriver
{
    private const int Devices = 16;
    private const uint GuiltyReset = 0x8253, InnocentReset = 0x8254, UnknownReset = 0x8255;

    private readonly string _extensions;
    private delegate* unmanaged<uint> _resetStatus;

    private EglDisplay(nint handle)
    {
        Handle = handle;
        _extensions = " " + Egl.Text(Egl.eglQueryString(handle, Egl.Extensions)) + " ";
    }

    private nint Handle { get; }

    public string Vendor => Egl.Text(Egl.eglQueryString(Handle, Egl.Vendor));

    public bool Has(string extension) => _extensions.Contains($" {extension} ", StringComparison.Ordinal);

    public static EglDisplay Open()
    {
        try
        {
            foreach (var display in All())
            {
                int major, minor;
                // SAFETY: two ints on this stack.
                if (display != 0 && Egl.eglInitialize(display, &major, &minor) != 0 && (major, minor).CompareTo((1, 4)) >= 0)
                    return new EglDisplay(display);
            }
        }
        catch (DllNotFoundException)
        {
            throw new NoDriverException("there is no libEGL.so.1; install a driver (Debian: libegl1 and libgl1-mesa-dri)");
        }
        throw new NoDriverException("no EGL display opens: neither a device, nor Mesa without one, nor the default; install a driver (Debian: libegl1 and libgl1-mesa-dri)");
    }

    public nint Address(string name) => Egl.Address(name);

    public int LastError() => Egl.eglGetError();

    public nint CreateContext(ContextRequest request, nint share)
    {
        _ = Egl.eglBindAPI(request.IsDesktop ? Egl.OpenGlApi : Egl.OpenGlEsApi);
        var robust = Has("EGL_EXT_create_context_robustness") ? EglContexts.Create(this, Handle, request, share, robust: true) : 0;
        if (robust == 0)
            return EglContexts.Create(this, Handle, request, share, robust: false);
        // SAFETY: the function's type by GL_ARB_robustness, which a driver with robust contexts has.
        _resetStatus = (delegate* unmanaged<uint>)Egl.Address("glGetGraphicsResetStatusARB");
        return robust;
    }

    /// <summary>A name that the context's version of GL has not may answer anything.</summary>
    public bool IsLost() => _resetStatus is not null && _resetStatus() is GuiltyReset or InnocentReset or UnknownReset;

    public void DestroyContext(nint context) => _ = Egl.eglDestroyContext(Handle, context);

    public nint ConfigFor(SurfaceFormat format) => EglConfigs.Best(Handle, format);

    public nint CreateSurface(nint config, int width, int height)
    {
        var attributes = stackalloc int[] { Egl.Width, width, Egl.Height, height, Egl.None };
        // SAFETY: the list is on this stack and ends.
        return Egl.eglCreatePbufferSurface(Handle, config, attributes);
    }

    public void DestroySurface(nint surface) => _ = Egl.eglDestroySurface(Handle, surface);

    public bool MakeCurrent(GlContext context)
    {
        _ = Egl.eglBindAPI(context.IsDesktop ? Egl.OpenGlApi : Egl.OpenGlEsApi);
        var draw = context.Draw?.Handle ?? 0;
        return Egl.eglMakeCurrent(Handle, draw, context.Read?.Handle ?? draw, context.Handle) != 0;
    }

    public void Release() => _ = Egl.eglMakeCurrent(Handle, 0, 0, 0);

    public nint Fence()
    {
        // SAFETY: no attributes.
        return Has("EGL_KHR_fence_sync") ? Egl.eglCreateSync(Handle, Egl.SyncFence, null) : 0;
    }

    // A wait that fails is over: the frame is read as it is, and a lost GPU shows at the next call.
    public bool HasPassed(nint fence, ulong nanoseconds) => Egl.eglClientWaitSync(Handle, fence, 0, nanoseconds) != Egl.TimeoutExpired;

    public void Forget(nint fence) => _ = Egl.eglDestroySync(Handle, fence);

    /// <summary>One after the other, since with each one more driver may be loaded.</summary>
    private static IEnumerable<nint> All()
    {
        var (hardware, software) = ByDevice();
        foreach (var device in hardware)
            yield return Platform(Egl.PlatformDevice, device);
        yield return Platform(Egl.PlatformSurfaceless, 0);
        foreach (var device in software)
            yield return Platform(Egl.PlatformDevice, device);
        yield return Egl.eglGetDisplay(0);
    }

    private static nint Platform(int platform, nint native)
    {
        // SAFETY: no attributes.
        return Egl.eglGetPlatformDisplay(platform, native, null);
    }

    private static (List<nint> Hardware, List<nint> Software) ByDevice()
    {
        var (hardware, software) = (new List<nint>(), new List<nint>());
        // SAFETY: the two functions have these types by EGL_EXT_device_base; the array has room for as many as are asked for.
        var query = (delegate* unmanaged<int, nint*, int*, uint>)Egl.Address("eglQueryDevicesEXT");
        var text = (delegate* unmanaged<nint, int, nint>)Egl.Address("eglQueryDeviceStringEXT");
        if (query is null || text is null)
            return (hardware, software);
        var devices = stackalloc nint[Devices];
        int count;
        if (query(Devices, devices, &count) == 0)
            return (hardware, software);
        for (var i = 0; i < Math.Min(count, Devices); i++)
        {
            var isSoftware = Egl.Text(text(devices[i], Egl.Extensions)).Contains("EGL_MESA_device_software", StringComparison.Ordinal);
            (isSoftware ? software : hardware).Add(devices[i]);
        }
        return (hardware, software);
    }
}
