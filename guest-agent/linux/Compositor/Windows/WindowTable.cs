// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>The windows by id. Ids count up and are never used twice in the agent's life, so a late message cannot hit a stranger.</summary>
public sealed class WindowTable : IEnumerable<Window>
{
    private readonly SortedDictionary<uint, Window> windows = [];
    private uint lastId;

    public int Count => windows.Count;

    public bool IsFull => windows.Count >= ProtocolLimits.Windows;

    public Window? this[uint id] => windows.GetValueOrDefault(id);

    public bool TryGet(uint id, [NotNullWhen(true)] out Window? window) => windows.TryGetValue(id, out window);

    internal uint Add(Window window)
    {
        windows.Add(++lastId, window);
        return lastId;
    }

    internal void Remove(Window window) => windows.Remove(window.Id);

    public IEnumerator<Window> GetEnumerator() => windows.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
