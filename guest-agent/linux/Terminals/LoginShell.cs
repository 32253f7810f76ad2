// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Agent.Linux.Terminals;

/// <summary>The shell of a user, from passwd(5).</summary>
internal static class LoginShell
{
    private const string Usual = "/bin/sh";

    public static string Of(uint user, string file = "/etc/passwd")
    {
        try
        {
            foreach (var line in File.ReadLines(file))
            {
                if (line.Split(':') is [_, _, var id, _, _, _, var shell] && id == user.ToString(CultureInfo.InvariantCulture))
                    return File.Exists(shell) ? shell : Usual;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A guest without users (an initrd) has a shell all the same.
        }
        return Usual;
    }
}
