// SPDX-License-Identifier: Apache-2.0
// A client of the guest's sound server. What plays is asked for as a whole, one question at a time: an event only says that there is something
// new, and of what is new the index. So a server that floods us with events costs one list after the other and no memory.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Seamless.Linux.Pulse;

public sealed unsafe class PulseConnection : IDisposable
{
    private static readonly Lazy<bool> Available = new(() => NativeLibrary.TryLoad(PulseNative.Library, out _));

    private readonly EventLoop _loop;
    private readonly IPulseReceiver _receiver;
    private readonly PulseLoop _mainloop;
    private readonly IntPtr _context;
    private readonly List<SinkInput> _inputs = [];
    private readonly List<uint> _clients = [];
    private readonly Dictionary<uint, int> _processes = [];
    private GCHandle _self;
    private string? _sink;
    private string? _sinkArguments;
    private uint _module = PulseNative.Invalid;
    private bool _isListing;
    private bool _hasListed;
    private bool _isStale;
    private bool _disposed;

    /// <param name="loop">Whose thread everything happens on.</param>
    /// <param name="server">As PULSE_SERVER; null: the session's.</param>
    /// <param name="name">Ours, for people who look at the server's clients.</param>
    /// <param name="receiver">Hears what becomes of it.</param>
    public PulseConnection(EventLoop loop, string? server, string name, IPulseReceiver receiver)
    {
        (_loop, _receiver) = (loop, receiver);
        _mainloop = new PulseLoop(loop);
        _self = GCHandle.Alloc(this);
        // SAFETY: the main loop outlives the context (Dispose). The handle given as closure is freed after the callbacks were taken back.
        _context = PulseNative.ContextNew(_mainloop.Pointer, name);
        PulseNative.OnContextState(_context, &StateChanged, GCHandle.ToIntPtr(_self));
        PulseNative.OnEvent(_context, &Happened, GCHandle.ToIntPtr(_self));
        if (PulseNative.ContextConnect(_context, server, PulseNative.NoAutospawn, IntPtr.Zero) < 0)
            loop.Defer(TellLost);
    }

    public static bool IsAvailable => Available.Value;

    private bool IsReady => !_disposed && PulseNative.ContextState(_context) == PulseNative.ContextReady;

    /// <summary>A sink that goes nowhere, of this form, becomes what apps play to; made when the server has none of that name.</summary>
    public void UseSink(string name, int rate, int channels)
    {
        if (!IsReady)
            return;
        (_sink, _sinkArguments) = (name, $"sink_name={name} rate={rate} channels={channels} sink_properties=device.description=Seamless");
        Done(PulseNative.FindSink(_context, name, &SinkFound, GCHandle.ToIntPtr(_self)));
    }

    public PulseRecording Record(in PulseForm form, uint sinkInput, IPulseListener listener) => new(_loop, _context, form, sinkInput, listener);

