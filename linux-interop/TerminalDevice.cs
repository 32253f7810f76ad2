// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>The terminal that a person sits at, behind one of our standard streams.</summary>
public sealed unsafe class TerminalDevice : IDisposable
{
    private readonly int _number;
    private readonly byte[] _before = new byte[TerminalNative.TermiosBytes];
    private readonly Lock _lock = new();
    private bool _isRaw;

    private TerminalDevice(int number) => _number = number;

    /// <summary>Null when that standard stream is no terminal.</summary>
    public static TerminalDevice? OfStandardStream(int number)
    {
        // SAFETY: a number in, a truth value out.
        return TerminalNative.isatty(number) == 1 ? new TerminalDevice(number) : null;
    }

    /// <summary>Columns and rows; 0 and 0 when the terminal does not say.</summary>
    public (int Columns, int Rows) Size
    {
        get
        {
            var size = default(TerminalNative.WindowSize);
            // SAFETY: TIOCGWINSZ writes one struct winsize.
            return TerminalNative.ioctl(_number, TerminalNative.TIOCGWINSZ, &size) < 0 ? (0, 0) : (size.Columns, size.Rows);
        }
    }

    /// <summary>Every key as it is, none with a meaning of its own (cfmakeraw), until <see cref="Restore"/>.</summary>
    public void MakeRaw()
    {
        lock (_lock)
        {
            var raw = stackalloc byte[TerminalNative.TermiosBytes];
            // SAFETY: termios fits both buffers.
            fixed (byte* before = _before)
            {
                if (TerminalNative.tcgetattr(_number, before) < 0)
                    LinuxException.ThrowLast("read the terminal's settings");
                _before.CopyTo(new Span<byte>(raw, TerminalNative.TermiosBytes));
            }
            TerminalNative.cfmakeraw(raw);
            if (TerminalNative.tcsetattr(_number, TerminalNative.TCSADRAIN, raw) < 0)
                LinuxException.ThrowLast("change the terminal's settings");
            _isRaw = true;
        }
    }

    /// <summary>As it was. From any thread, any number of times: the process may end in many ways.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            if (!_isRaw)
                return;
            _isRaw = false;
            // SAFETY: as above. A terminal that is gone meanwhile needs no settings.
            fixed (byte* before = _before)
                _ = TerminalNative.tcsetattr(_number, TerminalNative.TCSADRAIN, before);
        }
    }

    public void Dispose() => Restore();
}
