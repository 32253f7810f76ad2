// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Xunit;

namespace Seamless.Tests.Anywhere.Rules;

/// <summary>What CONTRIBUTING.md asks of Rust, and what installers/redox must have for each program.</summary>
public sealed partial class RustRules
{
    /// <summary>A library, and no program.</summary>
    private const string OpenGl = "seamless-gl";

    [Fact]
    public void Only_the_system_interface_has_unsafe_code_and_says_why_it_is_safe()
    {
        var offenders = new List<string>();
        foreach (string file in Repository.Sources(".rs"))
        {
            string[] lines = File.ReadAllLines(Repository.PathOf(file));
            for (int i = 0; i < lines.Length; i++)
            {
                if (!Unsafe().IsMatch(lines[i])) continue;
                bool isSystem = file.Contains("/src/sys/", StringComparison.Ordinal) || file.EndsWith("/src/sys.rs", StringComparison.Ordinal);
                bool isExplained = lines[i].Contains("extern \"C\"", StringComparison.Ordinal) || lines[Math.Max(0, i - 6)..i].Any(line => line.Contains("// SAFETY:", StringComparison.Ordinal));
                // In the GL client what the C ABI promises goes from function to function; what relies on it lies in sys like everywhere.
                bool isPromise = file.StartsWith("gpu-forwarder/client/src/", StringComparison.Ordinal) && UnsafeFunction().IsMatch(lines[i]);
                if (!isPromise && (!isSystem || !isExplained)) offenders.Add($"{file}:{i + 1}");
            }
        }
        Assert.Empty(offenders);
    }

    [Fact]
    public void Crates_depend_on_nothing_but_each_other()
    {
        var strangers = Directory.EnumerateFiles(Repository.PathOf("protocol/rust"), "Cargo.toml")
            .Concat(Directory.EnumerateFiles(Repository.PathOf("compositor-bridge/desktop-orbital"), "Cargo.toml", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.PathOf("gpu-forwarder/client"), "Cargo.toml"))
            .SelectMany(file => Dependencies(File.ReadAllLines(file)).Where(line => !line.Contains("path = \"", StringComparison.Ordinal)).Select(line => $"{file}: {line}"));
        Assert.Empty(strangers);
    }

    [Fact]
    public void Each_program_for_Redox_has_a_recipe_that_builds_it_and_nothing_else_has_one()
    {
        string manifest = File.ReadAllText(Repository.PathOf("compositor-bridge/desktop-orbital/Cargo.toml"));
        var programs = Program().Matches(manifest).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal).ToList();
        var recipes = Directory.GetDirectories(Repository.PathOf("installers/redox/recipes")).Select(Path.GetFileName).Where(name => name != OpenGl).Order(StringComparer.Ordinal);
        Assert.Equal(programs, recipes);
        Assert.Contains("gpu-forwarder/client/Cargo.toml", File.ReadAllText(Repository.PathOf($"installers/redox/recipes/{OpenGl}/recipe.toml")), StringComparison.Ordinal);
        Assert.All(programs, name => Assert.Contains($"--bin {name}", File.ReadAllText(Repository.PathOf($"installers/redox/recipes/{name}/recipe.toml")), StringComparison.Ordinal));
    }

    private static IEnumerable<string> Dependencies(IEnumerable<string> manifest)
    {
        bool isInside = false;
        foreach (string line in manifest)
        {
            if (line.StartsWith('[')) isInside = line.Contains("dependencies", StringComparison.Ordinal);
            else if (isInside && line.Contains('=', StringComparison.Ordinal)) yield return line;
        }
    }

    [GeneratedRegex(@"^(?!\s*//).*\bunsafe\b(?! *\{? *extern)", RegexOptions.ExplicitCapture)]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"\bunsafe fn \w", RegexOptions.ExplicitCapture)]
    private static partial Regex UnsafeFunction();

    [GeneratedRegex(@"\[\[bin\]\]\s+name = ""([^""]+)""")]
    private static partial Regex Program();
}
