// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>One client's wl_touch.</summary>
public sealed class TouchBinding : WlTouch
{
    private readonly SeatClient _owner;

    public TouchBinding(SeatClient owner, uint id, int version) : base(owner.Client, id, version)
    {
        _owner = owner;
        owner.Touches.Add(this);
    }

    protected override void OnDestroyed()
    {
        _owner.Touches.Remove(this);
        base.OnDestroyed();
    }
}
