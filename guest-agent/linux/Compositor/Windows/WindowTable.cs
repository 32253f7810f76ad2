// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>The windows by id. Ids count up and are never used twice in the agent's life, so a late message cannot hit a stranger.</summary>
public sealed class WindowTable : IEnumerable<Window>
{
    private readonly SortedDictionary<uint, Window> _windows = [];
    private uint _lastId;

    public int Count => _windows.Count;

    public bool IsFull => _windows.Count >= ProtocolLimits.Windows;

    public Window? this[uint id] => _windows.GetValueOrDefault(id);

    public bool TryGet(uint id, [NotNullWhen(true)] out Window? window) => _windows.TryGetValue(id, out window);

    internal uint Add(Window window)
    {
        _windows.Add(++_lastId, window);
        return _lastId;
    }

    internal void Remove(Window window) => _windows.Remove(window.Id);

    public IEnumerator<Window> GetEnumerator() => _windows.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
