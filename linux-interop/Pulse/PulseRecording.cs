// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Seamless.Linux.Pulse;

/// <summary>What one app plays, as the server hears it (pa_stream_set_monitor_stream), in the form asked for: resampled by the server.</summary>
public sealed unsafe class PulseRecording : IDisposable
{
    private const int SampleBytes = 2;

    private readonly EventLoop _loop;
    private readonly IPulseListener _listener;
    private readonly IntPtr _stream;
    private GCHandle _self;
    private bool _disposed;

    internal PulseRecording(EventLoop loop, IntPtr context, in PulseForm form, uint sinkInput, IPulseListener listener)
    {
        (_loop, _listener) = (loop, listener);
        _self = GCHandle.Alloc(this);
        var samples = form.Samples;
        var fragment = (uint)(form.FragmentFrames * form.Channels * SampleBytes);
        // A listener that does not keep up loses sound rather than hearing it later and later.
        var attributes = new PulseNative.BufferAttributes
        {
            MaxLength = fragment * 6,
            TargetLength = PulseNative.Invalid,
            Prebuffer = PulseNative.Invalid,
            MinimumRequest = PulseNative.Invalid,
            FragmentSize = fragment,
        };
        // SAFETY: samples and attributes are copied by the calls. The context lives: its owner is the caller. The handle given as closure is
        // freed in Dispose, after the callbacks were taken back.
        _stream = PulseNative.StreamNew(context, "Seamless", &samples, IntPtr.Zero);
        if (_stream == IntPtr.Zero)
        {
            _loop.Defer(TellEnd);
            return;
        }
        PulseNative.OnStreamState(_stream, &StateChanged, GCHandle.ToIntPtr(_self));
        PulseNative.OnRead(_stream, &Readable, GCHandle.ToIntPtr(_self));
        if (PulseNative.SetMonitorStream(_stream, sinkInput) < 0
            || PulseNative.ConnectRecord(_stream, null, &attributes, PulseNative.AdjustLatency | PulseNative.DontInhibitAutoSuspend) < 0)
            _loop.Defer(TellEnd);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_stream != IntPtr.Zero)
        {
            // SAFETY: without callbacks nothing of this object is reached any more; the reference is ours, given back once.
            PulseNative.OnStreamState(_stream, null, IntPtr.Zero);
            PulseNative.OnRead(_stream, null, IntPtr.Zero);
            _ = PulseNative.StreamDisconnect(_stream);
            PulseNative.StreamUnref(_stream);
        }
        _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void StateChanged(IntPtr stream, IntPtr closure)
    {
        // SAFETY: the closure is the handle of an object that is not disposed, or the callback would have been taken back.
        var recording = (PulseRecording)GCHandle.FromIntPtr(closure).Target!;
        if (PulseNative.StreamState(stream) is PulseNative.StreamFailed or PulseNative.StreamTerminated)
            recording._loop.Defer(recording.TellEnd);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Readable(IntPtr stream, nuint available, IntPtr closure)
    {
        // SAFETY: as in StateChanged.
        ((PulseRecording)GCHandle.FromIntPtr(closure).Target!).ReadAll();
    }

    private void ReadAll()
    {
        byte* data;
        nuint bytes;
        // SAFETY: a fragment that was peeked at is readable until it is dropped; null with a length is a hole, none at all the end.
        while (!_disposed && PulseNative.Peek(_stream, &data, &bytes) == 0 && bytes > 0)
        {
            var count = (int)Math.Min(bytes, int.MaxValue);
            if (data is null)
                _listener.Missed(count);
            else
                _listener.Heard(new ReadOnlySpan<byte>(data, count));
            if (!_disposed)
                _ = PulseNative.Drop(_stream);
        }
    }

    private void TellEnd()
    {
        if (!_disposed)
            _listener.Ended();
    }
}

/// <summary>The form that sound is recorded in: signed 16 bit samples.</summary>
/// <param name="Rate">Frames a second.</param>
/// <param name="Channels">Samples in a frame.</param>
/// <param name="FragmentFrames">As many at a time.</param>
public readonly record struct PulseForm(int Rate, int Channels, int FragmentFrames)
{
    internal PulseNative.SampleSpec Samples => new() { Format = PulseNative.SampleS16Le, Rate = (uint)Rate, Channels = (byte)Channels };
}
