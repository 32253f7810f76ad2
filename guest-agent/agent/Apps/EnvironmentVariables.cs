// SPDX-License-Identifier: Apache-2.0
using System.Collections;

namespace Seamless.Agent.Apps;

/// <summary>
/// A set of environment variables, taken once. Empty means unset, as the XDG specifications want it for all of theirs.
/// </summary>
public sealed class EnvironmentVariables(IReadOnlyDictionary<string, string> values)
{
    public string? this[string name] => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public IReadOnlyDictionary<string, string> All => values;

    /// <summary>The same with one more folder in which programs are found, after all others.</summary>
    public EnvironmentVariables WithPrograms(string folder) => new(new Dictionary<string, string>(values, StringComparer.Ordinal)
    {
        ["PATH"] = $"{this["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"}:{folder}",
    });

    public static EnvironmentVariables OfThisProcess()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            values[(string)variable.Key] = (string?)variable.Value ?? "";
        return new EnvironmentVariables(values);
    }
}
