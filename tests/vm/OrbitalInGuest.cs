// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Seamless.Tests.Linux.Programs;
using SkiaSharp;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>
/// A virtual machine with Redox's devices, and in it the Linux builds of the fake Orbital and of the Redox endpoint: as near as this machine
/// comes to Redox beside its guests. Both are what <c>./check rust</c> built.
/// </summary>
internal sealed class OrbitalInGuest : IDisposable
{
    private const string Folder = "/tmp/orbital";

    private readonly SeamlessCommand _seamless;
    private readonly string _guest;
    private readonly Process _orbital;
    private Process? _endpoint;

    /// <param name="seamless">The machine runs.</param>
    /// <param name="guest">Its name.</param>
    public OrbitalInGuest(SeamlessCommand seamless, string guest)
    {
        (_seamless, _guest) = (seamless, guest);
        foreach (var file in (string[])[Program("fake-orbital"), Program("seamless-desktop-orbital"), "/lib/x86_64-linux-gnu/libgcc_s.so.1"])
            Bring(file);
        _orbital = Start($"exec /tmp/fake-orbital {Folder} --audio stepped --leash");
        Assert.Equal("ready", _orbital.StandardOutput.ReadLine());
    }

    public static void SkipUnlessBuilt() =>
        Assert.SkipUnless(File.Exists(Program("fake-orbital")) && File.Exists(Program("seamless-desktop-orbital")), "the Rust programs are not built: run ./check rust");

    /// <summary>Until it is killed.</summary>
    public void StartEndpoint(string words) => _endpoint = Start(
        $"ORBITAL_DISPLAY={Folder}/orbital SEAMLESS_AUDIO={Folder}/audio HOME={Folder}/root exec /tmp/seamless-desktop-orbital {words} 2>>/tmp/endpoint.log");

    /// <summary>As the person does who ends it in a hurry: it has no time to say anything.</summary>
    public void KillEndpoint()
    {
        _seamless.Done("exec", _guest, "--", "killall", "-9", "seamless-desktop-orbital");
        _endpoint!.WaitForExit();
        _endpoint.Dispose();
        _endpoint = null;
    }

    /// <summary>What the endpoint said.</summary>
    public string Log() => _seamless.Done("exec", _guest, "--", "cat", "/tmp/endpoint.log");

    /// <summary>One line to the person's hand, and the lines of its answer; the commands are in the fake's hand.rs.</summary>
    public string[] Hand(string command)
    {
        _orbital.StandardInput.WriteLine(command);
        _orbital.StandardInput.Flush();
        var lines = new List<string>();
        while (_orbital.StandardOutput.ReadLine() is { } line)
        {
            if (line == "ok")
                return [.. lines];
            Assert.False(line.StartsWith("error: ", StringComparison.Ordinal), $"{command}: {line}; the endpoint said: {Log()}");
            lines.Add(line);
        }
        throw new InvalidOperationException($"{command}: the fake Orbital has ended");
    }

    /// <summary>The screen, brought out of the machine into that file.</summary>
    public SKBitmap Screen(string file)
    {
        Hand($"screenshot {Folder}/screen.png");
        using (var cat = _seamless.Start("exec", _guest, "--", "cat", $"{Folder}/screen.png"))
        using (var into = File.Create(file))
            cat.StandardOutput.BaseStream.CopyTo(into);
        return SKBitmap.Decode(file);
    }

    public void Dispose()
    {
        // They end with their machine.
        _endpoint?.Dispose();
        _orbital.Dispose();
    }

    private Process Start(string script) => _seamless.Start("exec", _guest, "--", "sh", "-c", $"export LD_LIBRARY_PATH=/tmp; {script}");

    private void Bring(string file)
    {
        using var into = _seamless.Start("exec", _guest, "--", "sh", "-c", $"cat >/tmp/{Path.GetFileName(file)} && chmod 755 /tmp/{Path.GetFileName(file)}");
        using (var from = File.OpenRead(file))
            from.CopyTo(into.StandardInput.BaseStream);
        into.StandardInput.Close();
        into.WaitForExit();
        Assert.Equal(0, into.ExitCode);
    }

    private static string Program(string name) =>
        Path.Combine(Environment.GetEnvironmentVariable("SEAMLESS_RUST_DIR") ?? Path.Combine(Root(), "artifacts/rust/debug"), name);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
