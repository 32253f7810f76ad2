// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;
using Seamless.Wayland.Server;
using Xunit;

namespace Seamless.Tests.Linux.Wayland;

/// <summary>A program of others, linked with libwayland, talks to our server: Debian's wayland-info.</summary>
public sealed class WaylandInfoTests
{
    [Fact]
    public void Libwayland_understands_our_globals_and_events()
    {
        if (!File.Exists("/usr/bin/wayland-info"))
            Assert.Skip("wayland-info is not installed (Debian package wayland-utils)");
        using var loop = new EventLoop();
        using var server = new WaylandServer(loop);
        var folder = Directory.CreateTempSubdirectory("wayland-info");
        var socket = Path.Combine(folder.FullName, "wayland-0");
        server.AddGlobal("wl_output", 4, (client, id, version) => _ = new InfoOutput(client, id, version));
        server.AddGlobal("wl_shm", 1, (client, id, version) => _ = new InfoShm(client, id, version));
        server.Listen(socket);
        using var output = MemoryFile.Create("output", 0, Seals.None);
        using var child = ChildProcess.Start(loop, new ChildProcessOptions("/usr/bin/wayland-info", [])
        {
            Environment = new Dictionary<string, string> { ["WAYLAND_DISPLAY"] = socket, ["XDG_RUNTIME_DIR"] = folder.FullName },
            StandardOutput = output.Descriptor,
            StandardError = output.Descriptor,
        });
        while (child.Exit is null)
            loop.RunOnce(null);
        var text = Read(output);
        Assert.True(child.Exit.Value.Code == 0, text);
        Assert.Contains("interface: 'wl_output',", text, StringComparison.Ordinal);
        Assert.Contains("make: 'Seamless größe'", text, StringComparison.Ordinal);
        Assert.Contains("width: 1280 px, height: 1024 px, refresh: 60.000 Hz", text, StringComparison.Ordinal);
        Assert.Contains("name: HEADLESS-1", text, StringComparison.Ordinal);
        Assert.Contains("XR24", text, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static string Read(MemoryFile file)
    {
        var bytes = new byte[FileStatus.Of(file.Descriptor)!.Value.Size];
        file.ReadAt(0, bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private sealed class InfoOutput : WlOutput
    {
        public InfoOutput(Client client, uint id, int version)
            : base(client, id, version)
        {
            SendGeometry(0, 0, 300, 200, Subpixel.Unknown, "Seamless größe", "test", Transform.Normal);
            SendMode(Mode.Current, 1280, 1024, 60_000);
            SendScale(1);
            SendName("HEADLESS-1");
            SendDescription("made up");
            SendDone();
        }
    }

    private sealed class InfoShm : WlShm
    {
        public InfoShm(Client client, uint id, int version)
            : base(client, id, version)
        {
            SendFormat(Format.Argb8888);
            SendFormat(Format.Xrgb8888);
        }

        protected override void OnCreatePool(uint id, FileDescriptor fd, int size) => fd.Dispose();
    }
}
