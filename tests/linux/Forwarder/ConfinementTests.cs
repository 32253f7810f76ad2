// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>A driver that serves a stranger has no more of its user than a driver needs, and draws all the same.</summary>
public sealed class ConfinementTests : IDisposable
{
    private const string Secret = "the user's own";
    private const int Attempts = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-gl-home-").FullName;
    private readonly string _home;
    private readonly System.Net.Sockets.TcpListener _tcp = new(IPAddress.Loopback, 0);
    private readonly Socket _abstract = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _name;

    public ConfinementTests()
    {
        _tcp.Start();
        _name = Path.GetFileName(_folder);
        _home = Directory.CreateDirectory(PathOf("home")).FullName;
        _abstract.Bind(new UnixDomainSocketEndPoint("\0" + _name));
        _abstract.Listen();
        File.WriteAllText(PathOf("home/secret"), Secret);
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _abstract.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_driver_that_went_over_to_a_stranger_finds_nothing_of_the_users_and_draws_the_same_picture()
    {
        Assert.SkipWhen(Landlock.Version == 0, "this kernel has no Landlock");
        using var programs = new GlPrograms(await ServedByBurglar("env"));
        using var other = new GlPeer(programs.Server);
        other.Begin();

        await DrawTheSame(programs);

        var found = Found(programs.Server, clients: 2);
        string[] done = ["names its thread", "writes to /dev/null", "makes shared memory"];
        string[] later = [.. Landlock.KnowsTruncation ? (string[])[] : ["shortens a file"], .. Landlock.KnowsTcp ? (string[])[] : ["connects over TCP"],
            .. Landlock.KnowsScopes ? (string[])[] : ["connects to an abstract socket", "signals its parent"]];
        foreach (var (what, how) in found.Where(each => !later.Contains(each.Key)))
            Assert.Equal(done.Contains(what) ? "done" : what is "connects to an abstract socket" or "signals its parent" ? "EPERM" : "EACCES", how);
        Assert.Equal(["secret"], Visible(_home));
        if (Landlock.KnowsTruncation)
            Assert.Equal(Secret, await File.ReadAllTextAsync(PathOf("home/secret"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Compiled_shaders_of_clients_lie_in_a_folder_of_their_own()
    {
        Assert.SkipWhen(Landlock.Version == 0, "this kernel has no Landlock");
        using var programs = new GlPrograms(new GlServer(("XDG_CACHE_HOME", PathOf("cache"))));
        // A thread of Mesa's writes them, which ends with its client whatever it has still to write.
        for (var run = 0; Shaders().Length == 0 && run < 10; run++)
            await DrawTheSame(programs);
        Assert.NotEmpty(Shaders());
        Assert.Equal(["seamless"], Visible(PathOf("cache")));
    }

    [Fact]
    public async Task Where_the_kernel_has_no_Landlock_the_server_says_so_once_and_serves()
    {
        using var programs = new GlPrograms(await ServedByBurglar(await Compiled("without-landlock", "without-landlock")));
        await DrawTheSame(programs);
        await DrawTheSame(programs);
        Assert.Contains("information: this kernel has no Landlock", Assert.Single(programs.Server.Lines, line => line.Contains("Landlock", StringComparison.Ordinal)), StringComparison.Ordinal);
        AssertNothingIsDenied(programs);
    }

    [Fact]
    public async Task Who_trusts_the_clients_can_let_their_driver_have_everything()
    {
        using var programs = new GlPrograms(await ServedByBurglar("env", ("SEAMLESS_GL_CONFINE", "no")));
        await DrawTheSame(programs);
        await DrawTheSame(programs);
        Assert.Contains("warning: SEAMLESS_GL_CONFINE=no", Assert.Single(programs.Server.Lines, line => line.Contains("CONFINE", StringComparison.Ordinal)), StringComparison.Ordinal);
        AssertNothingIsDenied(programs);
    }

    private void AssertNothingIsDenied(GlPrograms programs)
    {
        var found = Found(programs.Server, clients: 2);
        foreach (var what in (string[])["makes a file", "lists the folder", "makes a file in /tmp", "connects over TCP", "connects to an abstract socket", "signals its parent", "names its thread"])
            Assert.Equal("done", found[what]);
        Assert.Equal(["folder", "new"], Visible(_home).Order());
    }

    /// <summary>A server whose driver is Mesa's behind the burglar.</summary>
    private async Task<GlServer> ServedByBurglar(string starter, params (string, string)[] settings)
    {
        Directory.CreateDirectory(PathOf("driver"));
        var driver = await Compiled("gl-burglar", "driver/burglar.so", "-shared", "-fPIC", "-ldl");
        var vendor = PathOf("driver/burglar.json");
        await File.WriteAllTextAsync(vendor, "{\"file_format_version\": \"1.0.0\", \"ICD\": {\"library_path\": \"" + driver + "\"}}");
        return new GlServer(starter, [],
        [
            ("__EGL_VENDOR_LIBRARY_FILENAMES", vendor), ("LD_LIBRARY_PATH", PathOf("driver")), ("XDG_CACHE_HOME", PathOf("cache")), ("BURGLAR_HOME", _home),
            ("BURGLAR_SOCKET", _name), ("BURGLAR_PORT", ((IPEndPoint)_tcp.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)), .. settings,
        ]);
    }

    private async Task<string> Compiled(string source, string program, params string[] options)
    {
        using var gcc = Process.Start("gcc", ["-O1", "-o", PathOf(program), Path.Combine(Here(), source + ".c"), .. options]);
        await gcc.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, gcc.ExitCode);
        return PathOf(program);
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private static async Task DrawTheSame(GlPrograms programs)
    {
        var demo = await programs.OsMesaDemo();
        var (native, ours) = (Path.Combine(programs.Folder, "native.ppm"), Path.Combine(programs.Folder, "ours.ppm"));
        foreach (var (isOurs, picture) in new[] { (false, native), (true, ours) })
        {
            var (code, printed) = await programs.Run(isOurs, null, demo, picture);
            Assert.True(code == 0, printed);
        }
        GlProgramTests.AssertSame(await File.ReadAllBytesAsync(native), await File.ReadAllBytesAsync(ours));
        programs.Server.Until(() => programs.Server.Clients <= 1, "the demo's process goes on");
    }

    /// <summary>What the burglar said of each of its attempts for the last of so many clients.</summary>
    private static Dictionary<string, string> Found(GlServer server, int clients)
    {
        string[][] Said() => [.. server.Lines.Where(line => line.StartsWith("burglar: ", StringComparison.Ordinal)).Select(line => line.Split(": "))];
        server.Until(() => Said().Length == clients * Attempts, "the burglar has not tried everything");
        return Said().GroupBy(parts => parts[1], parts => parts[2]).ToDictionary(each => each.Key, each => each.Last());
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static string[] Visible(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)!)];

    private string[] Shaders() => Directory.Exists(PathOf("cache"))
        ? [.. Directory.EnumerateFiles(PathOf("cache"), "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "index")]
        : [];
}
