// SPDX-License-Identifier: Apache-2.0
// The user's systemd, asked over D-Bus. One method is enough for us: StartTransientUnit puts processes that already run into a scope,
// a cgroup of their own that nothing in it can leave. Calls do not wait; answers arrive on the loop.
using System.Globalization;
using System.Runtime.InteropServices;

namespace Seamless.Linux.Systemd;

/// <summary>A connection to the service manager of this user.</summary>
public sealed unsafe class UserSystemd : IDisposable
{
    /// <summary>Calls without an answer yet; beyond it the manager is as good as gone.</summary>
    private const int MostCalls = 256;

    /// <summary>Messages taken in one turn of the loop.</summary>
    private const int MessagesPerTurn = 64;

    private const string Destination = "org.freedesktop.systemd1", ManagerPath = "/org/freedesktop/systemd1", ManagerInterface = "org.freedesktop.systemd1.Manager";
    private const int PollIn = 1, PollOut = 4;

    private readonly EventLoop _loop;
    private readonly LoopTimer _timer;
    private readonly Dictionary<ulong, Action<string?>> _calls = [];
    private IntPtr _bus;
    private FileDescriptor? _descriptor;
    private Watch? _watch;

    private UserSystemd(EventLoop loop, IntPtr bus)
    {
        _loop = loop;
        _bus = bus;
        _timer = loop.CreateTimer(Process);
        try
        {
            // A duplicate, because the library closes its own.
            _descriptor = FileDescriptor.FromCall(Libc.fcntl(Check(BusNative.GetFd(bus), "its socket"), Libc.F_DUPFD_CLOEXEC, 3), "duplicate the bus socket");
            _watch = loop.Add(_descriptor, Interest.Read, _ => Process());
            loop.Defer(Process);
        }
        catch (IOException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>False once the connection is lost; calls then fail at once.</summary>
    public bool IsOpen => _bus != IntPtr.Zero;

    /// <summary>Connects to a bus, such as <c>unix:path=/run/user/1000/bus</c>. Whether a systemd answers there, the first call tells.</summary>
    /// <exception cref="SystemdException">There is no such bus, or no libsystemd.</exception>
    public static UserSystemd Connect(EventLoop loop, string address)
    {
        if (!NativeLibrary.TryLoad(BusNative.Library, out _))
            throw new SystemdException("libsystemd is not installed");
        IntPtr bus;
        // SAFETY: fills one pointer, a reference that is given back here or by Dispose.
        Check(BusNative.New(&bus), "a bus connection");
        try
        {
            Check(BusNative.SetAddress(bus, address), $"the address {address}");
            Check(BusNative.SetBusClient(bus, 1), "a bus connection");
            Check(BusNative.Start(bus), $"the bus at {address}");
        }
        catch (SystemdException)
        {
            BusNative.CloseUnref(bus);
            throw;
        }
        return new UserSystemd(loop, bus);
    }

    /// <summary>
    /// Moves a running process, and what it starts from now on, into a scope of that name. <paramref name="done"/> is called on the
    /// loop, once: with null, or with why it did not happen.
    /// </summary>
    public void StartScope(string unit, string description, int pid, Action<string?> done)
    {
        if (!IsOpen || _calls.Count >= MostCalls)
        {
            done("the connection to the user's service manager is lost");
            return;
        }
        IntPtr message = IntPtr.Zero;
        try
        {
            // SAFETY: the message is ours until it is unreferenced below; sending takes a reference of its own.
            Check(BusNative.NewMethodCall(_bus, &message, Destination, ManagerPath, ManagerInterface, "StartTransientUnit"), "StartTransientUnit");
            AppendScope(message, unit, description, (uint)pid);
            ulong cookie;
            Check(BusNative.Send(_bus, message, &cookie), "StartTransientUnit");
            _calls.Add(cookie, done);
            // What could not be sent at once is sent, and the connection set up, from here.
            _loop.Defer(Process);
        }
        catch (SystemdException e)
        {
            done(e.Message);
            _loop.Defer(Process);
        }
        finally
        {
            if (message != IntPtr.Zero)
                BusNative.MessageUnref(message);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _watch?.Dispose();
        _descriptor?.Dispose();
        (_watch, _descriptor) = (null, null);
        if (_bus != IntPtr.Zero)
            _ = BusNative.CloseUnref(_bus); // SAFETY: our one reference; the field is cleared so that nothing uses it again.
        _bus = IntPtr.Zero;
        Fail("the connection to the user's service manager is closed");
    }

    /// <summary>StartTransientUnit(s name, s mode, a(sv) properties, a(sa(sv)) auxiliary units).</summary>
    private static void AppendScope(IntPtr message, string unit, string description, uint pid)
    {
        Text(message, unit);
        Text(message, "fail");
        Open(message, 'a', "(sv)");
        TextProperty(message, "Description", description);
        TextProperty(message, "CollectMode", "inactive-or-failed");
        Property(message, "PIDs", "au", () =>
        {
            Open(message, 'a', "u");
            var number = pid;
            // SAFETY: the library copies four bytes during the call.
            Check(BusNative.AppendBasic(message, (byte)'u', &number), "a message");
            Close(message);
        });
        Close(message);
        Open(message, 'a', "(sa(sv))");
        Close(message);
    }

    private static void TextProperty(IntPtr message, string name, string value) => Property(message, name, "s", () => Text(message, value));

    private static void Property(IntPtr message, string name, string signature, Action value)
    {
        Open(message, 'r', "sv");
        Text(message, name);
        Open(message, 'v', signature);
        value();
        Close(message);
        Close(message);
    }

    private static void Text(IntPtr message, string text) => Check(BusNative.AppendText(message, (byte)'s', text), "a message");

    private static void Open(IntPtr message, char type, string contents) => Check(BusNative.OpenContainer(message, (byte)type, contents), "a message");

    private static void Close(IntPtr message) => Check(BusNative.CloseContainer(message), "a message");

    private void Process()
    {
        for (var i = 0; i < MessagesPerTurn && IsOpen; i++)
        {
            IntPtr message = IntPtr.Zero;
            // SAFETY: a message that comes out is our reference, given back in Take.
            var result = BusNative.Process(_bus, &message);
            if (message != IntPtr.Zero)
                Take(message);
            if (result < 0)
            {
                Dispose();
                return;
            }
            if (result == 0)
                break;
        }
        Wait();
    }

    /// <summary>What the library wants to be called for next: it changes while the connection is being set up.</summary>
    private void Wait()
    {
        if (!IsOpen || _watch is null)
            return;
        var events = BusNative.GetEvents(_bus);
        _watch.Interest = ((events & PollIn) != 0 ? Interest.Read : 0) | ((events & PollOut) != 0 ? Interest.Write : 0);
        ulong deadline;
        // SAFETY: fills one number.
        if (BusNative.GetTimeout(_bus, &deadline) <= 0 || deadline == ulong.MaxValue)
            _timer.Stop();
        else
            _timer.Start(TimeSpan.FromMicroseconds(Math.Max(0, (double)deadline - (Clock.MonotonicNanoseconds / 1000))));
    }

    private void Take(IntPtr message)
    {
        ulong cookie;
        // SAFETY: fills one number; the error belongs to the message and is read before that is given back.
        var isReply = BusNative.GetReplyCookie(message, &cookie) >= 0;
        var error = BusNative.GetError(message);
        var reason = error is null || error->Name is null ? null : Marshal.PtrToStringUTF8((IntPtr)(error->Message is null ? error->Name : error->Message));
        BusNative.MessageUnref(message);
        if (isReply && _calls.Remove(cookie, out var done))
            done(reason);
    }

    private void Fail(string reason)
    {
        var calls = _calls.Values.ToArray();
        _calls.Clear();
        foreach (var done in calls)
            done(reason);
    }

    private static int Check(int result, string what)
    {
        if (result >= 0)
            return result;
        var error = (Errno)(-result);
        throw new SystemdException(string.Create(CultureInfo.InvariantCulture, $"systemd: {what}: {Marshal.GetPInvokeErrorMessage(-result)} ({error})"));
    }
}
