// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Cli;
using Seamless.Launcher.Guests;
using Seamless.Launcher.Vms;
using Seamless.Linux;
using Serilog;
using Serilog.Events;

namespace Seamless.Launcher.Daemon;

/// <summary>The daemon from its lock to the last file that it removes.</summary>
internal static class DaemonProgram
{
    private const string LineTemplate = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public static async Task RunAsync(VerbContext context, CancellationToken cancellation)
    {
        var runtime = context.Runtime;
        runtime.Prepare();
        using var mine = FileLock.TryTake(runtime.DaemonLock)
            ?? throw new LauncherException($"a daemon runs already (sockets in {runtime.Path}); see: seamless status");
        // Closed last: the end of its connection tells `seamless stop` that nothing is left.
        using var sessions = new ControlSessions();
        try
        {
            await ServeAsync(context, sessions, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Clean(runtime);
            mine.Delete();
            RemoveIfEmpty(runtime.Path);
        }
    }

    private static async Task ServeAsync(VerbContext context, ControlSessions sessions, CancellationToken cancellation)
    {
        var programs = ProgramFolder.Locate(context.Environment);
        foreach (var program in SeamlessPrograms.All)
            programs.Require(program);
        await using var logger = OpenLog(context.Logs);
        using var host = Build(context, programs, sessions, logger);
        var log = host.Services.GetRequiredService<ILogger<DaemonInfo>>();
        ProcessRecord.EndLeftovers(context.Runtime.Processes, log);
        await host.StartAsync(cancellation).ConfigureAwait(false);
        log.DaemonStarted(DaemonInfo.Version, Environment.ProcessId, context.Runtime.Path);
        context.Terminal.Answer(DaemonStarter.Ready);
        await host.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
    }

    private static IHost Build(VerbContext context, ProgramFolder programs, ControlSessions sessions, Serilog.Core.Logger logger)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "seamless" });
        builder.Services.AddSerilog(logger);
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        // Longer than everything that stops in a row may take: the virtual machines, the agent and its apps, the bridge, the desktop.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = VmLimits.PowerDown + VmLimits.Quit * 4 + LauncherLimits.ProcessEnd * 8);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(context.Runtime);
        builder.Services.AddSingleton(context.Logs);
        builder.Services.AddSingleton(programs);
        builder.Services.AddSingleton(sessions);
        builder.Services.AddSingleton(context.Environment);
        builder.Services.AddSingleton<DaemonInfo>();
        builder.Services.AddSingleton<ControlVerbs>();
        builder.Services.AddSingleton<VmVerbs>();
        builder.Services.AddSingleton<GuestService>();
        builder.Services.AddSingleton<IdleShutdown>();
        builder.Services.AddHostedService(services => services.GetRequiredService<GuestService>());
        builder.Services.AddHostedService(services => services.GetRequiredService<IdleShutdown>());
        // Last, so that it opens last and closes first: whoever can connect finds everything else there.
        builder.Services.AddHostedService<ControlServer>();
        return builder.Build();
    }

    private static Serilog.Core.Logger OpenLog(LogFolder folder)
    {
        try
        {
            Directory.CreateDirectory(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LauncherException($"cannot make the folder {folder.Path} for logs: {failure.Message}", failure);
        }
        return new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.File(folder.FirstFile, outputTemplate: LineTemplate, formatProvider: CultureInfo.InvariantCulture,
                fileSizeLimitBytes: LauncherLimits.LogFileBytes, rollOnFileSizeLimit: true, retainedFileCountLimit: LauncherLimits.LogFiles)
            .CreateLogger();
    }

    /// <summary>What the programs could not remove themselves, because they were killed.</summary>
    private static void Clean(RuntimeFolder runtime)
    {
        foreach (var file in new[] { runtime.ControlSocket, runtime.DesktopSocket, runtime.Processes })
            File.Delete(file);
        if (Directory.Exists(runtime.DesktopsFolder))
            Directory.Delete(runtime.DesktopsFolder, recursive: true);
        if (Directory.Exists(runtime.DemoFolder))
            Directory.Delete(runtime.DemoFolder, recursive: true);
        if (Directory.Exists(runtime.GuestsFolder))
            CleanGuests(runtime.GuestsFolder);
        // A verb that holds it is about to start the next daemon, and needs its name to stay.
        using var starting = FileLock.TryTake(runtime.StartLock);
        starting?.Delete();
    }

    /// <summary>The folder of a virtual machine that still has its record belongs to what runs: this daemon could not start, and the next one needs it.</summary>
    private static void CleanGuests(string folder)
    {
        foreach (var guest in Directory.EnumerateDirectories(folder).Where(each => !File.Exists(Path.Combine(each, VmFiles.RecordName))))
            Directory.Delete(guest, recursive: true);
        RemoveIfEmpty(folder);
    }

    private static void RemoveIfEmpty(string folder)
    {
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }
}
