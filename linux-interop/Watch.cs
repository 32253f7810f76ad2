// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>What a watch waits for. With None the descriptor is silent altogether, hang-ups included.</summary>
[Flags]
public enum Interest
{
    None = 0,
    Read = 1,
    Write = 2,
}

/// <summary>What the kernel says about a descriptor. HangUp and Error come without being asked for.</summary>
[Flags]
public enum Readiness
{
    None = 0,
    Read = 1,
    Write = 2,
    HangUp = 4,
    Error = 8,
}

/// <summary>
/// One descriptor in an <see cref="EventLoop"/>, level triggered. The watch keeps the descriptor open (its number cannot be reused
/// behind the loop's back) until it is disposed, which is allowed at any time, also from within its own callback.
/// </summary>
public sealed class Watch : IDisposable
{
    private readonly EventLoop _loop;
    private readonly FileDescriptor _descriptor;
    private Interest _interest;

    internal Watch(EventLoop loop, FileDescriptor descriptor, ulong key, Action<Readiness> ready)
    {
        (_loop, _descriptor, Key, Ready) = (loop, descriptor, key, ready);
        var kept = false;
        descriptor.DangerousAddRef(ref kept);
    }

    /// <summary>Slot in the loop's table, and above it a count, so that a late event of an earlier watch in the slot is told apart.</summary>
    internal ulong Key { get; }

    internal Action<Readiness> Ready { get; }

    internal bool IsDisposed { get; private set; }

    public Interest Interest
    {
        get => _interest;
        set
        {
            if (IsDisposed || value == _interest)
                return;
            _loop.Control(this, (int)_descriptor.DangerousGetHandle(), _interest, value);
            _interest = value;
        }
    }

    public void Dispose()
    {
        if (IsDisposed)
            return;
        Interest = Interest.None;
        IsDisposed = true;
        _loop.Remove(this);
        _descriptor.DangerousRelease();
    }
}
