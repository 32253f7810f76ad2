// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;

namespace Seamless.Benchmarks;

/// <summary>All samples of a run, by series, and the closing line of key=value figures.</summary>
internal sealed class Figures
{
    private readonly Dictionary<string, List<double>> series = new(StringComparer.Ordinal);
    private readonly List<(string Key, double Value)> closing = [];

    public void Add(string name, double sample)
    {
        if (!series.TryGetValue(name, out var samples))
            series[name] = samples = [];
        samples.Add(sample);
    }

    public double Median(string name) => Percentile(name, 0.5);

    public double Percentile(string name, double fraction)
    {
        var sorted = series[name].Order().ToArray();
        var position = fraction * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }

    public bool Has(string name) => series.ContainsKey(name);

    /// <summary>Of two medians; null where one of them was not measured.</summary>
    public double? Ratio(string one, string other) => Has(one) && Has(other) ? Median(one) / Median(other) : null;

    /// <summary>What ratios are averaged by.</summary>
    public static double GeometricMean(IEnumerable<double> ratios) => Math.Exp(ratios.Average(Math.Log));

    public double Last(string name) => series[name][^1];

    /// <summary>Adds one figure to the closing line; order of calls is order on the line.</summary>
    public void Close(string key, double value) => closing.Add((key, value));

    public string ClosingLine(string benchmark) =>
        $"benchmark={benchmark} " + string.Join(' ', closing.Select(f => $"{f.Key}={f.Value.ToString("0.###", CultureInfo.InvariantCulture)}"));

    public void WriteJson(string path, string benchmark)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("benchmark", benchmark);
        json.WriteStartObject("figures");
        foreach (var (key, value) in closing)
            json.WriteNumber(key, value);
        json.WriteEndObject();
        json.WriteStartObject("samples");
        foreach (var (name, samples) in series)
        {
            json.WriteStartArray(name);
            foreach (var sample in samples)
                json.WriteNumberValue(sample);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
