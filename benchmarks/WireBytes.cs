// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Seamless.Benchmarks;

/// <summary>Bytes that were sent over TCP on this machine, as the kernel counts them for each connection (tcp(7), TCP_INFO).</summary>
internal static class WireBytes
{
    /// <param name="end">sport: from that port. dport: to it.</param>
    /// <param name="port">Where somebody listens.</param>
    public static long Sent(string end, int port)
    {
        var info = new ProcessStartInfo("ss", ["-tinH", "state", "established", $"{end} = :{port}"]) { RedirectStandardOutput = true };
        using var ss = Process.Start(info)!;
        var words = ss.StandardOutput.ReadToEnd().Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        ss.WaitForExit();
        const string Sent = "bytes_sent:";
        return words.Where(word => word.StartsWith(Sent, StringComparison.Ordinal)).Sum(word => long.Parse(word[Sent.Length..], CultureInfo.InvariantCulture));
    }
}