    /// <summary>After its recordings, and not from within a callback of any of them.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        // SAFETY: disconnecting cancels what was asked without an answer; without callbacks nothing of this object is reached any more.
        PulseNative.OnContextState(_context, null, IntPtr.Zero);
        PulseNative.OnEvent(_context, null, IntPtr.Zero);
        PulseNative.ContextDisconnect(_context);
        PulseNative.ContextUnref(_context);
        _mainloop.Dispose();
        _self.Free();
    }

    // SAFETY (all callbacks below): the closure is the handle of a connection that is not disposed, for disposing takes callbacks back and
    // cancels operations; info structures are the library's and valid during the call, texts in them are copied out.
    private static PulseConnection Of(IntPtr closure) => (PulseConnection)GCHandle.FromIntPtr(closure).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void StateChanged(IntPtr context, IntPtr closure)
    {
        var connection = Of(closure);
        switch (PulseNative.ContextState(context))
        {
            case PulseNative.ContextReady:
                connection._loop.Defer(connection.Begin);
                break;
            case PulseNative.ContextFailed or PulseNative.ContextTerminated:
                connection._loop.Defer(connection.TellLost);
                break;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Happened(IntPtr context, int kind, uint index, IntPtr closure)
    {
        var connection = Of(closure);
        if ((kind & PulseNative.EventTypeMask) == PulseNative.EventNew)
            connection._receiver.Began(index);
        connection.List();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void InputListed(IntPtr context, PulseNative.SinkInputInfo* info, int end, IntPtr closure)
    {
        var connection = Of(closure);
        if (end != 0)
            connection.FindProcesses();
        else if (connection._inputs.Count < PulseLimits.SinkInputs)
            connection.Add(*info);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ClientListed(IntPtr context, PulseNative.ClientInfo* info, int end, IntPtr closure)
    {
        var connection = Of(closure);
        if (end != 0)
            connection.TakeProcesses();
        else if (connection._processes.Count < PulseLimits.Clients)
            connection._processes[info->Index] = ProcessOf(info->Properties);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void SinkFound(IntPtr context, IntPtr info, int end, IntPtr closure)
    {
        var connection = Of(closure);
        if (end == 0)
            return;
        // Above zero the list ended, so there was one; below, there is none of that name.
        if (end > 0)
            connection.MakeDefault();
        else
            Done(PulseNative.LoadModule(context, "module-null-sink", connection._sinkArguments!, &SinkLoaded, closure));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void SinkLoaded(IntPtr context, uint module, IntPtr closure)
    {
        var connection = Of(closure);
        if (module == PulseNative.Invalid)
        {
            // A server that allows no modules has a sink of its own, and that is recorded as well.
            connection.List();
            return;
        }
        connection.MakeDefault();
        if (connection._module != PulseNative.Invalid)
            Done(PulseNative.UnloadModule(context, connection._module, null, IntPtr.Zero));
        connection._module = module;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void SinkSet(IntPtr context, int success, IntPtr closure) => Of(closure).List();

    private static int ProcessOf(IntPtr properties) =>
        int.TryParse(Text(properties, "application.process.id") ?? Text(properties, "pipewire.sec.pid"), out var pid) && pid > 0 ? pid : 0;

    private static string? Text(IntPtr properties, string key)
    {
        var text = (byte*)PulseNative.Property(properties, key);
        if (text is null)
            return null;
        var bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        return Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, PulseLimits.TextBytes)]);
    }

    private void Begin()
    {
        if (!IsReady)
            return;
        Done(PulseNative.Subscribe(_context, PulseNative.SubscribeSinkInputs, null, IntPtr.Zero));
        _receiver.Connected();
        // What plays moves to a new sink, and its recordings end with that.
        if (_sink is null)
            List();
    }

    private void List()
    {
        if (!IsReady)
            return;
        _isStale = _isListing;
        if (_isListing)
            return;
        _isListing = true;
        _inputs.Clear();
        _clients.Clear();
        _processes.Clear();
        Done(PulseNative.ListSinkInputs(_context, &InputListed, GCHandle.ToIntPtr(_self)));
    }

    private void Add(in PulseNative.SinkInputInfo info)
    {
        var app = Text(info.Properties, "application.name") ?? Text(info.Properties, "node.name") ?? "";
        _inputs.Add(new SinkInput(info.Index, info.Corked != 0, app, Text(info.Properties, "media.name") ?? "", ProcessOf(info.Properties)));
        _clients.Add(info.Client);
        // Nobody has told of those that were there before us, and one that does not play yet may be about to.
        if (info.Corked == 0 || !_hasListed)
            _receiver.Began(info.Index);
    }

    /// <summary>Clients are another question, asked only when what plays does not say whose it is.</summary>
    private void FindProcesses()
    {
        if (_inputs.Exists(input => input.ProcessId == 0))
            Done(PulseNative.ListClients(_context, &ClientListed, GCHandle.ToIntPtr(_self)));
        else
            _loop.Defer(TellPlaying);
    }

    private void TakeProcesses()
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (_inputs[i].ProcessId == 0)
                _inputs[i] = _inputs[i] with { ProcessId = _processes.GetValueOrDefault(_clients[i]) };
        }
        _loop.Defer(TellPlaying);
    }

    private void TellPlaying()
    {
        if (_disposed)
            return;
        (_isListing, _hasListed) = (false, true);
        _receiver.Playing(_inputs);
        if (_isStale)
            List();
    }

    private void TellLost()
    {
        if (_disposed)
            return;
        // SAFETY: a text of the library's own, never null.
        _receiver.Lost(Marshal.PtrToStringUTF8(PulseNative.ErrorText(PulseNative.ContextErrno(_context))) ?? "no reason given");
    }

    private void MakeDefault() => Done(PulseNative.SetDefaultSink(_context, _sink!, &SinkSet, GCHandle.ToIntPtr(_self)));

    /// <summary>What was asked is answered by its callback; nobody looks at the operation itself.</summary>
    private static void Done(IntPtr operation)
    {
        if (operation != IntPtr.Zero)
            PulseNative.OperationUnref(operation);
    }
}
