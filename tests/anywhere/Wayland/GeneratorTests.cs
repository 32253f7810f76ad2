// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Seamless.Wayland.Generator;
using Xunit;

namespace Seamless.Tests.Anywhere.Wayland;

/// <summary>What the generator makes of a small protocol with one of everything. GOLDEN=update rewrites the expected files.</summary>
public sealed class GeneratorTests
{
    [Theory]
    [InlineData("wire")]
    [InlineData("server")]
    [InlineData("client")]
    public void A_protocol_becomes_the_expected_code(string side)
    {
        var tiny = ProtocolXml.Read(File.ReadAllText(Golden("tiny.xml")));
        var source = WaylandGenerator.Emit([tiny]).Single(file => file.Name == $"tiny.{side}.g.cs").Source;
        var expected = Golden($"tiny.{side}.txt");
        if (Environment.GetEnvironmentVariable("GOLDEN") == "update")
            File.WriteAllText(expected, source);
        Assert.Equal(File.ReadAllText(expected), source);
    }

    [Theory]
    [InlineData("<protocol name='p'><interface name='i' version='1'>", "unexpected end")]
    [InlineData("<html/>", "the root element is <html>, not <protocol>")]
    [InlineData("<protocol name='p'><interface version='1'/></protocol>", "<interface> has no attribute 'name'")]
    [InlineData("<protocol name='p'><interface name='i' version='one'/></protocol>", "'one' is not a number")]
    [InlineData("<protocol name='p'><interface name='i' version='1'><request name='r'><arg name='a' type='float'/></request></interface></protocol>", "'float'")]
    public void A_broken_file_is_a_build_error_that_names_it(string xml, string reason)
    {
        var driver = CSharpGeneratorDriver.Create(new WaylandGenerator())
            .AddAdditionalTexts([new ProtocolFile("/usr/share/wayland/broken.xml", xml), new ProtocolFile("/other/notes.txt", "no XML")]);
        var result = driver.RunGenerators(CSharpCompilation.Create("empty"), TestContext.Current.CancellationToken).GetRunResult();
        var error = Assert.Single(result.Diagnostics);
        Assert.Equal("SWL001", error.Id);
        Assert.Equal(DiagnosticSeverity.Error, error.Severity);
        Assert.StartsWith("broken.xml: ", error.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains(reason, error.GetMessage(null), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_request_newer_than_our_code_is_left_out()
    {
        const string xml = """
            <protocol name="p">
              <interface name="wl_surface" version="7">
                <request name="offset" since="5"/>
                <request name="get_release" since="7"/>
              </interface>
            </protocol>
            """;
        var surface = KnownVersions.Limit(ProtocolXml.Read(xml)).Interfaces.Single();
        Assert.Equal((6, "offset"), (surface.Version, string.Join(" ", surface.Requests.Select(request => request.Name))));
    }

    [Fact]
    public void An_unchanged_file_is_not_generated_again()
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new WaylandGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        var compilation = CSharpCompilation.Create("empty");
        driver = driver.AddAdditionalTexts([new ProtocolFile("/x/tiny.xml", File.ReadAllText(Golden("tiny.xml")))]);
        driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class C;", cancellationToken: TestContext.Current.CancellationToken)),
            TestContext.Current.CancellationToken);
        var outputs = driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs);
        Assert.All(outputs, output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static string Golden(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden", name);

    private sealed class ProtocolFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText? GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
