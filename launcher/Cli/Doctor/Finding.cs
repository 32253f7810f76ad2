// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Seamless.Launcher.Cli.Doctor;

internal enum Health
{
    /// <summary>Works.</summary>
    Ok,
    /// <summary>Works with less: Reason says what is lost.</summary>
    Limited,
    /// <summary>Nothing runs without it.</summary>
    Missing,
}

/// <summary>One thing that was looked at. Fix is the exact command, when one can be named.</summary>
internal sealed record Finding(string Name, Health Health, string Reason, string? Fix = null)
{
    public string Line => $"{Word(Health),-7}  {Name}{(Reason.Length > 0 ? $": {Reason}" : "")}{(Fix is null ? "" : $" → {Fix}")}";

    private static string Word(Health health) => health switch { Health.Ok => "ok", Health.Limited => "limited", _ => "missing" };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FindingRecord[]))]
internal sealed partial class FindingJson : JsonSerializerContext;

/// <summary>A finding as `doctor --json` prints it.</summary>
internal sealed record FindingRecord(string Name, string State, string Reason, string? Fix)
{
    public static FindingRecord Of(Finding finding) => new(finding.Name, finding.Health switch { Health.Ok => "ok", Health.Limited => "limited", _ => "missing" }, finding.Reason, finding.Fix);
}
