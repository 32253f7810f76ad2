// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Apps;

/// <summary>Adopting processes is a thing of the whole test process; these tests are alone while they run.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AppProcessTests
{
    public const string Name = "app processes";
}

/// <summary>A guest's apps in a scratch folder, and what they told the bridge, one readable line each.</summary>
internal sealed class AppsBench : IAppMessages, IDisposable
{
    public AppsBench(EventLoop? loop = null, string more = "")
    {
        Loop = loop ?? new EventLoop();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = Folder,
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["XDG_DATA_HOME"] = Path.Join(Folder, "data"),
            ["XDG_DATA_DIRS"] = Path.Join(Folder, "none"),
            ["DISPLAY"] = ":0",
        };
        foreach (var assignment in more.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            variables[assignment[..assignment.IndexOf('=')]] = assignment[(assignment.IndexOf('=') + 1)..];
        var all = new EnvironmentVariables(variables);
        Installed = new InstalledApps(Loop, all, _ => { });
        Launches = new AppLaunches(Loop, Installed, new AppSurroundings("test", Path.Join(Folder, "wayland-0"), Folder, all), this);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("seamless-launch-").FullName;

    public EventLoop Loop { get; }

    public InstalledApps Installed { get; }

    public AppLaunches Launches { get; }

    public List<string> Told { get; } = [];

    public long QueuedBytes => 0;

    public int LastPid { get; private set; }

    public void Send<T>(in T message)
        where T : struct, IMessage<T>
    {
        if (message is AppStarted started) LastPid = started.ProcessId;
        Told.Add(message switch
        {
            AppStarted m => $"{m.Request} started {m.Instance}",
            AppFailed m => $"{m.Request} failed: {m.Reason}",
            AppExited m => $"{m.Instance} exited {m.ExitCode} signal {m.Signal}",
            _ => message.ToString()!,
        });
    }

    public void Shell(string script, uint request = 1) => Launches.Start(new StartApp { Request = request, Arguments = ["sh", "-c", script] });

    /// <summary>Waits until that many messages came.</summary>
    public string[] Until(int messages)
    {
        Loop.Until(() => Told.Count >= messages, () => string.Join(", ", Told));
        return [.. Told];
    }

    /// <summary>A file that a script writes: $HOME/name.</summary>
    public string Wait(string file)
    {
        var path = Path.Join(Folder, file);
        using var watch = new FileWatch(Loop, _ => { });
        Assert.True(watch.Add(Folder));
        Loop.Until(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'), () => $"no {path}");
        return File.ReadAllText(path).Trim();
    }

    public void Dispose()
    {
        var stopped = false;
        Launches.StopAll(() => stopped = true);
        // A look that is put off until a stepped clock moves on must find that it does.
        Loop.Until(() =>
        {
            (Loop.Time as SteppedTime)?.Advance(LaunchLimits.StopGrace);
            return stopped;
        }, () => string.Join(", ", Told));
        Launches.Dispose();
        Installed.Dispose();
        Loop.Dispose(); // The second time does nothing.
        Directory.Delete(Folder, recursive: true);
    }
}
