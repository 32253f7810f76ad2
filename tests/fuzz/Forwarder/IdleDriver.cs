// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Server;

namespace Seamless.Tests.Fuzz.Forwarder;

/// <summary>A driver whose functions all exist and do nothing.</summary>
internal sealed class IdleDriver : IDriver
{
    private nint _handles;

    public string Vendor => "nobody";

    public nint Address(string name) => Executor.NoFunction;

    public int LastError() => 0x3000;

    public nint CreateContext(ContextRequest request, nint share) => ++_handles;

    public void DestroyContext(nint context)
    {
    }

    public nint ConfigFor(SurfaceFormat format) => 1;

    public nint CreateSurface(nint config, int width, int height) => ++_handles;

    public void DestroySurface(nint surface)
    {
    }

    public bool MakeCurrent(GlContext context) => true;

    public void Release()
    {
    }

    public nint Fence() => 0;

    public bool HasPassed(nint fence, ulong nanoseconds) => true;

    public void Forget(nint fence)
    {
    }

    public bool IsLost() => false;
}
