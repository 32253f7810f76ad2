// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Terminals;

/// <summary>
/// Runs one program in a guest on our standard streams: the daemon starts the guest and says where its bridge is; from there on we
/// talk with the bridge ourselves, and the daemon only sees that somebody is there.
/// </summary>
internal static class TerminalRun
{
    /// <summary>What a command line may have: it travels in one control message, with some room for the rest of it.</summary>
    private const int CommandBytes = ProtocolLimits.ControlMessageBytes - (16 * 1024);

    private const int UsualColumns = 80, UsualRows = 24;

    public static int Run(VerbContext context, TerminalRequest request)
    {
        var bytes = request.Command.Concat(request.Variables).Sum(word => Encoding.UTF8.GetByteCount(word) + 2);
        if (bytes > CommandBytes)
            return NotRun(context, $"the command has {bytes} bytes, {CommandBytes} are possible; put it into a file, or pass it by standard input");
        try
        {
            using var daemon = context.Daemon();
            var place = daemon.Ask(LauncherVerbs.Terminal, new TerminalArguments { Guest = request.Guest });
            // The daemon's connection stays open meanwhile: a daemon that is asked nothing for a while would end itself.
            return Talk(context, request, place);
        }
        catch (LauncherException failure)
        {
            return NotRun(context, failure.Message);
        }
        catch (LinuxException failure)
        {
            return NotRun(context, failure.Message);
        }
    }

    private static int Talk(VerbContext context, TerminalRequest request, TerminalPlace place)
    {
        using var standard = StandardStreams.OfProcess();
        using var loop = new EventLoop();
        using var client = new TerminalClient(loop, place.Socket, Message(context, request, place, standard.Device), standard);
        using var resized = Signals.OnWindowChange(loop, client.Resized);
        using var ending = Signals.OnEnding(loop, client.Signalled);
        client.Start();
        loop.Run();
        standard.Device?.Restore();
        return client.ExitCode ?? NotRun(context, client.Failure ?? "it ended without a word");
    }

    private static OpenTerminal Message(VerbContext context, TerminalRequest request, TerminalPlace place, TerminalDevice? device)
    {
        var isOnTerminal = request.Tty ?? device is not null;
        var (columns, rows) = device?.Size ?? default;
        var color = context.Environment["COLORTERM"] is { } depth && isOnTerminal ? [$"COLORTERM={depth}"] : (string[])[];
        return new OpenTerminal
        {
            Flags = (isOnTerminal ? TerminalFlags.Pty : TerminalFlags.None) | (request.Root ? TerminalFlags.Root : TerminalFlags.None),
            Columns = !isOnTerminal ? 0 : columns > 0 ? columns : UsualColumns,
            Rows = !isOnTerminal ? 0 : rows > 0 ? rows : UsualRows,
            Arguments = request.Command,
            Environment = [.. color, .. request.Variables],
            // Only the built-in guest has our folders.
            WorkingDirectory = request.WorkingFolder.Length > 0 ? request.WorkingFolder : place.Guest == BuiltIn ? context.Environment.WorkingFolder : "",
            TerminalType = isOnTerminal ? Utf8.Shorten(context.Environment["TERM"] ?? "", ProtocolLimits.AppIdBytes) : "",
        };
    }

    private const string BuiltIn = Guests.LocalGuest.GuestName;

    private static int NotRun(VerbContext context, string reason)
    {
        context.Terminal.Fail(reason);
        return ExitCode.NotRun;
    }
}
