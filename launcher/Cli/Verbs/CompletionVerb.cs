// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>
/// The few lines that teach a shell to ask `seamless` itself ([suggest] of the command line library), so that a new verb
/// completes without a new script.
/// </summary>
internal static class CompletionVerb
{
    private const string Bash = """
        # seamless completion for bash: source <(seamless completion bash)
        _seamless() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(seamless "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _seamless seamless
        """;

    private const string Zsh = """
        # seamless completion for zsh: source <(seamless completion zsh)
        _seamless() {
            local -a words_found
            words_found=("${(@f)$(seamless "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -a words_found
        }
        compdef _seamless seamless
        """;

    private const string Fish = """
        # seamless completion for fish: seamless completion fish | source
        complete -c seamless -a '(seamless "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    public static Command Create(VerbContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var verb = new Command("completion", "Print the completion script of a shell.") { shell };
        verb.SetAction(parsed =>
        {
            context.Terminal.Answer(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return ExitCode.Done;
        });
        return verb;
    }
}
