// SPDX-License-Identifier: Apache-2.0
#if HAVE_CURSOR_SHAPE_V1
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>The wp_cursor_shape_manager_v1 of a client.</summary>
public sealed class CursorShapes(Seat seat, Client client, uint id, int version) : WpCursorShapeManagerV1(client, id, version)
{
    protected override void OnGetPointer(uint cursorShapeDevice, WlPointer pointer) => _ = new CursorShapeDevice(seat, Client, cursorShapeDevice, Version);

    protected override void OnGetTabletToolV2(uint cursorShapeDevice, Resource tabletTool) => _ = new CursorShapeDevice(seat, Client, cursorShapeDevice, Version);
}

/// <summary>A wp_cursor_shape_device_v1: names a cursor of the desktop's theme instead of drawing one.</summary>
public sealed class CursorShapeDevice(Seat seat, Client client, uint id, int version) : WpCursorShapeDeviceV1(client, id, version)
{
    protected override void OnSetShape(uint serial, Shape shape)
    {
        var name = (CursorShapeName)(uint)shape;
        if (name is < CursorShapeName.Default or > CursorShapeName.ZoomOut)
            PostError(Error.InvalidShape, $"{(uint)shape} is not a cursor shape");
        else
            seat.Pointer.Cursor.Set(seat.Of(Client), serial, name);
    }
}
#endif
