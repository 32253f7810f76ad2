// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>
/// The text that a guest writes to its serial console. QEMU appends to the file; when it has grown to its size the older half goes to
/// `console.log.1`. Looked at while the guest runs, by a timer whose pause is long enough to cost nothing.
/// </summary>
internal sealed class ConsoleLog : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly long _most;
    private readonly LoopTimer _timer;

    public ConsoleLog(EventLoop loop, string path, long most)
    {
        _path = path;
        _most = most;
        _timer = loop.CreateTimer(Look);
        _timer.Start(Pause);
    }

    /// <summary>Both parts, oldest first.</summary>
    public static IEnumerable<string> Parts(string path) => new[] { path + ".1", path }.Where(File.Exists);

    /// <summary>The guest has stopped: its text stays where logs are.</summary>
    public static void Keep(string path, string kept, ILogger log)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            foreach (var part in new[] { "", ".1" })
            {
                File.Delete(kept + part);
                if (File.Exists(path + part))
                    File.Move(path + part, kept + part);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.ConsoleNotKept(path, failure.Message);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        _timer.Start(Pause);
        if (FileStatus.OfPath(_path) is not { Size: var size } || size * 2 < _most)
            return;
        // QEMU writes with O_APPEND, so after the cut it goes on at the beginning; what it writes between copy and cut is lost.
        File.Copy(_path, _path + ".1", overwrite: true);
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(0);
    }
}
