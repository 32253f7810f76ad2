// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>One client's wl_keyboard. Clients may have several; all of them hear the same.</summary>
public sealed class KeyboardBinding : WlKeyboard
{
    private readonly SeatClient _owner;
    private KeymapFile? _sent;

    public KeyboardBinding(SeatClient owner, uint id, int version, Keyboard keyboard) : base(owner.Client, id, version)
    {
        _owner = owner;
        owner.Keyboards.Add(this);
        keyboard.Bound(owner, this);
    }

    /// <summary>Sends the keymap when the client does not have it yet. Returns true when it was sent: the client then forgot its modifiers.</summary>
    public bool Offer(KeymapFile keymap)
    {
        if (ReferenceEquals(keymap, _sent)) return false;
        _sent = keymap;
        // A file description of its own: no client can move another's file offset, and none can write.
        using var file = keymap.Open();
        SendKeymap(KeymapFormat.XkbV1, file, keymap.SizeBytes);
        return true;
    }

    protected override void OnDestroyed()
    {
        _owner.Keyboards.Remove(this);
        base.OnDestroyed();
    }
}
