// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Desktop.Headless;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

public sealed class WindowStackTests
{
    private enum Op
    {
        Show,
        Hide,
        Minimize,
        Restore,
        Focus,
        Raise,
        Reparent,
        Modal,
        Remove,
    }

    [Fact]
    public void Whatever_happens_dialogs_stay_above_their_parents_and_one_window_on_the_screen_has_the_focus()
    {
        using var loop = new EventLoop(new SteppedTime());
        using var memory = new SmallBuffer();
        Gen.Select(Gen.Enum<Op>(), Gen.Int[0, 7], Gen.Int[0, 7]).Array[0, 60].Sample(steps =>
        {
            var stack = new WindowStack();
            var windows = new DesktopWindow?[8];
            foreach (var (op, index, other) in steps)
            {
                var window = windows[index] ??= Added(stack, loop, index);
                Carry(op, stack, window, windows[other]);
                if (op == Op.Remove) windows[index] = null;
                stack.CheckInvariants();
            }
        });

        void Carry(Op op, WindowStack stack, DesktopWindow window, DesktopWindow? other)
        {
            switch (op)
            {
                case Op.Show:
                    window.Content.Show(new Frame { Window = 1, Serial = 1, Width = 1, Height = 1, StrideBytes = 4, Scale120 = 120 }, memory.Buffer);
                    window.State = window.State with { Flags = window.State.Flags | WindowFlags.Mapped };
                    stack.VisibilityChanged(window);
                    break;
                case Op.Hide:
                    window.State = window.State with { Flags = window.State.Flags & ~WindowFlags.Mapped };
                    stack.VisibilityChanged(window);
                    break;
                case Op.Minimize:
                    window.Shape = window.Shape with { IsMinimized = true };
                    stack.VisibilityChanged(window);
                    break;
                case Op.Restore:
                    window.Shape = window.Shape with { IsMinimized = false };
                    stack.VisibilityChanged(window);
                    break;
                case Op.Focus:
                    stack.Focus(window);
                    break;
                case Op.Raise:
                    stack.Raise(window);
                    break;
                case Op.Reparent:
                    stack.TrySetParent(window, other);
                    break;
                case Op.Modal:
                    window.State = window.State with { Flags = window.State.Flags ^ WindowFlags.Modal };
                    break;
                case Op.Remove:
                    stack.Remove(window);
                    window.Content.Clear();
                    break;
            }
        }
    }

    [Fact]
    public void Raising_a_window_raises_its_dialogs_with_it_and_keeps_them_above()
    {
        using var fixture = new DesktopFixture();
        var editor = fixture.Show(1);
        fixture.Guest.Send(FakeGuest.Toplevel(2, "dialog", 50, 50) with { Parent = 1 });
        fixture.Guest.Paint(2, 50, 50, 0xff000000);
        fixture.Settle();
        fixture.Show(3);
        fixture.Stack.Raise(editor);
        Assert.Equal("3 1 2", string.Join(' ', fixture.Stack.BottomToTop.Select(window => window.State.Window)));
    }

    [Fact]
    public void Closing_a_window_hands_the_focus_to_the_one_used_before()
    {
        using var fixture = new DesktopFixture();
        var first = fixture.Show(1);
        fixture.Show(2);
        fixture.Show(3);
        fixture.Stack.Focus(first);
        fixture.Stack.Focus(fixture.Find(3));
        fixture.Guest.Send(new WindowClosed(3));
        fixture.Settle();
        Assert.Same(first, fixture.Stack.Focused);
        Assert.Equal("2 1", string.Join(' ', fixture.Stack.BottomToTop.Select(window => window.State.Window)));
    }

    [Fact]
    public void A_window_blocked_by_a_modal_dialog_passes_the_focus_to_it()
    {
        using var fixture = new DesktopFixture();
        var editor = fixture.Show(1);
        var state = FakeGuest.Toplevel(2, "save?", 50, 50);
        fixture.Guest.Send(state with { Parent = 1, Flags = state.Flags | WindowFlags.Modal });
        fixture.Guest.Paint(2, 50, 50, 0xff000000);
        fixture.Settle();
        fixture.Stack.Focus(editor);
        Assert.Equal("save?", fixture.Stack.Focused?.State.Title);
    }

    private static DesktopWindow Added(WindowStack stack, EventLoop loop, int index)
    {
        var window = new DesktopWindow(index, GuestLabel.For("work"), new WindowState { Window = (uint)index + 1, Role = WindowRole.Toplevel })
        {
            Configures = new ConfigureQueue(loop, _ => { }),
        };
        stack.Add(window);
        return window;
    }

    private sealed class SmallBuffer : IDisposable
    {
        public FrameBuffer Buffer { get; } = Make();

        public void Dispose() => Buffer.GiveUp();

        private static FrameBuffer Make()
        {
            var file = MemoryFile.Create("one-pixel", 4, Seals.Shrink | Seals.Grow | Seals.Seal);
            return FrameBuffer.Adopt(file.Descriptor, 4);
        }
    }
}
