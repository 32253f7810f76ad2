// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Wayland.Server;

internal sealed class DisplayResource(Client client) : WlDisplay(client, 1, 1)
{
    protected override void OnSync(uint callback) => new Callback(Client, callback).Done(Client.Server.NextSerial());

    protected override void OnGetRegistry(uint registry) => Client.Registries.Add(new RegistryResource(Client, registry));
}

internal sealed class RegistryResource : WlRegistry
{
    public RegistryResource(Client client, uint id)
        : base(client, id, 1)
    {
        foreach (var global in client.Server.Globals)
            Announce(global);
    }

    public void Announce(Global global)
    {
        if (!global.IsRemoved && global.IsVisibleTo(Client))
            SendGlobal(global.Name, global.InterfaceName, (uint)global.Version);
    }

    protected override void OnBind(uint name, string interfaceName, uint version, uint id)
    {
        var global = Client.Server.FindGlobal(name);
        if (global is null || !global.IsVisibleTo(Client))
            PostDisplayError($"there is no global {name}");
        else if (global.InterfaceName != interfaceName)
            PostDisplayError($"global {name} is a {global.InterfaceName}, not a {interfaceName}");
        else if (version == 0 || version > global.Version)
            PostDisplayError($"global {name} ({interfaceName}) has version {global.Version}, not {version}");
        else
            global.Bind(Client, id, (int)version);
    }

    protected override void OnDestroyed() => Client.Registries.Remove(this);

    private void PostDisplayError(string message) => PostError((uint)WireError.InvalidObject, message);
}
