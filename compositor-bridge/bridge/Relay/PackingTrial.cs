// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>
/// Whether a window's large frames are quicker packed or as they are, by how long each took from here until the desktop had shown it: what a byte
/// costs between here and there nobody can say beforehand (a virtual machine's network, a loop inside this machine), and this counts all of it.
/// Packed to begin with, and where it makes little difference; now and then a few frames go the other way. Where packing saves nearly all bytes
/// there is nothing to find out, and where a plain frame might take long nothing is risked.
/// </summary>
internal struct PackingTrial
{
    private double _packed;
    private double _plain;
    private double _bytesSaved;
    private int _untilTrial;
    private int _trialLeft;
    private int _interval;
    private bool _isPlainBetter;
    private bool _isPlain;
    private long _bytes;
    private long _wireBytes;
    private long _begin;

    /// <summary>So that benchmarks can compare: SEAMLESS_PACK_ROWS is always or never. Not set, as it is for people: as measured.</summary>
    private static readonly string Forced = Environment.GetEnvironmentVariable("SEAMLESS_PACK_ROWS") ?? "";

    /// <summary>The frame that has begun goes as it is.</summary>
    public readonly bool IsPlain => Forced.Length > 0 ? Forced == "never" : _isPlain;

    /// <summary>A frame begins; so many bytes of it are new.</summary>
    public void Begin(long plainBytes, long now)
    {
        (_bytes, _wireBytes, _begin) = (plainBytes, 0, now);
        // What is small is packed: it is a matter of microseconds, and of bytes.
        var isMeasured = plainBytes >= RelayLimits.InlinePartBytes;
        _isPlain = isMeasured && _isPlainBetter != IsOnTrial();
        if (!isMeasured)
            _begin = 0;
    }

    public void Sent(int wireBytes) => _wireBytes += wireBytes;

    /// <summary>The desktop has shown the frame. What it says of one that nobody sees is no measure.</summary>
    public void Shown(long now)
    {
        if (_begin == 0)
            return;
        var cost = (now - _begin) / (double)_bytes;
        if (_isPlain)
        {
            Learn(ref _plain, cost);
        }
        else
        {
            Learn(ref _packed, cost);
            _bytesSaved = 1 - (_wireBytes / (double)_bytes);
        }
        _begin = 0;
        if (_trialLeft > 0 && --_trialLeft == 0)
            EndTrial();
    }

    /// <summary>It will not be shown.</summary>
    public void Cancel() => _begin = 0;

    private bool IsOnTrial()
    {
        if (_trialLeft > 0)
            return true;
        if (_interval == 0)
            _interval = _untilTrial = RelayLimits.FramesBeforeTrial;
        if (_untilTrial > 0)
            _untilTrial--;
        if (_untilTrial > 0 || !(_isPlainBetter || MayTryPlain()))
            return false;
        _trialLeft = RelayLimits.FramesOfTrial;
        // What was learned of the other way is old.
        if (_isPlainBetter)
            _packed = 0;
        else
            _plain = 0;
        return true;
    }

    /// <summary>At the worst all the time was the wire's, and takes as much more as there are more bytes.</summary>
    private readonly bool MayTryPlain() =>
        _packed > 0 && _bytesSaved <= RelayLimits.SavedBeyondDoubt && _packed * _bytes / (1 - _bytesSaved) <= RelayLimits.LongestTrialFrame.TotalNanoseconds;

    private void EndTrial()
    {
        // Bytes are dear to somebody in any case.
        var isPlainBetter = _plain < _packed * RelayLimits.QuickerEnough;
        _interval = isPlainBetter == _isPlainBetter ? Math.Min(_interval * 2, RelayLimits.FramesBetweenTrials) : RelayLimits.FramesBeforeTrial;
        _isPlainBetter = isPlainBetter;
        _untilTrial = _interval;
    }

    private static void Learn(ref double known, double cost) => known = known == 0 ? cost : known + ((cost - known) / 4);
}
