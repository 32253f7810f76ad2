// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>
/// The desktop's screens as wl_output globals. They come and go with its Outputs message; before the first one there is a plain one,
/// because many programs refuse to start without any.
/// </summary>
public sealed class OutputTable
{
    private const uint PlaceholderId = uint.MaxValue;
    private const uint NormalScale = 120;

    private readonly Compositor _compositor;
    private readonly Dictionary<uint, OutputGlobal> _outputs = [];

    internal OutputTable(Compositor compositor)
    {
        _compositor = compositor;
        Add(new Output
        {
            Id = PlaceholderId,
            Name = "SEAMLESS-1",
            Make = "Seamless",
            Model = "no desktop yet",
            Logical = new Rect(0, 0, 1920, 1080),
            ModeWidth = 1920,
            ModeHeight = 1080,
            RefreshMillihertz = 60_000,
            Scale120 = NormalScale,
        });
    }

    public IReadOnlyCollection<OutputGlobal> All => _outputs.Values;

    /// <summary>The screen's scale in 120ths; for 0 or a screen that has gone, the largest of all, so that pixels suffice.</summary>
    public uint ScaleOf(uint outputId)
    {
        if (_outputs.TryGetValue(outputId, out var output))
            return output.State.Scale120;
        var scale = NormalScale;
        foreach (var candidate in _outputs.Values)
            scale = Math.Max(scale, candidate.State.Scale120);
        return scale;
    }

    /// <summary>There is always one.</summary>
    public OutputGlobal First => _outputs.Values.First();

    public OutputGlobal? Find(uint outputId) => _outputs.GetValueOrDefault(outputId);

    internal IEnumerable<WlOutput> ViewsOf(Client client) => _outputs.Values.SelectMany(output => output.ViewsOf(client));

    internal void Update(in Outputs message)
    {
        var list = message.List;
        if (list.IsEmpty)
            return; // All screens asleep: the apps keep the ones they know.
        foreach (var output in list)
        {
            if (_outputs.TryGetValue(output.Id, out var known))
                known.Update(output);
            else
                Add(output);
        }
        foreach (var gone in _outputs.Values.Where(known => list.All(output => output.Id != known.State.Id)).ToArray())
            Remove(gone);
        foreach (var window in _compositor.Windows)
            window.OutputsChanged();
    }

    private void Add(Output state)
    {
        var output = new OutputGlobal(_compositor, state);
        _outputs.Add(state.Id, output);
    }

    private void Remove(OutputGlobal output)
    {
        _outputs.Remove(output.State.Id);
        output.Remove();
    }
}
