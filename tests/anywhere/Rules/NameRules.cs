// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Xunit;

namespace Seamless.Tests.Anywhere.Rules;

/// <summary>Names that say nothing, leftovers, and what a repository must not contain.</summary>
public sealed partial class NameRules
{
    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+\w*(Manager|Helper|Util|Utils|Common|Impl)\b")]
    private static partial Regex EmptyWords();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|Thread\.Sleep|Task\.Delay\(|#pragma warning disable(?!.*//)")]
    private static partial Regex Leftovers();

    /// <summary>Home folders of a person (tests use /home/user) and the folders that builds run in.</summary>
    [GeneratedRegex(@"/home/(?!user\b)\w+|(?<![\w.])/(work|builds)/|/root/")]
    private static partial Regex MachinePath();

    [Fact]
    public void No_type_is_called_a_manager_or_a_helper()
    {
        // The specifications' own names (wl_data_device_manager) are theirs to choose.
        var offenders = Lines(".cs").Where(l => EmptyWords().IsMatch(l.Text) && !IsSpecName(l.Text)).Select(l => l.ToString()).ToList();
        Assert.Empty(offenders);
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var offenders = Lines(".cs", ".rs", ".sh").Where(l => Leftovers().IsMatch(l.Text)).Select(l => l.ToString()).ToList();
        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_source_names_its_licence()
    {
        var offenders = Repository.Sources(".cs", ".c", ".rs")
            .Where(f => !File.ReadLines(Repository.PathOf(f)).First().Contains("SPDX-License-Identifier", StringComparison.Ordinal)).ToList();
        Assert.Empty(offenders);
    }

    [Fact]
    public void No_path_of_one_machine_is_in_the_sources()
    {
        var offenders = Lines(".cs", ".c", ".md", ".sh", ".csproj", ".props").Where(l => MachinePath().IsMatch(l.Text)).Select(l => l.ToString()).ToList();
        Assert.Empty(offenders);
    }

    private static bool IsSpecName(string line) => line.Contains("DeviceManager", StringComparison.Ordinal) || line.Contains("V1", StringComparison.Ordinal)
        || line.Contains("DecorationManager", StringComparison.Ordinal);

    private static IEnumerable<Line> Lines(params string[] extensions) =>
        Repository.Sources(extensions).Where(f => !f.StartsWith("tests/anywhere/Rules/", StringComparison.Ordinal))
            .SelectMany(f => File.ReadLines(Repository.PathOf(f)).Select((text, i) => new Line(f, i + 1, text)));

    private sealed record Line(string File, int Number, string Text)
    {
        public override string ToString() => $"{File}:{Number}: {Text.Trim()}";
    }
}
