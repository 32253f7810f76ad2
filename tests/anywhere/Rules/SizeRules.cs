// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Seamless.Tests.Anywhere.Rules;

/// <summary>One idea, one file: the size limits of CONTRIBUTING.md, with a reason for each exception.</summary>
public sealed class SizeRules
{
    private const int FileLines = 400;
    private const int MethodLines = 70;
    private const int Parameters = 6;

    /// <summary>Path (for a file) or path:method → why it may be longer.</summary>
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
    };

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var tooLong = Repository.Sources(".cs", ".rs", ".c", ".h")
            .Select(file => (file, lines: File.ReadLines(Repository.PathOf(file)).Count()))
            .Where(f => f.lines > FileLines && !Allowed.ContainsKey(f.file))
            .Select(f => $"{f.file}: {f.lines} lines");
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_method_is_longer_than_70_lines_or_takes_more_than_6_parameters()
    {
        var offenders = new List<string>();
        foreach (var file in Repository.Sources(".cs"))
            foreach (var method in Parse(file).DescendantNodes().OfType<BaseMethodDeclarationSyntax>())
                Check(file, method, offenders);
        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_exception_still_exists()
    {
        var gone = Allowed.Keys.Where(key => !File.Exists(Repository.PathOf(key.Split(':')[0]))).ToList();
        Assert.Empty(gone);
        Assert.DoesNotContain(Allowed.Values, string.IsNullOrWhiteSpace);
    }

    private static void Check(string file, BaseMethodDeclarationSyntax method, List<string> offenders)
    {
        var name = method is MethodDeclarationSyntax named ? named.Identifier.Text : method.Kind().ToString();
        if (Allowed.ContainsKey($"{file}:{name}"))
            return;
        var span = method.SyntaxTree.GetLineSpan(method.Span);
        var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
        if (lines > MethodLines)
            offenders.Add($"{file}:{name}: {lines} lines");
        // An override keeps the signature it was given; native functions, OpenGL's commands and Wayland requests have the one their specification gives them.
        var given = method.Modifiers.Any(m => m.IsKind(SyntaxKind.OverrideKeyword) || m.IsKind(SyntaxKind.PartialKeyword) || m.IsKind(SyntaxKind.ExternKeyword))
            || (name.StartsWith("gl", StringComparison.Ordinal) && file.StartsWith("gpu-forwarder/server/", StringComparison.Ordinal));
        if (!given && method.ParameterList.Parameters.Count > Parameters)
            offenders.Add($"{file}:{name}: {method.ParameterList.Parameters.Count} parameters");
    }

    private static SyntaxNode Parse(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(Repository.PathOf(file)), new CSharpParseOptions(LanguageVersion.Preview),
            cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken);
}
