// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace Seamless.Gpu.Server;

/// <summary>
/// The program binaries that the driver has made in this session. A driver trusts what it has written itself; of anything else it would have to
/// read a stranger's machine code. GL lets it refuse a binary at any time, and programs compile then.
/// </summary>
internal sealed class ProgramBinaries
{
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    public void Made(ReadOnlySpan<byte> binary)
    {
        if (_made.Count < ServerLimits.Binaries)
            _made.Add(Name(binary));
    }

    public bool IsOurs(ReadOnlySpan<byte> binary) => _made.Contains(Name(binary));

    private static string Name(ReadOnlySpan<byte> binary) => Convert.ToHexString(SHA256.HashData(binary));
}
