// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Launcher.Cli.Doctor;
using Seamless.Launcher.Guests;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>Looks at the machine without starting or changing anything; fails when something is missing without which nothing runs.</summary>
internal static class DoctorVerb
{
    public static Command Create(VerbContext context)
    {
        var json = Arguments.Json();
        var verb = new Command("doctor", "Tell what works here, what does not, and what would fix it.") { json };
        verb.SetAction(parsed => Run(context, parsed.GetValue(json)));
        return verb;
    }

    private static int Run(VerbContext context, bool json)
    {
        var machine = new Machine(context.Environment);
        var findings = new Examination(machine, ProgramFolder.Locate(context.Environment), context.Runtime).Findings();
        if (json)
            context.AnswerJson(JsonSerializer.SerializeToElement([.. findings.Select(FindingRecord.Of)], FindingJson.Default.FindingRecordArray));
        else
            foreach (var finding in findings)
                context.Terminal.Answer(finding.Line);
        var missing = findings.Count(finding => finding.Health == Health.Missing);
        return missing == 0 ? ExitCode.Done : context.Terminal.Fail($"{missing} thing{(missing == 1 ? " is" : "s are")} missing without which no app starts");
    }
}
