// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Xunit;

namespace Seamless.Tests.Anywhere.Apps;

public sealed class ExecLineTests
{
    /// <summary>Arguments between brackets, field codes between angle brackets.</summary>
    [Theory]
    [InlineData("edit", "[edit]")]
    [InlineData("  edit   a\tb  ", "[edit][a][b]")]
    [InlineData("/opt/my\\ app/run --now", "[/opt/my app/run][--now]")]
    [InlineData("\"/opt/my app/run\" \"one two\"", "[/opt/my app/run][one two]")]
    [InlineData("run \"a \\\"quoted\\\" word\"", "[run][a \"quoted\" word]")]
    [InlineData("run \"\\$HOME and \\`date\\` and \\\\\"", "[run][$HOME and `date` and \\]")]
    [InlineData("run \"a\\nb\"", "[run][a\\nb]")]
    [InlineData("run ''", "[run][]")]
    [InlineData("run \"\"", "[run][]")]
    [InlineData("run 'it is \"so\"'", "[run][it is \"so\"]")]
    [InlineData("run a'b c'd", "[run][ab cd]")]
    [InlineData("run $HOME ~ * a>b c|d &", "[run][$HOME][~][*][a>b][c|d][&]")]
    [InlineData("env A=1 run", "[env][A=1][run]")]
    [InlineData("run 100%% --x=%%f", "[run][100%][--x=%f]")]
    [InlineData("run %f", "[run][<f>]")]
    [InlineData("run --file=%f.bak", "[run][--file=<f>.bak]")]
    [InlineData("run %U", "[run][<U>]")]
    [InlineData("run \"%F\"", "[run][<F>]")]
    [InlineData("run %i %c %k", "[run][<i>][<c>][<k>]")]
    [InlineData("run \"%c\" \"name: %c\"", "[run][<c>][name: <c>]")]
    [InlineData("run %d %D %n %N %v %m x", "[run][x]")]
    [InlineData("run a%mb", "[run][ab]")]
    [InlineData("sh -c \"play %f; rm tmp\"", "[sh][-c][play ; rm tmp]")]
    public void A_line_is_split_into_arguments(string line, string arguments)
    {
        Assert.True(ExecLine.TryParse(line, out var exec, out var reason), reason);
        Assert.Equal(arguments, string.Concat(exec.Arguments.Select(parts =>
            $"[{string.Concat(parts.Select(part => part.Code == 0 ? part.Text : $"<{part.Code}>"))}]")));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("   ", "is empty")]
    [InlineData("%m", "is empty")]
    [InlineData("run \"open", "has an opening quote without a closing one")]
    [InlineData("run 'open", "has an opening quote without a closing one")]
    [InlineData("run \"open\\\"", "has an opening quote without a closing one")]
    [InlineData("run \\", "ends with a backslash")]
    [InlineData("run %", "ends with a single %")]
    [InlineData("run %x", "has the unknown field code %x")]
    [InlineData("run %f %f", "has more than one of %f %F %u %U")]
    [InlineData("run %F %u", "has more than one of %f %F %u %U")]
    [InlineData("run --files=%F", "has %F, %U or %i inside a longer argument")]
    [InlineData("run %i.png", "has %F, %U or %i inside a longer argument")]
    [InlineData("run \"icon %i\"", "has %i inside quotes")]
    [InlineData("%f", "does not begin with a program")]
    [InlineData("a%cb", "does not begin with a program")]
    [InlineData("\"\" x", "does not begin with a program")]
    [InlineData("A=1 run", "has a '=' in the name of its program")]
    public void A_line_that_is_invalid_says_why(string line, string reason)
    {
        Assert.False(ExecLine.TryParse(line, out _, out var given));
        Assert.Equal(reason, given);
    }

    [Theory]
    [InlineData("run", '\0', false)]
    [InlineData("run %u", 'u', false)]
    [InlineData("sh -c \"play %f\"", '\0', true)]
    [InlineData("sh -c 'play %U'", '\0', true)]
    public void A_line_knows_how_it_takes_files(string line, char code, bool hides)
    {
        Assert.True(ExecLine.TryParse(line, out var exec, out _));
        Assert.Equal((code, hides), (exec.FileCode, exec.HidesFiles));
    }

    [Fact]
    public void Arguments_have_a_limit()
    {
        Assert.False(ExecLine.TryParse(string.Join(' ', Enumerable.Repeat("a", AppsLimits.Arguments + 1)), out _, out var reason));
        Assert.Equal("has more than 1024 arguments", reason);
    }
}
