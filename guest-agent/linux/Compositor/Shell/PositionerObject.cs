// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>xdg_positioner: the rules for placing a popup, while the client writes them. The desktop carries them out.</summary>
internal sealed class PositionerObject(Client client, uint id, int version, bool isUnstable) : XdgPositioner(client, id, version)
{
    private bool _hasSize;
    private bool _hasAnchorRect;

    /// <summary>Both size and anchor rectangle are set: without them nothing can be placed.</summary>
    public bool IsComplete => _hasSize && _hasAnchorRect;

    /// <summary>The rules so far; the parent's configure is still named by the client's serial.</summary>
    public Positioner Rules { get; private set; }

    protected override void OnSetSize(int width, int height)
    {
        if (width <= 0 || height <= 0)
        {
            PostError(Error.InvalidInput, $"a popup of {width}×{height}");
            return;
        }
        Rules = Rules with { Width = Math.Min(width, ProtocolLimits.WindowSide), Height = Math.Min(height, ProtocolLimits.WindowSide) };
        _hasSize = true;
    }

    protected override void OnSetAnchorRect(int x, int y, int width, int height)
    {
        if (width < 0 || height < 0)
        {
            PostError(Error.InvalidInput, $"an anchor rectangle of {width}×{height}");
            return;
        }
        Rules = Rules with
        {
            AnchorRect = new Rect(Clamp(x), Clamp(y), Math.Min(width, ProtocolLimits.WindowSide), Math.Min(height, ProtocolLimits.WindowSide)),
        };
        _hasAnchorRect = true;
    }

    protected override void OnSetAnchor(Anchor anchor)
    {
        if (EdgeOf((uint)anchor) is { } edge)
            Rules = Rules with { Anchor = edge };
        else
            PostError(Error.InvalidInput, $"{(uint)anchor} is not an anchor");
    }

    protected override void OnSetGravity(Gravity gravity)
    {
        if (EdgeOf((uint)gravity) is { } edge)
            Rules = Rules with { Gravity = edge };
        else
            PostError(Error.InvalidInput, $"{(uint)gravity} is not a gravity");
    }

    // A plain number in the XML of some distributions, an enumeration in that of others.
#if HAVE_TYPED_CONSTRAINT_ADJUSTMENT
    protected override void OnSetConstraintAdjustment(XdgPositioner.ConstraintAdjustment adjustment) => SetAdjustment((uint)adjustment);
#else
    protected override void OnSetConstraintAdjustment(uint constraintAdjustment) => SetAdjustment(constraintAdjustment);
#endif

    protected override void OnSetOffset(int x, int y) => Rules = Rules with { OffsetX = Clamp(x), OffsetY = Clamp(y) };

    protected override void OnSetReactive() => Rules = Rules with { IsReactive = true };

    protected override void OnSetParentSize(int parentWidth, int parentHeight) => Rules = Rules with
    {
        ParentWidth = Math.Clamp(parentWidth, 0, ProtocolLimits.WindowSide),
        ParentHeight = Math.Clamp(parentHeight, 0, ProtocolLimits.WindowSide),
    };

    protected override void OnSetParentConfigure(uint serial) => Rules = Rules with { ParentConfigureSerial = serial };

    private void SetAdjustment(uint adjustment)
    {
        const uint Known = (uint)(Protocol.ConstraintAdjustment.SlideX | Protocol.ConstraintAdjustment.SlideY
            | Protocol.ConstraintAdjustment.FlipX | Protocol.ConstraintAdjustment.FlipY
            | Protocol.ConstraintAdjustment.ResizeX | Protocol.ConstraintAdjustment.ResizeY);
        Rules = Rules with { Adjustment = (Protocol.ConstraintAdjustment)(adjustment & Known) };
    }

    private PositionerEdge? EdgeOf(uint value)
    {
        if (isUnstable)
            return UnstableShell.EdgeOf(value);
        return value <= (uint)Anchor.BottomRight ? (PositionerEdge)value : null;
    }

    private static int Clamp(int coordinate) => Math.Clamp(coordinate, -ProtocolLimits.Coordinate, ProtocolLimits.Coordinate);
}
