// SPDX-License-Identifier: Apache-2.0
// Throws changed inputs at everything that reads bytes of strangers: fuzz TARGET --seconds 10 --seed 1
using Seamless.Tests.Fuzz;

if (FuzzOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}
if (options.Lists)
{
    foreach (string name in FuzzTargets.All.Keys) Console.WriteLine(name);
    return 0;
}
if (!FuzzTargets.All.TryGetValue(options.Target, out var make))
{
    Console.Error.WriteLine($"there is no target '{options.Target}'; there are: {string.Join(", ", FuzzTargets.All.Keys)}");
    return 2;
}
using var run = new FuzzRun(make(), options);
return run.Run();
