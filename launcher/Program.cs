// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Cli;

return RevmCommand.IsMeant(Environment.GetCommandLineArgs()[0])
    ? new RevmCommand(Terminal.OfProcess(), UserEnvironment.OfProcess()).Run(args)
    : new CommandLine(Terminal.OfProcess(), UserEnvironment.OfProcess()).Run(args);
