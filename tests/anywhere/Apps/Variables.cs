// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;

namespace Seamless.Tests.Anywhere.Apps;

internal static class Variables
{
    /// <summary>"A=1 B=2"; values have no spaces.</summary>
    public static EnvironmentVariables Of(string assignments) => new(assignments.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(assignment => assignment.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));
}
