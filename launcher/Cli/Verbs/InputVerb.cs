// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>What a person at the desktop could do with keyboard and mouse, for scripts.</summary>
internal static class InputVerb
{
    public static Command Create(VerbContext context) => new("input", "Type and click on the desktop.")
    {
        Key(context),
        Text(context),
        Click(context),
        Move(context),
        Scroll(context),
    };

    private static Command Key(VerbContext context)
    {
        var chords = new Argument<string[]>("CHORD") { Arity = ArgumentArity.OneOrMore, Description = "Keys held together: ctrl+shift+t, Return, alt+F4. Several are pressed one after the other." };
        var verb = new Command("key", "Press and release keys.") { chords };
        verb.SetAction(parsed =>
        {
            using var daemon = context.Daemon();
            foreach (var chord in parsed.GetRequiredValue(chords))
                daemon.Ask(DesktopVerbs.Key, new KeyArguments(chord));
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command Text(VerbContext context)
    {
        var words = new Argument<string[]>("TEXT") { Arity = ArgumentArity.OneOrMore, Description = "Typed as it is; several words with spaces between them." };
        words.Validators.Add(result =>
        {
            if (result.Tokens.Sum(token => Encoding.UTF8.GetByteCount(token.Value) + 1) > ControlLimits.TextBytes)
                result.AddError($"more than {ControlLimits.TextBytes / 1024} KiB of text at once");
        });
        var verb = new Command("text", "Type a text into the focused window.") { words };
        verb.SetAction(parsed => Ask(context, DesktopVerbs.Text, new TextArguments(string.Join(' ', parsed.GetRequiredValue(words)))));
        return verb;
    }

    private static Command Click(VerbContext context)
    {
        var (x, y, window) = Place(context);
        var button = new Option<string>("--button") { Description = "left, right or middle.", HelpName = "NAME", DefaultValueFactory = _ => "left" };
        button.AcceptOnlyFromAmong("left", "right", "middle");
        var count = new Option<int>("--count") { Description = "2 for a double click.", HelpName = "N", DefaultValueFactory = _ => 1 };
        count.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var clicks) || clicks is < 1 or > 3))
                result.AddError("--count is 1, 2 or 3");
        });
        var verb = new Command("click", "Move the pointer there and click.") { x, y, window, button, count };
        verb.SetAction(parsed => Ask(context, DesktopVerbs.Click, new ClickArguments(parsed.GetValue(x), parsed.GetValue(y), parsed.GetValue(window),
            parsed.GetValue(button)!, parsed.GetValue(count))));
        return verb;
    }

    private static Command Move(VerbContext context)
    {
        var (x, y, window) = Place(context);
        var verb = new Command("move", "Move the pointer there.") { x, y, window };
        verb.SetAction(parsed => Ask(context, DesktopVerbs.Move, new MoveArguments(parsed.GetValue(x), parsed.GetValue(y), parsed.GetValue(window))));
        return verb;
    }

    private static Command Scroll(VerbContext context)
    {
        var vertical = new Argument<double>("NOTCHES") { Description = "Notches of the wheel: positive scrolls down, negative up." };
        var horizontal = new Option<double>("--horizontal") { Description = "Notches to the right.", HelpName = "N" };
        var verb = new Command("scroll", "Turn the wheel at the pointer.") { vertical, horizontal };
        verb.SetAction(parsed => Ask(context, DesktopVerbs.Scroll, new ScrollArguments(parsed.GetValue(horizontal), parsed.GetValue(vertical))));
        return verb;
    }

    private static (Argument<double> X, Argument<double> Y, Option<long?> Window) Place(VerbContext context)
    {
        var window = Arguments.Window(context);
        window.Description = "X and Y count from this window's corner, not from the desktop's.";
        return (new Argument<double>("X") { Description = "Logical pixels from the left." }, new Argument<double>("Y") { Description = "Logical pixels from the top." }, window);
    }

    private static int Ask<TArguments>(VerbContext context, ControlVerb<TArguments, Nothing> verb, TArguments arguments) where TArguments : class
    {
        context.Ask(verb, arguments, "waiting for the desktop");
        return ExitCode.Done;
    }
}
