// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Guests;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Vms;

/// <summary>
/// The screen of a virtual machine as a window. Its bridge shows it, as if it were an app; the guest's agent has nothing to do with it, and need not
/// be there.
/// </summary>
internal sealed class VmConsole(GuestService guests)
{
    private const string App = "seamless.console";

    public async Task<ConsoleShown> AnswerAsync(ConsoleArguments arguments, CancellationToken cancellation)
    {
        if (arguments.Close)
        {
            await guests.AskAsync(table => CloseAsync(table.FindMachine(arguments.Guest))).WaitAsync(cancellation).ConfigureAwait(false);
            return new ConsoleShown();
        }
        var (app, wasShown) = await guests.AskAsync(table => ShowAsync(table.FindMachine(arguments.Guest))).WaitAsync(cancellation).ConfigureAwait(false);
        // A screen that is all of one colour is content, too.
        var wait = DesktopVerbs.Wait.Request(0, new WaitArguments(arguments.WaitMilliseconds)
        {
            Guest = arguments.Guest,
            Instance = app.Instance,
            HasContent = false,
            FramesAbove = 0,
        });
        var reply = await guests.AskDesktopAsync(wait, TimeSpan.FromMilliseconds(arguments.WaitMilliseconds) + LauncherLimits.DesktopAnswer, cancellation).ConfigureAwait(false);
        if (reply.Ok && DesktopVerbs.Wait.ReadResult(reply).Window is { } window)
            return new ConsoleShown { Window = window, WasShown = wasShown };
        throw new LauncherException(
            $"guest '{arguments.Guest}' showed nothing on its screen within {arguments.WaitMilliseconds / 1000.0:0.#} s; its console stays open for when it does");
    }

    private static async Task<(RunningApp App, bool WasShown)> ShowAsync(VmGuest machine) =>
        Shown(machine) is { } shown ? (shown, true) : (await SessionOf(machine).StartApp(App, new StartApp { AppId = App }), false);

    private static async Task CloseAsync(VmGuest machine)
    {
        if (Shown(machine) is { } shown)
            await SessionOf(machine).StopApp(shown.Instance);
    }

    private static RunningApp? Shown(VmGuest machine) => machine.Session?.Running.FirstOrDefault(app => app.Name == App);

    private static GuestSession SessionOf(VmGuest machine) => machine.Session is { IsOpen: true } session ? session
        : throw new LauncherException(machine.IsAlive ? $"guest '{machine.Name}' has no screen yet: {machine.Problem}"
            : $"guest '{machine.Name}' does not run; start it with: seamless guest start {machine.Name}");
}
