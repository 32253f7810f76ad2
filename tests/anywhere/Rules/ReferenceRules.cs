// SPDX-License-Identifier: Apache-2.0
using System.Xml.Linq;
using Xunit;

namespace Seamless.Tests.Anywhere.Rules;

/// <summary>Programs meet only on the wire: who may reference whom, as docs/architecture.md draws it.</summary>
public sealed class ReferenceRules
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["linux-interop/Linux.csproj"] = [],
        ["protocol/csharp/Protocol.csproj"] = ["Linux"],
        ["wayland/generator/Wayland.Generator.csproj"] = [],
        ["wayland/bindings/Wayland.csproj"] = ["Linux", "Wayland.Generator"],
        ["guest-agent/agent/Agent.csproj"] = ["Protocol", "Linux"],
        ["guest-agent/linux/Agent.Linux.csproj"] = ["Agent", "Wayland", "Protocol", "Linux"],
        ["compositor-bridge/bridge/Bridge.csproj"] = ["Protocol", "Linux"],
        ["compositor-bridge/desktop-headless/Desktop.Headless.csproj"] = ["Protocol", "Linux"],
        ["gpu-forwarder/generator/Gpu.Generator.csproj"] = [],
        ["gpu-forwarder/stream/Gpu.Stream.csproj"] = [],
        ["gpu-forwarder/server/Gpu.Server.csproj"] = ["Gpu.Stream", "Gpu.Generator", "Linux"],
        ["launcher/Launcher.csproj"] = ["Protocol", "Linux"],
    };

    [Fact]
    public void A_project_references_only_what_the_design_allows()
    {
        var offenders = new List<string>();
        foreach (var project in Projects())
        {
            var allowed = Allowed.GetValueOrDefault(project);
            if (allowed is null)
                offenders.Add($"{project}: not in the list of this test; say what it may reference");
            else
                offenders.AddRange(References(project).Where(r => !allowed.Contains(r)).Select(r => $"{project} references {r}"));
        }
        Assert.Empty(offenders);
    }

    [Fact]
    public void Versions_are_central()
    {
        var pinned = Repository.Sources(".csproj")
            .Where(p => XDocument.Load(Repository.PathOf(p)).Descendants("PackageReference").Any(r => r.Attribute("Version") is not null));
        Assert.Empty(pinned);
    }

    /// <summary>The GPU server's decoders hand pointers to a driver: there is nothing of it that could be safe.</summary>
    private static readonly string[] MayBeUnsafe = ["linux-interop/", "gpu-forwarder/server/"];

    [Fact]
    public void Unsafe_code_and_native_imports_stay_in_linux_interop_and_the_gpu_server()
    {
        string[] words = ["LibraryImport(", "unsafe ", "MemoryMarshal.", "Marshal."];
        var offenders = from file in Repository.Sources(".cs")
                        where !MayBeUnsafe.Any(f => file.StartsWith(f, StringComparison.Ordinal)) && !file.StartsWith("tests/anywhere/Rules/", StringComparison.Ordinal)
                            && !file.StartsWith("gpu-forwarder/generator/", StringComparison.Ordinal)
                        let line = File.ReadLines(Repository.PathOf(file)).FirstOrDefault(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)
                            && words.Any(w => l.Contains(w, StringComparison.Ordinal)))
                        where line is not null
                        select $"{file}: {line.Trim()}";
        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_unsafe_block_says_why_it_is_safe()
    {
        var offenders = new List<string>();
        foreach (var file in Repository.Sources(".cs").Where(f => f.StartsWith("linux-interop/", StringComparison.Ordinal)))
        {
            var lines = File.ReadAllLines(Repository.PathOf(file));
            for (var i = 0; i < lines.Length; i++)
            {
                var opens = lines[i].TrimStart() is "unsafe" or "unsafe {" || lines[i].Contains(" unsafe ", StringComparison.Ordinal) && lines[i].Contains('(');
                if (opens && !Enumerable.Range(Math.Max(0, i - 4), Math.Min(i, 4) + 4).Where(n => n < lines.Length).Any(n => lines[n].Contains("SAFETY:", StringComparison.Ordinal))
                    && !lines[i].Contains("partial", StringComparison.Ordinal))
                    offenders.Add($"{file}:{i + 1}: {lines[i].Trim()}");
            }
        }
        Assert.Empty(offenders);
    }

    private static IEnumerable<string> Projects() =>
        Repository.Sources(".csproj").Where(p => !p.StartsWith("tests/", StringComparison.Ordinal) && !p.StartsWith("benchmarks/", StringComparison.Ordinal));

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Repository.PathOf(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
}
