// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging.Abstractions;
using Seamless.Launcher;
using Seamless.Launcher.Doors;
using Seamless.Linux;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Anywhere.Launcher;

/// <summary>Who may draw, and how many, while a server is still on its way.</summary>
public sealed class GpuDoorTests : IDisposable
{
    private readonly Queue<TaskCompletionSource<IGpuEnd>> _starting = [];
    private readonly HashSet<string> _allowed = ["redox"];
    private readonly List<End> _ends = [];
    private readonly GpuDoor _door;

    public GpuDoorTests() => _door = new GpuDoor(NullLogger.Instance) { Reach = Start, May = (desktop, _) => _allowed.Contains(desktop) };

    public void Dispose() => _door.Dispose();

    [Fact]
    public async Task Who_is_denied_while_the_server_starts_does_not_get_it()
    {
        var opening = _door.OpenAsync("redox", "");
        _allowed.Clear();
        _door.Refresh();
        var server = Started();
        Assert.Equal(RefusalCode.NotAllowed, (await Assert.ThrowsAsync<DoorException>(() => opening)).Code);
        Assert.True(server.IsOver);
    }

    [Fact]
    public async Task Who_is_denied_before_its_stream_is_passed_on_loses_it()
    {
        var opening = _door.OpenAsync("redox", "");
        var server = Started();
        var passage = await opening;
        _allowed.Clear();
        _door.Refresh();
        var (near, far) = UnixSocket.Pair();
        using (far)
        {
            passage.Begin(near);
            Assert.True(near.Descriptor.IsClosed);
        }
        Assert.True(server is { IsOver: true, IsJoined: false });
    }

    [Fact]
    public async Task Those_that_come_together_do_not_pass_the_limit_together()
    {
        var opening = Enumerable.Range(0, DoorLimits.GpuPlacesOfOne).Select(_ => _door.OpenAsync("redox", "")).ToList();
        Assert.Equal(RefusalCode.Busy, (await Assert.ThrowsAsync<DoorException>(() => _door.OpenAsync("redox", ""))).Code);
        foreach (var _ in opening)
            Started();
        var places = await Task.WhenAll(opening);
        await Assert.ThrowsAsync<DoorException>(() => _door.OpenAsync("redox", ""));
        // Whoever does not come through after all gives its place back.
        places[0].Dispose();
        _ = _door.OpenAsync("redox", "");
        Assert.Single(_starting);
    }

    [Theory]
    [InlineData("", DoorLimits.GpuPlacesOfOne)]
    [InlineData("debian", DoorLimits.GuestGpuPlacesOfOne)]
    public async Task One_desktop_takes_no_more_places_than_leave_some_for_others(string server, int most)
    {
        _allowed.Add("laptop");
        for (var i = 0; i < most; i++)
            _ = _door.OpenAsync("redox", server);
        var full = await Assert.ThrowsAsync<DoorException>(() => _door.OpenAsync("redox", server));
        Assert.Equal(RefusalCode.Busy, full.Code);
        Assert.Contains($"{most} programs of desktop 'redox' draw there already", full.Message, StringComparison.Ordinal);
        _ = _door.OpenAsync("laptop", server);
        Assert.Equal(most + 1, _starting.Count);
    }

    [Fact]
    public async Task Desktops_together_take_no_more_places_than_the_server_gives_the_launcher()
    {
        for (var i = 0; i < DoorLimits.GpuPlaces; i++)
        {
            _allowed.Add($"desktop {i % 4}");
            _ = _door.OpenAsync($"desktop {i % 4}", "");
        }
        Assert.Equal(RefusalCode.Busy, (await Assert.ThrowsAsync<DoorException>(() => _door.OpenAsync("redox", ""))).Code);
    }

    [Fact]
    public async Task A_server_that_does_not_start_costs_no_place()
    {
        for (var i = 0; i < DoorLimits.GpuPlaces + 1; i++)
        {
            var opening = _door.OpenAsync("redox", "");
            _starting.Dequeue().SetException(new LauncherException("it is not there"));
            Assert.Contains("it is not there", (await Assert.ThrowsAsync<DoorException>(() => opening)).Message, StringComparison.Ordinal);
        }
    }

    private Task<IGpuEnd> Start(string server)
    {
        _starting.Enqueue(new TaskCompletionSource<IGpuEnd>());
        return _starting.Last().Task;
    }

    private End Started()
    {
        var end = new End();
        _ends.Add(end);
        _starting.Dequeue().SetResult(end);
        return end;
    }

    private sealed class End : IGpuEnd
    {
        public bool IsJoined { get; private set; }

        public bool IsOver { get; private set; }

        public IDisposable Join(ByteStream near, Action ended)
        {
            IsJoined = true;
            return this;
        }

        public void Dispose() => IsOver = true;
    }
}
