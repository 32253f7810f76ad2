// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Vms;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Guests;

/// <summary>
/// The built-in guest and the virtual machines that are defined or run. Definitions are read when somebody asks, so a new one is
/// there at once and a removed one is gone when it has stopped. On the loop's thread.
/// </summary>
internal sealed class GuestTable(LocalGuest local, VmSurroundings surroundings) : IDisposable
{
    private readonly Dictionary<string, VmGuest> _machines = new(StringComparer.Ordinal);

    public LocalGuest Local => local;

    /// <summary>The state of one of them is not as it was.</summary>
    public Action? Changed
    {
        get;
        set => local.Changed = surroundings.GuestChanged = field = value;
    }

    public string DefinitionsFolder => surroundings.Folders.Definitions;

    /// <summary>What runs: for what concerns all guests and must start none.</summary>
    public IEnumerable<IGuest> Running => new IGuest[] { local }.Concat(_machines.Values.Where(each => each.IsAlive));

    public IGuest Find(string name) => name == local.Name ? local : FindMachine(name);

    public VmGuest FindMachine(string name)
    {
        if (name == local.Name)
            throw new LauncherException($"'{name}' is the built-in guest: it starts and stops with the daemon");
        if (_machines.TryGetValue(name, out var known) && (known.IsAlive || VmDefinitions.Exists(surroundings.Folders, name)))
            return known;
        _machines.Remove(name);
        if (!VmDefinitions.Exists(surroundings.Folders, name))
            throw new LauncherException($"there is no guest '{name}'; there is: {string.Join(", ", Names())}");
        return _machines[name] = new VmGuest(surroundings, VmDefinitions.Load(surroundings.Folders, name));
    }

    /// <summary>The virtual machine that is meant when none is named: the only one, or the only one that runs.</summary>
    public string OnlyMachine()
    {
        var alive = _machines.Values.Where(each => each.IsAlive).Select(each => each.Name).ToList();
        var all = VmDefinitions.Names(surroundings.Folders);
        return alive.Count == 1 ? alive[0] : all.Count == 1 ? all[0] : throw new LauncherException(all.Count == 0
            ? "there is no virtual machine; make one with: seamless guest create NAME; or name a guest: --guest local"
            : $"there are several virtual machines; name one of {string.Join(", ", all)}");
    }

    /// <summary>All, the built-in one first. A definition that is wrong is one that is stopped, with the reason.</summary>
    public IReadOnlyList<GuestInfo> Describe() =>
        [local.Info, .. Names().Where(name => name != local.Name).Select(Describe)];

    /// <summary>Takes over what a killed daemon left running, and starts what starts with the daemon.</summary>
    public void Start()
    {
        foreach (var name in Left())
        {
            if (VmRecord.Read(surroundings.FilesOf(name).Record) is not { } record)
                continue;
            var machine = _machines[name] = new VmGuest(surroundings, DefinitionOfRunning(name));
            machine.Adopt(record);
        }
        foreach (var name in VmDefinitions.Names(surroundings.Folders))
            _ = StartIfWantedAsync(name);
    }

    /// <summary>All at once: each has deadlines of its own.</summary>
    public Task StopAsync() => Task.WhenAll(_machines.Values.Where(each => each.IsAlive).ToList().Select(each => each.StopAsync()));

    public void Dispose()
    {
        foreach (var each in _machines.Values)
            each.Dispose();
    }

    private IEnumerable<string> Names() =>
        [local.Name, .. VmDefinitions.Names(surroundings.Folders).Union(_machines.Values.Where(each => each.IsAlive).Select(each => each.Name))];

    private GuestInfo Describe(string name)
    {
        try
        {
            return FindMachine(name).Info;
        }
        catch (LauncherException wrong)
        {
            return new GuestInfo { Name = name, Kind = "vm", State = "stopped", Reason = wrong.Message };
        }
    }

    private IEnumerable<string> Left() => !Directory.Exists(surroundings.Runtime.GuestsFolder) ? []
        : Directory.EnumerateDirectories(surroundings.Runtime.GuestsFolder).Select(folder => Path.GetFileName(folder)!)
            .Where(name => GuestDefinition.ProblemOfName(name) is null);

    /// <summary>It runs, whatever has become of its file meanwhile.</summary>
    private GuestDefinition DefinitionOfRunning(string name)
    {
        try
        {
            return VmDefinitions.Load(surroundings.Folders, name);
        }
        catch (LauncherException wrong)
        {
            surroundings.Log.GuestTrouble(name, $"it runs, but its definition cannot be used any more: {wrong.Message}");
            return new GuestDefinition { Name = name, File = surroundings.Folders.DefinitionOf(name), Restart = RestartPolicy.Never };
        }
    }

    private async Task StartIfWantedAsync(string name)
    {
        try
        {
            if (FindMachine(name) is { Definition.Autostart: Autostart.Login } machine)
                await machine.StartAsync();
        }
        catch (LauncherException failure)
        {
            surroundings.Log.GuestTrouble(name, failure.Message);
        }
    }
}
