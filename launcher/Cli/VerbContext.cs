// SPDX-License-Identifier: Apache-2.0
using System.Text.Encodings.Web;
using System.Text.Json;
using Seamless.Launcher.Daemon;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli;

/// <summary>What every verb needs: the person's session, the terminal, and the way to the daemon.</summary>
internal sealed class VerbContext(Terminal terminal, UserEnvironment environment)
{
    private RuntimeFolder? _runtime;

    public Terminal Terminal => terminal;

    public UserEnvironment Environment => environment;

    public RuntimeFolder Runtime => _runtime ??= RuntimeFolder.Locate(environment);

    public LogFolder Logs => LogFolder.Locate(environment, Runtime);

    /// <summary>The daemon, started when it is not there.</summary>
    public DaemonConnection Daemon()
    {
        if (Runtime.Remark is { } remark)
            terminal.Remark(remark);
        return DaemonConnection.TryOpen(Runtime) ?? terminal.While("starting the daemon", _ => new DaemonStarter(Runtime).Start());
    }

    /// <summary>Null when none runs: some verbs are answered without one.</summary>
    public DaemonConnection? RunningDaemon() => DaemonConnection.TryOpen(Runtime);

    /// <summary>One request, one answer, for verbs that need nothing else.</summary>
    public TResult Ask<TArguments, TResult>(ControlVerb<TArguments, TResult> verb, TArguments arguments, string waitingFor)
        where TArguments : class where TResult : class
    {
        using var daemon = Daemon();
        // Only where there is a spinner to take away again: elsewhere ending at once leaves nothing behind, and costs nothing.
        using var interruptible = terminal.IsWatched ? daemon.EndOnInterrupt() : null;
        return terminal.While(waitingFor, _ => daemon.Ask(verb, arguments));
    }

    public void AnswerJson(JsonElement value)
    {
        using var bytes = new MemoryStream();
        // Relaxed: it is not going into a web page, and titles in other alphabets stay readable.
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            value.WriteTo(writer);
        terminal.Answer(System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }
}
