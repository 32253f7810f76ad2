// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Benchmarks;
using Seamless.Linux;

switch (args)
{
    case ["client", .. var client]:
        return ClientProgram.Run(client);
    case ["display", var path]:
        using (var loop = new EventLoop())
        using (new MeasuringDisplay(loop, path))
            loop.Run();
        return 0;
}

var json = Option("--json");
var runs = int.Parse(Option("--runs") ?? "5", CultureInfo.InvariantCulture);
Action<Figures, int>? benchmark = args.FirstOrDefault() switch
{
    "window-stream" => WindowStream.Measure,
    "start" => Start.Measure,
    "input" => InputLatency.Measure,
    "vm-stream" => VmStream.Measure,
    "orbital" => OrbitalStream.Measure,
    "gl" => GlScenes.Measure,
    "gl-delay" => GlDelay.Measure,
    _ => null,
};
if (benchmark is null)
{
    Console.Error.WriteLine("usage: benchmarks/run window-stream|start|input|vm-stream|orbital|gl|gl-delay [--runs N] [--json FILE] [--only NAME] [--nvidia]");
    return 2;
}
GlScenes.Only = GlDelay.Only = Option("--only");
GlScenes.IsForNvidia = args.Contains("--nvidia");
var figures = new Figures();
benchmark(figures, runs);
if (json is not null)
    figures.WriteJson(json, args[0]);
Console.WriteLine(figures.ClosingLine(args[0]));
return 0;

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
