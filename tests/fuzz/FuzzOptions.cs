// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Tests.Fuzz;

internal sealed record FuzzOptions
{
    public const string Usage = """
        fuzz TARGET [--seconds N] [--seed N] [--iteration N] [--input FILE]
        fuzz --list

          --seconds N     how long to run (10)
          --seed N        which inputs (1)
          --iteration N   only this one: repeats a find
          --input FILE    only these bytes
        """;

    public string Target { get; private set; } = "";

    public bool Lists { get; private set; }

    public int Seconds { get; private set; } = 10;

    public int Seed { get; private set; } = 1;

    public long? Iteration { get; private set; }

    public string? InputFile { get; private set; }

    /// <summary>Null when it is not understood.</summary>
    public static FuzzOptions? Parse(string[] arguments)
    {
        var options = new FuzzOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--list":
                    options.Lists = true;
                    continue;
                case "--seconds" when Number(value) is { } seconds:
                    options.Seconds = (int)seconds;
                    break;
                case "--seed" when Number(value) is { } seed:
                    options.Seed = (int)seed;
                    break;
                case "--iteration" when Number(value) is { } iteration:
                    options.Iteration = iteration;
                    break;
                case "--input" when value is not null:
                    options.InputFile = value;
                    break;
                case var target when !target.StartsWith('-') && options.Target.Length == 0:
                    options.Target = target;
                    continue;
                default:
                    return null;
            }
            i++;
        }
        return options.Lists || options.Target.Length > 0 ? options : null;
    }

    private static long? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
