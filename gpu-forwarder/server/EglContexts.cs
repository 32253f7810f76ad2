// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>What a client asks of a context, in EGL's words.</summary>
internal static unsafe class EglContexts
{
    public static nint Create(EglDisplay display, nint handle, ContextRequest request, nint share, bool robust)
    {
        Span<int> attributes = stackalloc int[16];
        var used = 0;
        void Add(Span<int> into, int name, int value) => (into[used++], into[used++]) = (name, value);
        var version = (request.Major, request.Minor);
        if (request.Major != 0)
        {
            Add(attributes, Egl.ContextMajor, (int)request.Major);
            Add(attributes, Egl.ContextMinor, (int)request.Minor);
        }
        if (request.IsDesktop && (request.Api == ContextRequest.Core || version.CompareTo((3u, 2u)) >= 0))
            Add(attributes, Egl.ProfileMask, request.Api == ContextRequest.Core ? Egl.CoreBit : Egl.CompatibilityBit);
        if (request.IsDesktop && (request.Flags & ContextRequest.Debug) != 0)
            Add(attributes, Egl.ContextDebug, 1);
        if (request.IsDesktop && (request.Flags & ContextRequest.Forward) != 0)
            Add(attributes, Egl.ContextForward, 1);
        if (robust)
        {
            Add(attributes, request.IsDesktop ? Egl.ContextRobustAccess : Egl.ExtRobustAccess, 1);
            // A GPU that was reset says so; then the session ends.
            Add(attributes, request.IsDesktop ? Egl.ResetStrategy : Egl.ExtResetStrategy, Egl.LoseContextOnReset);
        }
        attributes[used] = Egl.None;
        // A context that fits every surface, where EGL has such.
        var free = display.Has("EGL_KHR_no_config_context") || display.Has("EGL_MESA_configless_context");
        // SAFETY: the list is on this stack and ends.
        fixed (int* list = attributes)
            return Egl.eglCreateContext(handle, free ? 0 : EglConfigs.ForContexts(handle, request.IsDesktop), share, list);
    }
}
