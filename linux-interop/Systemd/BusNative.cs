// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux.Systemd;

// sd-bus, systemd's D-Bus client, as far as UserSystemd needs it. Only functions with fixed parameters: the variadic ones cannot be
// declared portably. Results below zero are negated error numbers. The loader opens the library at the first call.
internal static unsafe partial class BusNative
{
    internal const string Library = "libsystemd.so.0";

    /// <summary>sd_bus_error of sd-bus.h; the last word is for the library itself.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Error
    {
        public byte* Name;
        public byte* Message;
        public int NeedFree;
    }

    [LibraryImport(Library, EntryPoint = "sd_bus_new")]
    internal static partial int New(IntPtr* bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_set_address", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetAddress(IntPtr bus, string address);

    [LibraryImport(Library, EntryPoint = "sd_bus_set_bus_client")]
    internal static partial int SetBusClient(IntPtr bus, int yes);

    [LibraryImport(Library, EntryPoint = "sd_bus_start")]
    internal static partial int Start(IntPtr bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_close_unref")]
    internal static partial IntPtr CloseUnref(IntPtr bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_get_fd")]
    internal static partial int GetFd(IntPtr bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_get_events")]
    internal static partial int GetEvents(IntPtr bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_get_timeout")]
    internal static partial int GetTimeout(IntPtr bus, ulong* deadlineMicroseconds);

    [LibraryImport(Library, EntryPoint = "sd_bus_process")]
    internal static partial int Process(IntPtr bus, IntPtr* message);

    [LibraryImport(Library, EntryPoint = "sd_bus_send")]
    internal static partial int Send(IntPtr bus, IntPtr message, ulong* cookie);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_new_method_call", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int NewMethodCall(IntPtr bus, IntPtr* message, string destination, string path, string @interface, string member);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_append_basic")]
    internal static partial int AppendBasic(IntPtr message, byte type, void* value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_append_basic", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int AppendText(IntPtr message, byte type, string value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_open_container", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenContainer(IntPtr message, byte type, string contents);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_close_container")]
    internal static partial int CloseContainer(IntPtr message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_reply_cookie")]
    internal static partial int GetReplyCookie(IntPtr message, ulong* cookie);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_error")]
    internal static partial Error* GetError(IntPtr message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_unref")]
    internal static partial IntPtr MessageUnref(IntPtr message);
}
