// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Bridge;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>Any sequence of operations leaves the tables in order, and agrees with a model that is too simple to be wrong.</summary>
public sealed class TableTests
{
    private abstract record Op
    {
        public sealed record Tell(uint Window, uint Parent, bool Popup) : Op;

        public sealed record Close(uint Window) : Op;

        public sealed record Pixels(uint Window, int Millions) : Op;
    }

    private static readonly Gen<uint> Id = Gen.UInt[1, 12];

    private static readonly Gen<Op> AnyOp = Gen.OneOf(
        Gen.Select(Id, Gen.UInt[0, 12], Gen.Bool).Select((window, parent, popup) => (Op)new Op.Tell(window, parent, popup)),
        Id.Select(window => (Op)new Op.Close(window)),
        Gen.Select(Id, Gen.Int[0, 60]).Select((window, millions) => (Op)new Op.Pixels(window, millions)));

    [Fact]
    public void Any_sequence_of_window_messages_keeps_the_window_table_in_order() => AnyOp.Array[1, 100].Sample(operations =>
    {
        var table = new WindowTable();
        var parents = new Dictionary<uint, uint>();
        var closed = new HashSet<uint>();
        foreach (var operation in operations)
        {
            switch (operation)
            {
                case Op.Tell tell when tell.Window != tell.Parent:
                    var state = tell.Popup && tell.Parent != 0
                        ? FakeGuest.Popup(tell.Window, tell.Parent, new Rect(0, 0, 1, 1), 4, 4)
                        : FakeGuest.Toplevel(tell.Window, "w", 4, 4) with { Parent = tell.Parent };
                    var allowed = !closed.Contains(tell.Window) && (tell.Parent == 0 || parents.ContainsKey(tell.Parent))
                        && (table.Find(tell.Window) is not { } known || known.Role == state.Role) && !IsAncestor(parents, tell.Window, tell.Parent);
                    Assert.Equal(allowed, Accepts(() => table.Accept(state)));
                    if (allowed)
                        parents[tell.Window] = tell.Parent;
                    break;
                case Op.Close close:
                    var isKnown = parents.Remove(close.Window);
                    Assert.Equal(isKnown, Accepts(() => table.Close(table.Require(close.Window))));
                    foreach (var child in parents.Where(pair => pair.Value == close.Window).Select(pair => pair.Key).ToArray())
                        parents[child] = 0;
                    if (isKnown)
                        closed.Add(close.Window);
                    break;
                case Op.Pixels pixels when table.Find(pixels.Window) is { } window:
                    var count = pixels.Millions * 1_000_000L;
                    Assert.Equal(table.TotalPixels - window.Pixels + count <= RelayLimits.TotalPixels, Accepts(() => table.SetPixels(window, count)));
                    break;
            }
            table.CheckInvariants();
            Assert.Equal(parents.Keys.Order(), table.All.Select(window => window.Id).Order());
            Assert.All(table.All, window => Assert.Equal(parents[window.Id], window.Parent));
            Assert.Equal(table.Count, table.ChildrenFirst().Count());
        }
    }, iter: 2000);

    [Fact]
    public void Any_sequence_of_memory_messages_keeps_the_memory_table_in_order() =>
        Gen.Select(Gen.UInt[1, 20], Gen.Bool, Gen.Int[1, 700]).Array[1, 100].Sample(operations =>
        {
            var table = new FrameMemoryTable();
            var sizes = new Dictionary<uint, long>();
            var released = new HashSet<uint>();
            foreach (var (id, isRelease, mebibytes) in operations)
            {
                var size = mebibytes * 1024L * 1024;
                if (isRelease)
                {
                    var known = sizes.Remove(id);
                    Assert.Equal(known, Accepts(() => table.Release(id)));
                    if (known)
                        released.Add(id);
                }
                else if (!sizes.ContainsKey(id))
                {
                    var allowed = !released.Contains(id) && sizes.Values.Sum() + size <= ProtocolLimits.FrameMemoryBytes;
                    Assert.Equal(allowed, Accepts(() => table.Add(id, size)));
                    if (allowed)
                        sizes[id] = size;
                }
                table.CheckInvariants();
                Assert.Equal(sizes.Values.Sum(), table.TotalBytes);
            }
        }, iter: 1000);

    [Fact]
    public void A_memory_more_than_allowed_is_refused()
    {
        var table = new FrameMemoryTable();
        for (uint id = 1; id <= ProtocolLimits.FrameMemories; id++)
            table.Add(id, 1);
        Assert.Throws<ProtocolException>(() => table.Add(5000, 1));
        table.Release(1);
        table.Add(5000, 1);
    }

    [Fact]
    public void A_long_life_of_rising_ids_is_remembered_in_little_space()
    {
        var closed = new ClosedIds(capacity: 64);
        for (uint id = 1; id <= 10_000; id++)
        {
            Assert.False(closed.Contains(id));
            closed.Add(id);
            Assert.InRange(closed.Count, 1, 64);
        }
        for (uint id = 1; id <= 10_000; id++)
            Assert.True(closed.Contains(id));
    }

    [Fact]
    public void The_oldest_held_frames_are_forgotten_first()
    {
        var window = new GuestWindow(1, WindowRole.Toplevel);
        for (uint serial = 1; serial <= RelayLimits.HeldFrames + 2; serial++)
            window.Hold(serial);
        Assert.False(window.Release(2));
        Assert.True(window.Release(3));
        Assert.False(window.Release(3));
        Assert.Equal(RelayLimits.HeldFrames - 1, window.HeldFrames.Length);
    }

    private static bool IsAncestor(Dictionary<uint, uint> parents, uint window, uint parent)
    {
        for (var ancestor = parent; ancestor != 0; ancestor = parents[ancestor])
        {
            if (ancestor == window)
                return true;
        }
        return false;
    }

    private static bool Accepts(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }
}
