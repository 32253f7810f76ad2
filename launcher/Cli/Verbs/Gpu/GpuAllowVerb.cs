// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Gpu;

/// <summary>`gpu allow DESKTOP` and `gpu deny DESKTOP`: whether programs there may draw on this machine's GPU.</summary>
internal static class GpuAllowVerb
{
    public static Command Create(VerbContext context, bool may)
    {
        var name = DesktopVerb.Name(context);
        var verb = may ? new Command("allow", "Let programs of a desktop elsewhere draw on this machine's GPU.") { name }
            : new Command("deny", "Let programs of a desktop elsewhere draw here no more; those that do lose the server.") { name };
        verb.SetAction(parsed => Run(context, parsed.GetValue(name)!, may));
        return verb;
    }

    private static int Run(VerbContext context, string name, bool may)
    {
        var desktop = DesktopVerb.Known(context).AllowGpu(name, may);
        using (var daemon = context.RunningDaemon())
            daemon?.Ask(LauncherVerbs.Desktops, new DesktopsArguments());
        context.Terminal.Answer(!may ? $"desktop {name} may not use this machine's GPU"
            : desktop.Listen is { } address ? $"desktop {name} may use this machine's GPU: its programs come to tcp:{address} with its name and key (docs/redox.md)"
            : $"desktop {name} may use this machine's GPU: its programs come to the socket {context.Runtime.DesktopDoor(name)}");
        return ExitCode.Done;
    }
}
