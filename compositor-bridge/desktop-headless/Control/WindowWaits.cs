// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Desktop.Headless.Control;

/// <summary>
/// Requests that wait for windows. They look again when a window changed, at the end of the turn, and cost nothing else; a
/// desktop that nobody waits on does not notice them.
/// </summary>
internal sealed class WindowWaits
{
    private readonly HeadlessDesktop desktop;
    private readonly List<Wait> waits = [];
    private readonly Action look;
    private bool isLookDue;

    public WindowWaits(HeadlessDesktop desktop)
    {
        this.desktop = desktop;
        look = Look;
        desktop.WindowChanged += Changed;
    }

    public void Add(AwaitWindowArguments arguments, PendingReply reply) => Add(
        new WaitArguments(arguments.Milliseconds) { Guest = arguments.Guest, Instance = arguments.Instance, HasContent = true, Role = "toplevel" },
        reply,
        window => DesktopVerbs.AwaitWindow.Reply(reply.Id, window!));

    public void Add(WaitArguments arguments, PendingReply reply) =>
        Add(arguments, reply, window => DesktopVerbs.Wait.Reply(reply.Id, new WaitOver(window)));

    private void Add(WaitArguments arguments, PendingReply reply, Func<WindowInfo?, ControlReply> answer)
    {
        if (arguments.Milliseconds is < 0 or > DesktopLimits.WaitMilliseconds)
            throw new RequestException($"cannot wait for {arguments.Milliseconds} ms");
        if (arguments.QuietMilliseconds is < 0 or > DesktopLimits.WaitMilliseconds)
            throw new RequestException($"cannot wait for a quiet of {arguments.QuietMilliseconds} ms");
        var wait = new Wait(desktop, arguments, reply, answer);
        waits.Add(wait);
        reply.Over = () =>
        {
            waits.Remove(wait);
            wait.Dispose();
        };
        wait.Look();
    }

    private void Changed(DesktopWindow window)
    {
        foreach (var wait in waits) wait.Changed(window);
        if (waits.Count == 0 || isLookDue) return;
        isLookDue = true;
        desktop.Loop.Defer(look);
    }

    private void Look()
    {
        isLookDue = false;
        foreach (var wait in waits.ToArray()) wait.Look();
    }

    /// <summary>One request, its time limit, and when it last saw each window change.</summary>
    private sealed class Wait : IDisposable
    {
        private readonly HeadlessDesktop desktop;
        private readonly WaitArguments arguments;
        private readonly PendingReply reply;
        private readonly Func<WindowInfo?, ControlReply> answer;
        private readonly LoopTimer limit;
        private readonly LoopTimer quiet;
        private readonly long startNanoseconds;
        private readonly Dictionary<DesktopWindow, long> changedNanoseconds = [];

        public Wait(HeadlessDesktop desktop, WaitArguments arguments, PendingReply reply, Func<WindowInfo?, ControlReply> answer)
        {
            this.desktop = desktop;
            this.arguments = arguments;
            this.reply = reply;
            this.answer = answer;
            startNanoseconds = desktop.Loop.NowNanoseconds;
            quiet = desktop.Loop.CreateTimer(Look);
            limit = desktop.Loop.CreateTimer(GiveUp);
            limit.Start(TimeSpan.FromMilliseconds(arguments.Milliseconds));
        }

        public void Changed(DesktopWindow window)
        {
            if (arguments.QuietMilliseconds is not null) changedNanoseconds[window] = desktop.Loop.NowNanoseconds;
        }

        public void Look()
        {
            quiet.Stop();
            var (found, count) = Find();
            var isOver = arguments.Count is { } wanted ? count == wanted : found is not null;
            if (isOver) reply.Give(answer(found is null ? null : WindowInfos.Of(found, desktop)));
        }

        public void Dispose()
        {
            limit.Dispose();
            quiet.Dispose();
        }

        /// <summary>The newest window that fits, and how many do.</summary>
        private (DesktopWindow? Newest, int Count) Find()
        {
            DesktopWindow? newest = null;
            var count = 0;
            foreach (var window in desktop.Windows)
            {
                if (!Fits(window) || !IsQuiet(window)) continue;
                count++;
                if (newest is null || window.Id > newest.Id) newest = window;
            }
            return (newest, count);
        }

        private bool Fits(DesktopWindow window) =>
            window.IsMapped
            && (arguments.Window is null || window.Id == arguments.Window)
            && (arguments.Guest is null || window.Guest.Name == arguments.Guest)
            && (arguments.Instance is null || window.State.AppInstance == arguments.Instance)
            && Contains(window.State.Title, arguments.Title)
            && Contains(window.State.AppId, arguments.AppId)
            && (arguments.Role is null || WindowInfos.RoleOf(window) == arguments.Role)
            && (arguments.FramesAbove is null || window.Content.Count > arguments.FramesAbove)
            && (!arguments.HasContent || !window.Content.IsUniform);

        private static bool Contains(string text, string? wanted) => wanted is null || text.Contains(wanted, StringComparison.OrdinalIgnoreCase);

        /// <summary>Also arms the timer for the moment when it will be.</summary>
        private bool IsQuiet(DesktopWindow window)
        {
            if (arguments.QuietMilliseconds is not { } milliseconds) return true;
            var since = changedNanoseconds.GetValueOrDefault(window, startNanoseconds);
            var left = TimeSpan.FromMilliseconds(milliseconds) - TimeSpan.FromTicks((desktop.Loop.NowNanoseconds - since) / 100);
            if (left <= TimeSpan.Zero) return true;
            quiet.Start(left);
            return false;
        }

        private void GiveUp()
        {
            var seen = desktop.Windows.Where(window => window.IsMapped)
                .Select(window => $"{window.Id} '{window.State.Title}'{(window.Content.IsUniform ? " without content" : "")}");
            var list = string.Join(", ", seen);
            reply.Fail($"waited {arguments.Milliseconds} ms in vain; the windows are: {(list.Length == 0 ? "none" : list)}");
        }
    }
}
