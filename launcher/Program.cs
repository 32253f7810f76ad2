// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Cli;

return new CommandLine(Terminal.OfProcess(), UserEnvironment.OfProcess()).Run(args);
