// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Cli.Terminals;

/// <summary>Our standard streams, and the terminal behind them when a person sits there. The descriptors are left to the process's end: threads wait in them.</summary>
internal sealed class StandardStreams : IDisposable
{
    private readonly UnhandledExceptionEventHandler _restore;

    public StandardStreams(FileDescriptor input, FileDescriptor output, FileDescriptor error, TerminalDevice? device)
    {
        (Input, Output, Error, Device) = (input, output, error, device);
        // Also a bug of ours leaves the person a terminal that works.
        _restore = (_, _) => Device?.Restore();
        AppDomain.CurrentDomain.UnhandledException += _restore;
    }

    public FileDescriptor Input { get; }

    public FileDescriptor Output { get; }

    public FileDescriptor Error { get; }

    /// <summary>Null unless both input and output are a terminal.</summary>
    public TerminalDevice? Device { get; }

    public static StandardStreams OfProcess()
    {
        var device = TerminalDevice.OfStandardStream(1) is null ? null : TerminalDevice.OfStandardStream(0);
        return new StandardStreams(FileDescriptor.OfStandardStream(0), FileDescriptor.OfStandardStream(1), FileDescriptor.OfStandardStream(2), device);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= _restore;
        Device?.Dispose();
    }
}
