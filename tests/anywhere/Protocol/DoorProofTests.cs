// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

public sealed class DoorProofTests
{
    [Fact]
    public void A_digest_is_what_others_make_of_the_same_bytes()
    {
        var random = new Random(3);
        for (var length = 0; length < 300; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var ours = new byte[32];
            var digest = new Sha256();
            digest.Add(bytes.AsSpan(0, length / 3));
            digest.Add(bytes.AsSpan(length / 3));
            digest.Finish(ours);
            Assert.Equal(SHA256.HashData(bytes), ours);
        }
    }

    [Fact]
    public void A_proof_is_the_hmac_of_nonce_desktop_and_guest()
    {
        var (key, nonce) = (new byte[32], new byte[32]);
        new Random(4).NextBytes(key);
        new Random(5).NextBytes(nonce);
        byte[] said = [.. nonce, .. Encoding.UTF8.GetBytes("redox"), 0, .. Encoding.UTF8.GetBytes("werkstatt-ü")];
        var ours = new byte[32];
        DoorProof.Of(Bytes32.Of(key), Bytes32.Of(nonce), "redox", "werkstatt-ü").CopyTo(ours);
        Assert.Equal(HMACSHA256.HashData(key, said), ours);
    }
}
