// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Seamless.Tests.Fuzz;

/// <summary>Runs one target for a while. The first find is printed, its bytes are written to a file, and the run is over.</summary>
internal sealed class FuzzRun : IDisposable
{
    /// <summary>One input takes microseconds; this is a hang on any machine.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);

    private readonly IFuzzTarget _target;
    private readonly FuzzOptions _options;
    private readonly Mutator _mutator;
    private readonly Timer _watchdog;
    private byte[] _input = [];
    private long _iteration = -1;

    public FuzzRun(IFuzzTarget target, FuzzOptions options)
    {
        _target = target;
        _options = options;
        _mutator = new Mutator(target.Corpus, options.Seed);
        _watchdog = new Timer(_ => Hangs(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>The exit code.</summary>
    public int Run()
    {
        if (_options.InputFile is { } file) return RunOne(File.ReadAllBytes(file)) ? 0 : 1;
        if (_options.Iteration is { } only) return RunOne(Make(only)) ? 0 : 1;
        foreach (var seedInput in _target.Corpus)
        {
            if (!RunOne(seedInput)) return 1;
        }
        long begin = Stopwatch.GetTimestamp();
        long iteration = 0;
        for (; Stopwatch.GetElapsedTime(begin).TotalSeconds < _options.Seconds; iteration++)
        {
            if (!RunOne(Make(iteration))) return 1;
        }
        Console.WriteLine($"fuzz {_target.Name}: {iteration} inputs in {_options.Seconds} s with seed {_options.Seed}, nothing found");
        return 0;
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        _target.Dispose();
    }

    private byte[] Make(long iteration)
    {
        _iteration = iteration;
        if (iteration % 4 >= 2 && _target.Compose(_mutator.RandomOf(iteration)) is { } composed) return composed;
        byte[] input = _mutator.Make(iteration);
        if (iteration % 2 == 1) _target.Repair(input);
        return input;
    }

    private bool RunOne(byte[] input)
    {
        _input = input;
        // Armed again every so often only: setting a timer costs more than most inputs.
        if (_iteration % 256 <= 0) _watchdog.Change(HangLimit * 2, Timeout.InfiniteTimeSpan);
        try
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _target.Run(input);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            long allowed = _target.MaximumAllocation(input.Length);
            // The first inputs allocate what static tables and the compiler need.
            if (_iteration > 1000 && allocated > allowed)
                throw new FuzzFailure($"{input.Length} bytes of input made it allocate {allocated}, {allowed} are promised");
            return true;
        }
        catch (Exception e)
        {
            Report(e.ToString());
            return false;
        }
    }

    private void Hangs()
    {
        Report($"took longer than {HangLimit.TotalSeconds} s");
        Environment.Exit(1);
    }

    private void Report(string what)
    {
        string file = Path.GetFullPath($"fuzz-{_target.Name}-{_options.Seed}-{_iteration}.bin");
        string where = _iteration < 0 ? "an input of the corpus" : $"iteration {_iteration}";
        Console.Error.WriteLine($"fuzz {_target.Name}: seed {_options.Seed}, {where}, {_input.Length} bytes: {what}");
        Console.Error.WriteLine($"input: {Convert.ToHexStringLower(_input.AsSpan(0, Math.Min(256, _input.Length)))}");
        try
        {
            File.WriteAllBytes(file, _input);
            Console.Error.WriteLine($"again: fuzz {_target.Name} --input {file}");
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"the input could not be written: {e.Message}");
        }
    }
}
