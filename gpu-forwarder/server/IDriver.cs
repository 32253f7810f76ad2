// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>The driver's contexts and surfaces, and its functions by name. Handles are the driver's; zero is none.</summary>
internal interface IDriver
{
    string Vendor { get; }

    /// <summary>Zero: it has no such function.</summary>
    nint Address(string name);

    /// <summary>EGL's error of the last call that failed.</summary>
    int LastError();

    nint CreateContext(ContextRequest request, nint share);

    void DestroyContext(nint context);

    /// <summary>The config nearest to a format; zero: nothing is near.</summary>
    nint ConfigFor(SurfaceFormat format);

    nint CreateSurface(nint config, int width, int height);

    void DestroySurface(nint surface);

    bool MakeCurrent(GlContext context);

    void Release();

    /// <summary>Passes when the GPU has done what the current context has asked for so far. Zero: the driver has no fences.</summary>
    nint Fence();

    /// <summary>Waits so many nanoseconds at most; no context is needed.</summary>
    bool HasPassed(nint fence, ulong nanoseconds);

    void Forget(nint fence);

    /// <summary>The GPU was reset, and what the current context had is gone. False, too, where the driver cannot tell.</summary>
    bool IsLost();
}
