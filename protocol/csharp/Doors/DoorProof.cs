// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Seamless.Protocol;

/// <summary>Who knows a desktop's key: HMAC-SHA256(key, nonce ‖ desktop name ‖ 0x00 ‖ guest), RFC 2104.</summary>
public static class DoorProof
{
    public static Bytes32 Of(Bytes32 key, Bytes32 nonce, string desktop, string guest)
    {
        Span<byte> pad = stackalloc byte[Sha256.BlockBytes];
        pad.Clear();
        key.CopyTo(pad);
        foreach (ref byte each in pad) each ^= 0x36;
        var inner = new Sha256();
        inner.Add(pad);
        Span<byte> digest = stackalloc byte[Bytes32.Count];
        nonce.CopyTo(digest);
        inner.Add(digest);
        inner.Add(Encoding.UTF8.GetBytes(desktop));
        inner.Add([0]);
        inner.Add(Encoding.UTF8.GetBytes(guest));
        inner.Finish(digest);
        foreach (ref byte each in pad) each ^= 0x36 ^ 0x5c;
        var outer = new Sha256();
        outer.Add(pad);
        outer.Add(digest);
        outer.Finish(digest);
        return Bytes32.Of(digest);
    }
}
