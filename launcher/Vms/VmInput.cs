// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Vms;

/// <summary>
/// Keyboard and pointer of one virtual machine: what its bridge tells goes to QEMU's monitor in that order, one command at a time and no faster
/// than the queues of QEMU's devices are emptied; of motions the latest. Nothing here waits for QEMU: what does not fit is dropped, and then
/// every key is let go of, so that none is stuck. Lives on the loop's thread.
/// </summary>
internal sealed class VmInput : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action<string> _complain;
    private readonly LoopTimer _pace;
    private readonly QmpInput _command = new();
    private readonly MachineInput[] _queue = new MachineInput[VmLimits.InputEvents];
    private readonly ulong[] _down = new ulong[(ProtocolLimits.EvdevCode / 64) + 1];
    private QmpConnection? _qmp;
    private int _first, _count;
    private long _freeNanoseconds;
    private int _releasing = -1;
    private bool _isUnderWay, _isPaused, _hasComplained;

    public VmInput(EventLoop loop, Action<string> complain)
    {
        (_loop, _complain) = (loop, complain);
        _pace = loop.CreateTimer(Send);
    }

    /// <summary>QEMU's monitor is another connection; nothing is under way on it.</summary>
    public void Attach(QmpConnection qmp)
    {
        qmp.InputAnswered = Answered;
        (_qmp, _isUnderWay, _releasing) = (qmp, false, -1);
    }

    public void Received(in MachineInput input)
    {
        if (_isPaused || _qmp is not { CanExecute: true } || !IsKnown(input))
            return;
        if (input.Kind == MachineInputKind.Position && _count > 0 && Last.Kind == MachineInputKind.Position)
            Last = input;
        else if (_count < _queue.Length)
            Enqueue(input);
        else
            ReleaseAll();
        Send();
    }

    /// <summary>Who says what is down has gone, or can no longer be believed.</summary>
    public void ReleaseAll()
    {
        _count = 0;
        for (var code = 0u; code <= ProtocolLimits.EvdevCode; code++)
        {
            if ((_down[code / 64] & Bit((int)code)) != 0)
                Enqueue(MachineInput.Key(code, isPressed: false));
        }
        Send();
    }

    /// <summary>QEMU takes events of a guest that does not run and throws them away.</summary>
    public void Paused()
    {
        _isPaused = true;
        _count = 0;
        _pace.Stop();
    }

    public void Resumed()
    {
        _isPaused = false;
        ReleaseAll();
    }

    public void Dispose()
    {
        _pace.Dispose();
        _command.Dispose();
    }

    private static long IntervalNanoseconds => VmLimits.InputInterval.Ticks * TimeSpan.NanosecondsPerTick;

    private ref MachineInput Last => ref _queue[(_first + _count - 1) % _queue.Length];

    private static ulong Bit(int code) => 1UL << (code % 64);

    private static bool IsKnown(in MachineInput input) =>
        input.Kind != MachineInputKind.Key || QKeyCodes.KeyOf(input.First) is not null || QKeyCodes.ButtonOf(input.First) is not null;

    private static bool IsButton(in MachineInput input) => input.Kind == MachineInputKind.Key && QKeyCodes.ButtonOf(input.First) is not null;

    private void Enqueue(in MachineInput input)
    {
        _queue[(_first + _count) % _queue.Length] = input;
        _count++;
    }

    private MachineInput Dequeue()
    {
        var next = _queue[_first];
        _first = (_first + 1) % _queue.Length;
        _count--;
        return next;
    }

    private void Send()
    {
        if (_isUnderWay || _isPaused || _count == 0 || _pace.IsArmed || _qmp is not { CanExecute: true } qmp)
            return;
        var now = _loop.NowNanoseconds;
        var early = _freeNanoseconds - now - ((VmLimits.InputBurst - 1) * IntervalNanoseconds);
        if (early > 0)
        {
            _pace.Start(TimeSpan.FromTicks((early + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick));
            return;
        }
        _freeNanoseconds = Math.Max(_freeNanoseconds, now) + IntervalNanoseconds;
        _command.Begin();
        var input = Dequeue();
        _command.Add(input);
        // A click is where the pointer is. Keys go alone: QEMU refuses both when there is no pointer yet.
        if (input.Kind == MachineInputKind.Position && _count > 0 && IsButton(_queue[_first]))
            _command.Add(input = Dequeue());
        Note(input);
        _isUnderWay = true;
        qmp.Send(_command);
    }

    /// <summary>A key counts as down from the moment that it is sent, and as up when QEMU has said so.</summary>
    private void Note(in MachineInput input)
    {
        _releasing = -1;
        if (input.Kind != MachineInputKind.Key)
            return;
        if (input.Second == 0)
            _releasing = input.First;
        else
            _down[input.First / 64] |= Bit(input.First);
    }

    private void Answered(string? refusal)
    {
        _isUnderWay = false;
        if (_releasing >= 0 && !_isPaused)
            _down[_releasing / 64] &= ~Bit(_releasing);
        _releasing = -1;
        if (refusal is not null && !_hasComplained)
        {
            _hasComplained = true;
            _complain(refusal);
        }
        Send();
    }
}
