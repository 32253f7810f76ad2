// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>Notices that the executor is in the same entry for too long: a shader that never ends, or a GPU that does not answer.</summary>
internal sealed class HangWatch : IDisposable
{
    private readonly Func<ulong> _executed;
    private readonly Func<bool> _working;
    private readonly Action _hung;
    private readonly LoopTimer _timer;
    private ulong _last = ulong.MaxValue;
    private int _looks;

    public HangWatch(EventLoop loop, Func<ulong> executed, Func<bool> working, Action hung)
    {
        (_executed, _working, _hung) = (executed, working, hung);
        _timer = loop.CreateTimer(Look);
        _timer.Start(ServerLimits.Look);
    }

    private void Look()
    {
        var executed = _executed();
        _looks = _working() && executed == _last ? _looks + 1 : 0;
        _last = executed;
        if (_looks * ServerLimits.Look >= ServerLimits.Entry)
            _hung();
        else
            _timer.Start(ServerLimits.Look);
    }

    public void Dispose() => _timer.Dispose();
}
