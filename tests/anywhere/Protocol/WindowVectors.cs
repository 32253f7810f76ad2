// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

internal static class WindowVectors
{
    public static IEnumerable<Vector> All() => [.. States(), .. Configures(), .. Wishes(), Screens()];

    private static IEnumerable<Vector> States()
    {
        yield return Vector.Of("a toplevel with a shaped input region", new WindowState
        {
            Window = 5,
            Parent = 4,
            Role = WindowRole.Toplevel,
            Flags = WindowFlags.Mapped | WindowFlags.Maximized | WindowFlags.ServerDecoration | WindowFlags.Modal,
            Width = 640,
            Height = 480,
            MinimumWidth = 100,
            MinimumHeight = 50,
            MaximumWidth = 2000,
            MaximumHeight = 1000,
            ConfigureSerial = 2,
            WishSerial = 3,
            FullscreenOutput = 1,
            AppInstance = 6,
            Title = "Bücher – Editor",
            AppId = "org.example.Editor",
            InputRegion = [new Rect(0, 0, 640, 400), new Rect(-10, 400, 100, 80)],
        });
        yield return Vector.Of("a menu that flips and slides", new WindowState
        {
            Window = 7,
            Parent = 5,
            Role = WindowRole.Popup,
            Flags = WindowFlags.Mapped | WindowFlags.InputEverywhere | WindowFlags.Grab,
            Width = 200,
            Height = 300,
            ConfigureSerial = 1,
            RepositionToken = 12,
            Positioner = new Positioner
            {
                AnchorRect = new Rect(10, 20, 80, 0),
                Width = 200,
                Height = 300,
                Anchor = PositionerEdge.BottomLeft,
                Gravity = PositionerEdge.BottomRight,
                Adjustment = ConstraintAdjustment.FlipY | ConstraintAdjustment.SlideX,
                OffsetX = -3,
                OffsetY = 4,
                IsReactive = true,
                ParentWidth = 640,
                ParentHeight = 480,
                ParentConfigureSerial = 2,
            },
        }, variant: "-popup");
        yield return Vector.Of("what is dragged", new WindowState
        {
            Window = 8,
            Role = WindowRole.DragIcon,
            Flags = WindowFlags.Mapped,
            Width = 48,
            Height = 48,
        }, variant: "-drag-icon");
        yield return Vector.Of("gone for ever", new WindowClosed(5));
    }

    private static IEnumerable<Vector> Configures()
    {
        yield return Vector.Of("half of the screen, focused", new Configure
        {
            Window = 5,
            Serial = 3,
            Width = 960,
            Height = 1040,
            States = ConfigureStates.Activated | ConfigureStates.TiledLeft | ConfigureStates.ServerDecoration,
            BoundsWidth = 1920,
            BoundsHeight = 1040,
            Output = 1,
        });
        yield return Vector.Of("a menu put above its parent's edge", new Configure
        {
            Window = 7,
            Serial = 2,
            Width = 200,
            Height = 300,
            X = 10,
            Y = -300,
            RepositionToken = 12,
            Output = 1,
        }, variant: "-popup");
        yield return Vector.Of("the user wants it closed", new CloseRequested(5));
    }

    private static IEnumerable<Vector> Wishes()
    {
        yield return Vector.Of("the app wants the focus for a click it had", new Activate(5, 99));
        yield return Vector.Of("the title bar is dragged", new MoveRequested(5, 99));
        yield return Vector.Of("the lower right corner is dragged", new ResizeRequested(5, ResizeEdges.Bottom | ResizeEdges.Right, 99));
        yield return Vector.Of("out of sight", new MinimizeRequested(5));
        yield return Vector.Of("a right click on the app's title bar", new ShowWindowMenu(5, 120, -8, 99));
    }

    private static Vector Screens() => Vector.Of("two screens, the second at scale 1.5 left of the first", new Outputs(
    [
        new Output
        {
            Id = 1,
            Name = "HEADLESS-1",
            Make = "Seamless",
            Model = "Headless",
            Logical = new Rect(0, 0, 1920, 1080),
            WidthMillimetres = 480,
            HeightMillimetres = 270,
            ModeWidth = 1920,
            ModeHeight = 1080,
            RefreshMillihertz = 60_000,
            Scale120 = 120,
        },
        new Output
        {
            Id = 2,
            Name = "DP-2",
            Logical = new Rect(-1440, 0, 1440, 2560),
            ModeWidth = 3840,
            ModeHeight = 2160,
            RefreshMillihertz = 59_940,
            Scale120 = 180,
            Transform = OutputTransform.Rotated90,
        },
    ]));
}
