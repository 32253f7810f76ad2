// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Wayland.Server;

/// <summary>A wl_callback. <see cref="WlCallback.SendDone"/> also destroys it: that event is its destructor.</summary>
public sealed class Callback(Client client, uint id) : WlCallback(client, id, 1)
{
    /// <summary>Sends done and ends the object, whatever the XML of this build says about the event.</summary>
    public void Done(uint data)
    {
        SendDone(data);
        Destroy();
    }
}
