// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux.Pulse;

// libpulse of the distribution, for PulseAudio and for PipeWire's server that speaks its protocol. The loader opens it at the first
// call, so only a guest that has sound pays. Layouts: pulse/introspect.h, pulse/mainloop-api.h, pulse/sample.h.
internal static unsafe partial class PulseNative
{
    internal const string Library = "libpulse.so.0";

    internal const int NoAutospawn = 1;
    internal const int ContextReady = 4, ContextFailed = 5, ContextTerminated = 6;
    internal const int StreamReady = 2, StreamFailed = 3, StreamTerminated = 4;
    internal const int SubscribeSinkInputs = 4;
    internal const int EventTypeMask = 0x30, EventNew = 0;
    internal const int AdjustLatency = 0x2000, DontInhibitAutoSuspend = 0x8000;
    internal const int SampleS16Le = 3;
    internal const uint Invalid = uint.MaxValue;

    /// <summary>pa_sample_spec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SampleSpec
    {
        public int Format;
        public uint Rate;
        public byte Channels;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct BufferAttributes
    {
        public uint MaxLength, TargetLength, Prebuffer, MinimumRequest, FragmentSize;
    }

    /// <summary>pa_channel_map and pa_cvolume: a count and 32 numbers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PerChannel
    {
        public byte Channels;
        public fixed uint Values[32];
    }

    /// <summary>The beginning of pa_sink_input_info, up to the last field that is read here.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SinkInputInfo
    {
        public uint Index;
        public IntPtr Name;
        public uint OwnerModule, Client, Sink;
        public SampleSpec Samples;
        public PerChannel ChannelMap, Volume;
        public ulong BufferMicroseconds, SinkMicroseconds;
        public IntPtr ResampleMethod, Driver;
        public int Mute;
        public IntPtr Properties;
        public int Corked;
    }

    /// <summary>pa_client_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ClientInfo
    {
        public uint Index;
        public IntPtr Name;
        public uint OwnerModule;
        public IntPtr Driver, Properties;
    }

    [LibraryImport(Library, EntryPoint = "pa_context_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr ContextNew(PulseLoop.Api* api, string name);

    [LibraryImport(Library, EntryPoint = "pa_context_connect", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ContextConnect(IntPtr context, string? server, int flags, IntPtr spawnApi);

    [LibraryImport(Library, EntryPoint = "pa_context_disconnect")]
    internal static partial void ContextDisconnect(IntPtr context);

    [LibraryImport(Library, EntryPoint = "pa_context_unref")]
    internal static partial void ContextUnref(IntPtr context);

    [LibraryImport(Library, EntryPoint = "pa_context_get_state")]
    internal static partial int ContextState(IntPtr context);

    [LibraryImport(Library, EntryPoint = "pa_context_errno")]
    internal static partial int ContextErrno(IntPtr context);

    [LibraryImport(Library, EntryPoint = "pa_strerror")]
    internal static partial IntPtr ErrorText(int error);

    [LibraryImport(Library, EntryPoint = "pa_context_set_state_callback")]
    internal static partial void OnContextState(IntPtr context, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, void> changed, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_context_set_subscribe_callback")]
    internal static partial void OnEvent(IntPtr context, delegate* unmanaged[Cdecl]<IntPtr, int, uint, IntPtr, void> happened, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_context_subscribe")]
    internal static partial IntPtr Subscribe(IntPtr context, int mask, delegate* unmanaged[Cdecl]<IntPtr, int, IntPtr, void> done, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_context_get_sink_input_info_list")]
    internal static partial IntPtr ListSinkInputs(IntPtr context, delegate* unmanaged[Cdecl]<IntPtr, SinkInputInfo*, int, IntPtr, void> each, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_context_get_client_info_list")]
    internal static partial IntPtr ListClients(IntPtr context, delegate* unmanaged[Cdecl]<IntPtr, ClientInfo*, int, IntPtr, void> each, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_context_get_sink_info_by_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr FindSink(IntPtr context, string name, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, int, IntPtr, void> each, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_context_load_module", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr LoadModule(
        IntPtr context, string name, string arguments, delegate* unmanaged[Cdecl]<IntPtr, uint, IntPtr, void> done, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_context_unload_module")]
    internal static partial IntPtr UnloadModule(IntPtr context, uint module, delegate* unmanaged[Cdecl]<IntPtr, int, IntPtr, void> done, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_context_set_default_sink", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr SetDefaultSink(IntPtr context, string name, delegate* unmanaged[Cdecl]<IntPtr, int, IntPtr, void> done, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_operation_unref")]
    internal static partial void OperationUnref(IntPtr operation);

    [LibraryImport(Library, EntryPoint = "pa_proplist_gets", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr Property(IntPtr properties, string key);

    [LibraryImport(Library, EntryPoint = "pa_stream_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr StreamNew(IntPtr context, string name, SampleSpec* samples, IntPtr channelMap);

    [LibraryImport(Library, EntryPoint = "pa_stream_unref")]
    internal static partial void StreamUnref(IntPtr stream);

    [LibraryImport(Library, EntryPoint = "pa_stream_get_state")]
    internal static partial int StreamState(IntPtr stream);

    [LibraryImport(Library, EntryPoint = "pa_stream_set_state_callback")]
    internal static partial void OnStreamState(IntPtr stream, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, void> changed, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_stream_set_read_callback")]
    internal static partial void OnRead(IntPtr stream, delegate* unmanaged[Cdecl]<IntPtr, nuint, IntPtr, void> readable, IntPtr closure);

    [LibraryImport(Library, EntryPoint = "pa_stream_set_monitor_stream")]
    internal static partial int SetMonitorStream(IntPtr stream, uint sinkInput);

    [LibraryImport(Library, EntryPoint = "pa_stream_connect_record", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ConnectRecord(IntPtr stream, string? device, BufferAttributes* attributes, int flags);

    [LibraryImport(Library, EntryPoint = "pa_stream_disconnect")]
    internal static partial int StreamDisconnect(IntPtr stream);

    [LibraryImport(Library, EntryPoint = "pa_stream_peek")]
    internal static partial int Peek(IntPtr stream, byte** data, nuint* bytes);

    [LibraryImport(Library, EntryPoint = "pa_stream_drop")]
    internal static partial int Drop(IntPtr stream);
}
