// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>
/// Whether a window's pixels are worth packing, by what it cost and saved the last times. What does not get smaller (video, photographs) is
/// tried less and less often, so that it costs next to nothing; one success, and every part is packed again.
/// </summary>
internal struct PackingCost
{
    private int _skip;
    private int _skipped;

    /// <summary>Smaller by an eighth or more: for less, unpacking at the other end costs more than the bytes do.</summary>
    public static bool IsSmaller(int plainBytes, int packedBytes) => packedBytes <= plainBytes - (plainBytes / 8);

    public bool ShouldTry()
    {
        if (_skipped >= _skip)
            return true;
        _skipped++;
        return false;
    }

    public void Tried(int plainBytes, int packedBytes, long nanoseconds, double linkNanosecondsPerByte)
    {
        var pays = packedBytes > 0 && IsSmaller(plainBytes, packedBytes) && nanoseconds <= (plainBytes - packedBytes) * linkNanosecondsPerByte;
        _skipped = 0;
        _skip = pays ? 0 : Math.Clamp(_skip * 2, 1, RelayLimits.PartsNotPacked);
    }
}

/// <summary>What a byte costs on its way to the desktop, as the connection's own pace shows.</summary>
internal struct LinkCost
{
    private double _measured;
    private long _begin;
    private long _bytes;

    /// <summary>Never less than it takes to read a byte at the other end and put it into a window.</summary>
    public readonly double NanosecondsPerByte => Math.Max(_measured, RelayLimits.LeastNanosecondsPerByte);

    public void Sending(int bytes, long now)
    {
        if (_bytes == 0)
            _begin = now;
        _bytes += bytes;
    }

    /// <summary>Everything has left. Little says nothing: it went into the system's buffers.</summary>
    public void Drained(long now)
    {
        if (_bytes >= RelayLimits.InlinePartBytes)
            _measured = ((_measured * 7) + ((now - _begin) / (double)_bytes)) / 8;
        _bytes = 0;
    }
}
