// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>A launcher that keeps the catalogue and starts what a test tells it to.</summary>
public sealed class FakeLauncher : FakePeer
{
    private readonly Dictionary<uint, List<App>> _partial = [];
    private uint _lastRequest;

    private FakeLauncher(EventLoop loop, string name, Capabilities more = Capabilities.None)
        : base(loop, new SessionIdentity(Role.Launcher, name) { Capabilities = Capabilities.Handles | Capabilities.Files | more })
    {
    }

    /// <summary>The newest complete catalogue.</summary>
    public IReadOnlyList<App> Apps { get; private set; } = [];

    /// <summary>Connects to a bridge's desktop socket.</summary>
    public static FakeLauncher Connect(EventLoop loop, string path, string name = "fake launcher") => Connect(loop, () => UnixSocket.Connect(path), name);

    public static FakeLauncher Connect(EventLoop loop, Func<UnixSocket> connect, string name = "fake launcher", Capabilities more = Capabilities.None) =>
        new FakeLauncher(loop, name, more).ConnectTo<FakeLauncher>(connect);

    /// <summary>Stands for a bridge with a launcher behind it: guests connect to the path (or by Dial, without one).</summary>
    public static FakeLauncher Listen(EventLoop loop, string? path = null, string name = "fake launcher") =>
        new FakeLauncher(loop, name).ListenAt<FakeLauncher>(path);

    /// <summary>Returns the request's number.</summary>
    public uint StartApp(string appId, params ImmutableArray<string> uris)
    {
        Send(new StartApp { Request = ++_lastRequest, AppId = appId, Uris = uris });
        return _lastRequest;
    }

    public uint StartCommand(params ImmutableArray<string> arguments)
    {
        Send(new StartApp { Request = ++_lastRequest, Arguments = arguments });
        return _lastRequest;
    }

    /// <summary>Steps the loop until the request is answered; the instance, or an exception with the guest's reason.</summary>
    public uint AwaitStarted(uint request)
    {
        Loop.Until(() => All<AppStarted>().Any(a => a.Request == request) || All<AppFailed>().Any(a => a.Request == request), Describe);
        foreach (var failed in All<AppFailed>())
        {
            if (failed.Request == request) throw new InvalidOperationException(failed.Reason);
        }
        return All<AppStarted>().First(a => a.Request == request).Instance;
    }

    protected override void Received(object record, in MessageView message)
    {
        if (record is not AppCatalogue catalogue) return;
        if (catalogue.Part == 0) _partial[catalogue.Revision] = [];
        var apps = _partial[catalogue.Revision];
        apps.AddRange(catalogue.Apps);
        if (catalogue.Part + 1 < catalogue.Parts) return;
        Apps = apps;
        _partial.Clear();
    }
}
