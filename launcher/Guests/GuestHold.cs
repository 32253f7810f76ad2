// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher.Guests;

/// <summary>That a guest is in use, for as long as somebody has this.</summary>
internal sealed class GuestHold(Action letGo) : IDisposable
{
    private int _isOver;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
            letGo();
    }
}
