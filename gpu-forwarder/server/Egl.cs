// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Gpu.Server;

/// <summary>EGL 1.5 as the driver's loader has it.</summary>
internal static unsafe partial class Egl
{
    private const string Library = "libEGL.so.1";

    public const int None = 0x3038, Width = 0x3057, Height = 0x3056, SurfaceType = 0x3033, PbufferBit = 1, RenderableType = 0x3040;
    public const int RedSize = 0x3024, GreenSize = 0x3023, BlueSize = 0x3022, AlphaSize = 0x3021, DepthSize = 0x3025, StencilSize = 0x3026, Samples = 0x3031, ConfigCaveat = 0x3027;
    public const int OpenGlBit = 8, OpenGlEs2Bit = 4, OpenGlApi = 0x30A2, OpenGlEsApi = 0x30A0;
    public const int ContextMajor = 0x3098, ContextMinor = 0x30FB, ContextFlags = 0x30FC, ProfileMask = 0x30FD, CoreBit = 1, CompatibilityBit = 2;
    public const int ContextDebug = 0x31B0, ContextForward = 0x31B1, ContextRobustAccess = 0x31B2, ResetStrategy = 0x31BD, LoseContextOnReset = 0x31BF;
    public const int ExtRobustAccess = 0x30BF, ExtResetStrategy = 0x3138;
    public const int PlatformDevice = 0x313F, PlatformSurfaceless = 0x31DD, Extensions = 0x3055, Vendor = 0x3053;
    public const int SyncFence = 0x30F9, TimeoutExpired = 0x30F5;

    [LibraryImport(Library)] public static partial nint eglGetProcAddress(byte* name);
    [LibraryImport(Library)] public static partial nint eglGetPlatformDisplay(int platform, nint native, nint* attributes);
    [LibraryImport(Library)] public static partial nint eglGetDisplay(nint native);
    [LibraryImport(Library)] public static partial uint eglInitialize(nint display, int* major, int* minor);
    [LibraryImport(Library)] public static partial nint eglQueryString(nint display, int name);
    [LibraryImport(Library)] public static partial uint eglBindAPI(int api);
    [LibraryImport(Library)] public static partial uint eglChooseConfig(nint display, int* attributes, nint* configs, int size, int* count);
    [LibraryImport(Library)] public static partial uint eglGetConfigAttrib(nint display, nint config, int attribute, int* value);
    [LibraryImport(Library)] public static partial nint eglCreateContext(nint display, nint config, nint share, int* attributes);
    [LibraryImport(Library)] public static partial uint eglDestroyContext(nint display, nint context);
    [LibraryImport(Library)] public static partial nint eglCreatePbufferSurface(nint display, nint config, int* attributes);
    [LibraryImport(Library)] public static partial uint eglDestroySurface(nint display, nint surface);
    [LibraryImport(Library)] public static partial uint eglMakeCurrent(nint display, nint draw, nint read, nint context);
    [LibraryImport(Library)] public static partial int eglGetError();
    [LibraryImport(Library)] public static partial nint eglCreateSync(nint display, int kind, nint* attributes);
    [LibraryImport(Library)] public static partial int eglClientWaitSync(nint display, nint sync, int flags, ulong nanoseconds);
    [LibraryImport(Library)] public static partial uint eglDestroySync(nint display, nint sync);

    /// <summary>A function of GL or of an extension of EGL; zero when the driver has none of that name.</summary>
    public static nint Address(string name)
    {
        // SAFETY: the zero-terminated name is pinned for the call.
        fixed (byte* bytes = System.Text.Encoding.UTF8.GetBytes(name + "\0"))
            return eglGetProcAddress(bytes);
    }

    public static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";
}
