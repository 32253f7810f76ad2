// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

internal static class DoorVectors
{
    private static readonly Bytes32 Nonce = Bytes32.Of(Enumerable.Range(0xa0, 32).Select(each => (byte)each).ToArray());
    private static readonly Bytes32 Key = Bytes32.Of(Enumerable.Range(1, 32).Select(each => (byte)each).ToArray());

    public static IEnumerable<Vector> All()
    {
        yield return Vector.Of("who is there", new Challenge { Major = 1, Minor = 0, WantsProof = true, Nonce = Nonce }, sequence: 1);
        yield return Vector.Of("the wiring says who is there", new Challenge { Major = 1, Minor = 0, Nonce = Nonce }, variant: "-wired", sequence: 1);
        yield return Vector.Of("a channel of a guest's session, proven with the key 01 02 … 20", new Join
        {
            Desktop = "redox",
            Guest = "local",
            Proof = DoorProof.Of(Key, Nonce, "redox", "local"),
        }, sequence: 1);
        yield return Vector.Of("the directory, where no proof is wanted", new Join { Desktop = "redox" }, variant: "-directory", sequence: 1);
        yield return Vector.Of("come in", default(Joined), sequence: 2);
        yield return Vector.Of("two guests", new Guests(
        [
            new DirectoryGuest { Name = "local", State = DirectoryState.Ready, Colour = 0x2f6fb5, Label = "local" },
            new DirectoryGuest { Name = "work", State = DirectoryState.Failed, Colour = 0x2e8b57, Label = "work", Reason = "its kernel is not there" },
        ]), sequence: 3);
        yield return Vector.Of("the guest shall run", new StartGuest("work"), sequence: 2);
    }
}
