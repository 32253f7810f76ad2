// SPDX-License-Identifier: Apache-2.0
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Seamless.Wayland.Generator;

/// <summary>
/// Reads every protocol XML among the AdditionalFiles of a build and writes three files for each: the tables of the wire,
/// the classes of the server side, and the proxies of the client side. Nothing it writes is ever committed.
/// </summary>
[Generator]
public sealed class WaylandGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor UnreadableProtocol = new(
        "SWL001", "A Wayland protocol file cannot be read", "{0}: {1}", "Wayland", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var texts = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
            .Select(static (file, cancellation) => (Name: Path.GetFileName(file.Path), Text: file.GetText(cancellation)?.ToString() ?? ""))
            .Collect();
        context.RegisterSourceOutput(texts, static (output, files) => Generate(output, files));
    }

    private static void Generate(SourceProductionContext output, ImmutableArray<(string Name, string Text)> files)
    {
        var protocols = new List<Protocol>();
        foreach (var (name, text) in files)
        {
            try
            {
                protocols.Add(KnownVersions.Limit(ProtocolXml.Read(text)));
            }
            catch (Exception problem) when (problem is FormatException or XmlException or OverflowException)
            {
                output.ReportDiagnostic(Diagnostic.Create(UnreadableProtocol, Location.None, name, problem.Message));
            }
        }

        foreach (var (name, source) in Emit(protocols))
            output.AddSource(name, SourceText.From(source, Encoding.UTF8));
    }

    /// <summary>The generated files by name; the golden tests read them here.</summary>
    internal static IEnumerable<(string Name, string Source)> Emit(IReadOnlyList<Protocol> protocols)
    {
        var vocabulary = new Vocabulary(protocols);
        return protocols.SelectMany(protocol => new[]
        {
            ($"{protocol.Name}.wire.g.cs", SharedEmitter.Tables(protocol)),
            ($"{protocol.Name}.server.g.cs", new ServerEmitter(vocabulary).Emit(protocol)),
            ($"{protocol.Name}.client.g.cs", new ClientEmitter(vocabulary).Emit(protocol)),
        });
    }
}
