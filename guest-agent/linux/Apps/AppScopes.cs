// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Seamless.Linux;
using Seamless.Linux.Systemd;

namespace Seamless.Agent.Linux.Apps;

/// <summary>
/// A systemd scope for each app, where the user has a service manager: its memory and CPU are accounted and bounded on their
/// own, and tools such as systemd-cgls show it by name. Ending an app does not depend on it; see <see cref="AppProcesses"/>.
/// </summary>
internal sealed class AppScopes : IDisposable
{
    private readonly EventLoop _loop;
    private readonly AppSurroundings _surroundings;
    private UserSystemd? _manager;
    private bool _gaveUp;

    /// <summary>Connects at once, so that an app is moved a moment after it started; most have not forked by then.</summary>
    public AppScopes(EventLoop loop, AppSurroundings surroundings)
    {
        (_loop, _surroundings) = (loop, surroundings);
        Connect();
    }

    /// <summary>
    /// Not waited for: the manager takes some ten milliseconds, and the app's first window should not. What the app starts before it is moved
    /// stays outside the scope (systemd moves no processes into a running one that is not delegated), and is its descendant all the same.
    /// </summary>
    public void Put(string app, string name, uint instance, int pid)
    {
        if (!Connect()) return;
        _manager.StartScope(UnitName(_surroundings.GuestName, app, instance), name, pid, refused =>
        {
            // The app may have ended before the manager looked; that is no reason to stop asking for others.
            if (refused is not null && ProcessStatus.Of(pid) is { HasEnded: false }) GiveUp(refused);
        });
    }

    public void Dispose()
    {
        _gaveUp = true;
        _manager?.Dispose();
    }

    [MemberNotNullWhen(true, nameof(_manager))]
    private bool Connect()
    {
        if (_gaveUp) return false;
        try
        {
            if (_manager is { IsOpen: false })
            {
                _manager.Dispose();
                _manager = null;
            }
            _manager ??= UserSystemd.Connect(_loop, Address());
            return true;
        }
        catch (SystemdException e)
        {
            GiveUp(e.Message);
            return false;
        }
    }

    /// <summary>
    /// app-seamless-GUEST-APP-N.scope, the form "app[-launcher]-id-random.scope" that desktop environments agreed on. What a unit name
    /// cannot hold is written \xHH, as systemd-escape does.
    /// </summary>
    internal static string UnitName(string guest, string app, uint instance)
    {
        var name = new StringBuilder("app-seamless-");
        Escape(guest, name);
        name.Append('-');
        Escape(app, name);
        // 255 bytes at most in all; the end is what makes the name unique.
        if (name.Length > 200) name.Length = 200;
        return name.Append(CultureInfo.InvariantCulture, $"-{ProcessStatus.Self.Pid}.{instance}.scope").ToString();
    }

    private static void Escape(string text, StringBuilder name)
    {
        foreach (var each in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)each) || each is (byte)'_' or (byte)'.' or (byte)':') name.Append((char)each);
            else name.Append("\\x").Append(each.ToString("x2", CultureInfo.InvariantCulture));
        }
    }

    private string Address()
    {
        if (_surroundings.Variables["DBUS_SESSION_BUS_ADDRESS"] is { } given) return given;
        if (_surroundings.Variables["XDG_RUNTIME_DIR"] is { } folder && File.Exists(Path.Join(folder, "bus")))
            return $"unix:path={SessionBus.Escaped(Path.Join(folder, "bus"))}";
        throw new SystemdException("there is no bus of the user's session");
    }

    private void GiveUp(string reason)
    {
        if (!_gaveUp) AppsLog.NoScopes(reason);
        _gaveUp = true;
    }
}
