// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>
/// Ids that were in use and must never come back. Agents count upwards, so when too many are remembered the lower half becomes one
/// number: everything up to it counts as used.
/// </summary>
internal sealed class ClosedIds(int capacity)
{
    private readonly HashSet<uint> _ids = [];
    private uint _allUpTo;

    public int Count => _ids.Count;

    public bool Contains(uint id) => id <= _allUpTo || _ids.Contains(id);

    public void Add(uint id)
    {
        if (id <= _allUpTo)
            return;
        if (_ids.Count >= capacity)
            ForgetLowerHalf();
        if (id > _allUpTo)
            _ids.Add(id);
    }

    private void ForgetLowerHalf()
    {
        var sorted = _ids.Order().ToArray();
        _allUpTo = sorted[sorted.Length / 2];
        _ids.RemoveWhere(id => id <= _allUpTo);
    }
}
