// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>
/// Whether the parts of a window's frames get smaller when they are packed. What does not (video, photographs) is tried less and less often, so
/// that it costs next to nothing; one success, and every part is packed again. Whether smaller is also quicker says <see cref="PackingTrial"/>.
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

    public void Tried(bool isSmaller)
    {
        _skipped = 0;
        _skip = isSmaller ? 0 : Math.Clamp(_skip * 2, 1, RelayLimits.PartsNotPacked);
    }
}
