// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>Everything the agent says, one line each, on standard error; the launcher adds the guest's name and the time.</summary>
public static class AgentLog
{
    /// <summary>Where lines go; tests listen here.</summary>
    public static Action<string> Write { get; set; } = line => Console.Error.WriteLine(line);

    public static void Started(string name, string waylandDisplay) =>
        Info($"guest '{name}': serving Wayland clients at {waylandDisplay}");

    public static void Stopped(string name) => Info($"guest '{name}': stopped");

    public static void BridgeAttached(string bridge) => Info($"bridge: attached to '{bridge}'");

    public static void BridgeLost(string reason) => Warn($"bridge: {reason}; apps live on, trying again");

    public static void BridgeNotReached(string reason) => Info($"bridge: {reason}; trying again");

    public static void DesktopLooksOn() => Info("desktop: sends every window and its content again");

    public static void ClientClosed(Client client, string reason) => Warn($"wayland {client}: closed: {reason}");

    public static void ClientRefused(string reason) => Warn($"wayland: a client was refused: {reason}");

    public static void WindowRefused(Client client) => Warn($"wayland {client}: too many windows are open");

    public static void OutOfFrameMemory(uint window, string reason) => Warn($"window {window}: no memory for its frames: {reason}");

    public static void FrameMemoryChosen(FrameMemoryKind kind) => Info($"frame memory: {kind}");

    /// <summary>The next kind is used; the reason is the system's.</summary>
    public static void FrameMemoryRefused(FrameMemoryKind kind, string reason) => Info($"frame memory: {kind} does not work here: {reason}");

    public static void NotResponding(Client client) => Warn($"wayland {client}: does not answer a ping");

    public static void Failed(string what) => Error(what);

    public static void Info(string message) => Write($"info {message}");

    public static void Warn(string message) => Write($"warn {message}");

    public static void Error(string message) => Write($"error {message}");
}
