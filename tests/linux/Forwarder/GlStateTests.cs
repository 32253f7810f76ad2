// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>What the library answers from memory is what a driver answers, whatever the program does in between.</summary>
public sealed class GlStateTests : IDisposable
{
    /// <summary>Matrices are multiplied in single precision at both places, not always in the same order.</summary>
    private const double Tolerance = 1e-3;

    private readonly GlPrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    public async Task Random_calls_leave_the_state_and_the_picture_that_they_leave_natively(int seed)
    {
        var program = await _programs.Compiled("gl-random");
        var (native, ours) = (await Run(program, seed, ours: false), await Run(program, seed, ours: true));

        Assert.Equal(native.Lines.Length, ours.Lines.Length);
        foreach (var (expected, line) in native.Lines.Zip(ours.Lines))
            Assert.True(IsSame(expected, line), $"natively: {expected}; through us: {line}");
        Assert.Equal(native.Picture, ours.Picture);
    }

    [Theory]
    [InlineData("")]
    [InlineData("stream:")]
    public async Task What_programs_ask_of_shaders_and_programs_is_answered_as_natively(string way)
    {
        using var programs = new GlPrograms { Way = way };
        var program = await programs.Compiled("gl-programs");

        var (nativeCode, native) = await programs.Run(ours: false, null, program);
        var (ourCode, ours) = await programs.Run(ours: true, null, "env", "SEAMLESS_GL_STRICT=1", program);

        Assert.Equal((0, 0), (nativeCode, ourCode));
        Assert.Equal(native.Split('\n'), ours.Split('\n'));
    }

    private async Task<(string[] Lines, byte[] Picture)> Run(string program, int seed, bool ours)
    {
        var picture = Path.Combine(_programs.Folder, $"{seed}-{ours}.ppm");
        var (code, printed) = await _programs.Run(ours, null, program, seed.ToString(CultureInfo.InvariantCulture), picture);
        Assert.True(code == 0, printed);
        return (printed.Split('\n'), await File.ReadAllBytesAsync(picture, TestContext.Current.CancellationToken));
    }

    /// <summary>Two words, which is asked and of what, and numbers.</summary>
    private static bool IsSame(string one, string other)
    {
        var (first, second) = (one.Split(' '), other.Split(' '));
        return first.Length == second.Length && first.Take(2).SequenceEqual(second.Take(2)) && first.Zip(second).Skip(2).All(pair => IsNear(Number(pair.First), Number(pair.Second)));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static bool IsNear(double one, double other) => Math.Abs(one - other) <= Tolerance * Math.Max(1, Math.Abs(one));
}
