// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>What this program can say, on its standard error.</summary>
internal static class ServerLog
{
    public static void Listening(string path) => Say("information", $"programs find this GPU at {path}");

    /// <summary>What this machine's kernel cannot keep from the drivers of clients; nothing, where it can.</summary>
    public static void Confines()
    {
        if (!Confinement.IsWanted)
            Say("warning", "SEAMLESS_GL_CONFINE=no: the drivers of clients may open this user's files, and connect");
        else if (Landlock.Version == 0)
            Say("information", "this kernel has no Landlock (Linux 5.13 and newer, among `lsm=`): the drivers of clients may open this user's files, and connect");
        else if (!Landlock.KnowsTcp)
            Say("information", $"this kernel's Landlock is of version {Landlock.Version}: the drivers of clients may open no files of this user, but {(Landlock.KnowsTruncation ? "" : "shorten them and ")}connect over TCP");
    }

    public static void Driver(int client, string vendor) => Say("information", $"client {client} draws with EGL of {vendor}");

    public static void OtherDriver(int client, string reason) => Say("warning", $"client {client} is not drawn by the GPU that there is: {reason}");

    public static void NoDriver(string reason) => Say("error", reason);

    public static void CannotListen(string path, string reason) => Say("error", $"nobody can be served at {path}: {reason}");

    public static void Refused(int client, string reason) => Say("warning", $"client {client} is refused: {reason}");

    public static void Ended(int client, string reason) => Say("warning", $"client {client} broke the rules of the stream and is served no more: {reason}");

    public static void Hung(int client, string reason) => Say("warning", $"client {client} is served no more: {reason}");

    public static void Slow(int client, TimeSpan limit) => Say("warning", $"client {client} is turned away: it connected and did not greet within {limit.TotalSeconds} s");

    public static void Died(int process, int signal, ulong memory) =>
        Say("warning", $"the process of one client (its number was {process}) was ended by signal {signal}: {(signal == ProcessEnd.TooLate ? "it stood still" : "its driver failed")}, or it wanted more than the {memory >> 20} MiB that it may have");

    public static void Traced(int client, string file) => Say("information", $"what client {client} sends is kept in {file}");

    public static void TraceEnds(long bytes, string reason) => Say("warning", $"the trace ends after {bytes} bytes, and its client goes on: {reason}");

    public static void TurnedAway(string reason) => Say("warning", $"a client was turned away, and so is each that comes before one leaves: {reason}");

    private static void Say(string level, string text) => Console.Error.WriteLine($"seamless-gl-server: {level}: {text}");
}
