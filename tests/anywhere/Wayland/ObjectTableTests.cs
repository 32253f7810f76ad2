// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Wayland;
using Xunit;

namespace Seamless.Tests.Anywhere.Wayland;

/// <summary>Random operations on both ranges of a table, against a dictionary that does the obvious.</summary>
public sealed class ObjectTableTests
{
    private abstract record Op
    {
        public sealed record Reserve(uint Id) : Op;

        public sealed record Allocate : Op;

        public sealed record Insert(int Which) : Op;

        public sealed record Release(int Which) : Op;
    }

    private static readonly Gen<Op> AnyOp = Gen.OneOf<Op>(
        Gen.UInt[0, 40].Select(id => (Op)new Op.Reserve(id)),
        Gen.UInt[0xff000000, 0xff000010].Select(id => (Op)new Op.Reserve(id)),
        Gen.Const((Op)new Op.Allocate()),
        Gen.Int[0, 100].Select(which => (Op)new Op.Insert(which)),
        Gen.Int[0, 100].Select(which => (Op)new Op.Release(which)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_operations_agree_with_a_dictionary(bool isServer) =>
        AnyOp.Array[0, 200].Sample(ops => Run(ops, isServer), iter: 2000);

    private static void Run(Op[] ops, bool isServer)
    {
        var table = new ObjectTable<string>(isServer);
        var model = new Dictionary<uint, string?>();
        uint peersFirst = isServer ? 1 : 0xff000000, peersUsed = 0;
        foreach (var op in ops)
        {
            switch (op)
            {
                case Op.Reserve(var id):
                    var isFree = id >= peersFirst && id - peersFirst <= peersUsed && !table.IsOwn(id) && !model.ContainsKey(id);
                    Assert.Equal(isFree, table.TryReserve(id));
                    if (isFree)
                    {
                        model.Add(id, null);
                        peersUsed = Math.Max(peersUsed, id - peersFirst + 1);
                    }

                    break;
                case Op.Allocate:
                    var allocated = table.Allocate();
                    Assert.True(table.IsOwn(allocated));
                    model.Add(allocated, null);
                    break;
                case Op.Insert(var which) when model.Count > 0:
                    var target = model.Keys.ElementAt(which % model.Count);
                    if (model[target] is not null)
                    {
                        Assert.Throws<InvalidOperationException>(() => table.Insert(target, "second"));
                        break;
                    }

                    model[target] = $"object {target}";
                    table.Insert(target, model[target]!);
                    break;
                case Op.Release(var which) when model.Count > 0:
                    var released = model.Keys.ElementAt(which % model.Count);
                    model.Remove(released);
                    table.Release(released);
                    Assert.Throws<InvalidOperationException>(() => table.Release(released));
                    break;
            }

            table.CheckInvariants();
            Assert.Equal(model.Count, table.Count);
            Assert.All(model, entry => Assert.Equal(entry.Value, table.Find(entry.Key)));
        }
    }
}
