// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text.Json;
using Seamless.Desktop.Headless.Input;
using Seamless.Desktop.Headless.Painting;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Desktop.Headless.Control;

/// <summary>The request cannot be done; the message is for the person who asked.</summary>
internal sealed class RequestException(string message) : Exception(message);

/// <summary>What each verb of the control socket does.</summary>
internal sealed class DesktopRequests : IDisposable
{
    private readonly HeadlessDesktop desktop;
    private readonly ScriptedInput input;
    private readonly WindowWaits waits;
    private readonly Screenshots screenshots;
    private readonly Dictionary<string, Func<ControlRequest, ControlConnection, ControlReply?>> verbs = [];

    public DesktopRequests(HeadlessDesktop desktop)
    {
        this.desktop = desktop;
        input = new ScriptedInput(desktop);
        waits = new WindowWaits(desktop);
        screenshots = new Screenshots(desktop);
        AddGuestVerbs();
        AddWindowVerbs();
        AddInputVerbs();
        AddClipboardVerbs(new ClipboardRequests(desktop));
        AddSoundVerbs();
    }

    /// <summary>Null when the reply comes later.</summary>
    public ControlReply? Carry(ControlRequest request, ControlConnection connection)
    {
        if (!verbs.TryGetValue(request.Verb, out var verb))
        {
            var known = string.Join(", ", verbs.Keys.Order());
            return new ControlReply(request.Id, false, $"this desktop does not know '{request.Verb}'; it knows {known}");
        }
        try
        {
            return verb(request, connection);
        }
        catch (JsonException error)
        {
            return new ControlReply(request.Id, false, $"{request.Verb}: {error.Message}");
        }
        catch (RequestException error)
        {
            return new ControlReply(request.Id, false, error.Message);
        }
    }

    /// <summary>Lets go of what a program held down that is gone.</summary>
    public void Release(HeldInput held) => input.Release(held);

    public void Dispose() => screenshots.Dispose();

    private void AddGuestVerbs()
    {
        On(DesktopVerbs.Attach, Attach);
        On(DesktopVerbs.Detach, arguments =>
        {
            if (!desktop.Detach(arguments.Guest)) throw new RequestException($"no guest '{arguments.Guest}' is attached");
        });
        On(DesktopVerbs.Status, (_, _) => new DesktopStatus
        {
            Name = desktop.Options.Name,
            Width = desktop.Options.Screen.Width,
            Height = desktop.Options.Screen.Height,
            Guests = [.. desktop.Guests.Select(guest => new AttachedGuest(guest.Guest.Name, guest.IsConnected, guest.Windows.Count))],
        });
    }

    private void AddWindowVerbs()
    {
        On(DesktopVerbs.Windows, (_, _) => new WindowList(WindowInfos.All(desktop)));
        On(DesktopVerbs.Close, arguments =>
        {
            var window = Find(arguments.Window);
            if (window.Session is not { IsConnected: true } session) throw new RequestException($"guest '{window.Guest.Name}' is not connected");
            session.Send(new CloseRequested(window.State.Window));
        });
        On(DesktopVerbs.Focus, arguments => desktop.Show(Find(arguments.Window)));
        On(DesktopVerbs.Place, arguments => desktop.Shell.MoveTo(FindToplevel(arguments.Window), Coordinate(arguments.X), Coordinate(arguments.Y)));
        On(DesktopVerbs.Resize, arguments =>
        {
            if (arguments.Width < 1 || arguments.Height < 1) throw new RequestException("a window has at least one pixel");
            desktop.Shell.Resize(FindToplevel(arguments.Window), arguments.Width, arguments.Height);
        });
        On(DesktopVerbs.Shape, Shape);
        Later(DesktopVerbs.Wait, waits.Add);
        Later(DesktopVerbs.AwaitWindow, waits.Add);
        Later(DesktopVerbs.Screenshot, (arguments, reply) => screenshots.Take(arguments.File, arguments.Window is { } id ? Find(id) : null, reply));
    }

    private void AddClipboardVerbs(ClipboardRequests clipboard)
    {
        On(DesktopVerbs.ClipboardTypes, (arguments, _) => clipboard.Types(arguments));
        On(DesktopVerbs.ClipboardSet, clipboard.Set);
        Later(DesktopVerbs.ClipboardGet, clipboard.Get);
    }

    private void AddSoundVerbs()
    {
        var sounds = new SoundRequests(desktop);
        On(DesktopVerbs.AudioStreams, (_, _) => sounds.Streams());
        On(DesktopVerbs.AudioRecord, arguments => sounds.Record(arguments.Folder));
        Later(DesktopVerbs.AudioStop, (_, reply) => sounds.Stop(reply));
    }

    private void AddInputVerbs()
    {
        On(DesktopVerbs.Key, arguments => input.Chord(arguments.Chord));
        On(DesktopVerbs.Text, arguments => input.Text(arguments.Text));
        On(DesktopVerbs.Click, arguments =>
        {
            input.MoveTo(arguments.X, arguments.Y, Window(arguments.Window));
            input.Click(arguments.Button, arguments.Count);
        });
        On(DesktopVerbs.Move, arguments => input.MoveTo(arguments.X, arguments.Y, Window(arguments.Window)));
        On(DesktopVerbs.MoveBy, arguments => input.MoveBy(arguments.X, arguments.Y));
        On(DesktopVerbs.Scroll, arguments => input.Scroll(arguments.Horizontal, arguments.Vertical, arguments.Source));
        Later(DesktopVerbs.Drag, (arguments, reply) => input.Drag(arguments, Window(arguments.Window), reply));
        OnHeld(DesktopVerbs.KeyEvent, (arguments, held) => input.Key(arguments.Key, arguments.Pressed, held));
        OnHeld(DesktopVerbs.Button, (arguments, held) => input.Button(arguments.Button, arguments.Pressed, held));
        OnHeld(DesktopVerbs.Touch, (arguments, held) => input.Touch(arguments, Window(arguments.Window), held));
    }

    private void Attach(AttachArguments arguments)
    {
        if (arguments.Guest.Length is 0 or > 64) throw new RequestException("a guest's name has 1 to 64 characters");
        if (!Path.IsPathRooted(arguments.Socket)) throw new RequestException($"'{arguments.Socket}' is not an absolute path");
        if (!desktop.Attach(arguments.Guest, () => UnixSocket.Connect(arguments.Socket)))
            throw new RequestException($"{DesktopLimits.Guests} guests are attached already");
    }

    private void Shape(ShapeArguments arguments)
    {
        var window = FindToplevel(arguments.Window);
        var shape = window.Shape;
        desktop.Shell.SetShape(window, new WindowShape(
            arguments.Maximized ?? shape.IsMaximized, arguments.Fullscreen ?? shape.IsFullscreen, arguments.Minimized ?? shape.IsMinimized,
            arguments.Tiled is { } tiled ? Edges(tiled) : shape.Tiled));
    }

    private static ResizeEdges Edges(string text)
    {
        var edges = ResizeEdges.None;
        foreach (var word in text.Split('+'))
        {
            edges |= word switch
            {
                "left" => ResizeEdges.Left,
                "right" => ResizeEdges.Right,
                "top" => ResizeEdges.Top,
                "bottom" => ResizeEdges.Bottom,
                "none" => ResizeEdges.None,
                _ => throw new RequestException($"'{word}' is not left, right, top, bottom or none"),
            };
        }
        return edges;
    }

    private DesktopWindow Find(long id) => desktop.Find(id) ?? throw new RequestException($"there is no window {id}");

    private DesktopWindow FindToplevel(long id) =>
        Find(id) is { IsToplevel: true } window ? window : throw new RequestException($"window {id} is a popup: it goes with its parent");

    private DesktopWindow? Window(long? id) => id is { } number ? Find(number) : null;

    private static int Coordinate(int value) => Math.Clamp(value, -ProtocolLimits.Coordinate, ProtocolLimits.Coordinate);

    private void On<TArguments, TResult>(ControlVerb<TArguments, TResult> verb, Func<TArguments, ControlConnection, TResult> run)
        where TArguments : class where TResult : class =>
        verbs.Add(verb.Name, (request, connection) => verb.Reply(request.Id, run(verb.ReadArguments(request), connection)));

    private void On<TArguments>(ControlVerb<TArguments, Nothing> verb, Action<TArguments> run)
        where TArguments : class => OnHeld(verb, (arguments, _) => run(arguments));

    private void OnHeld<TArguments>(ControlVerb<TArguments, Nothing> verb, Action<TArguments, HeldInput> run)
        where TArguments : class => On(verb, (arguments, connection) =>
        {
            run(arguments, connection.Held);
            return new Nothing();
        });

    private void Later<TArguments, TResult>(ControlVerb<TArguments, TResult> verb, Action<TArguments, PendingReply> run)
        where TArguments : class where TResult : class =>
        verbs.Add(verb.Name, (request, connection) =>
        {
            var arguments = verb.ReadArguments(request);
            if (!connection.MayWait) throw new RequestException($"more than {ControlLimits.RequestsInFlight} requests at once on one connection");
            var reply = connection.Later(request.Id);
            try
            {
                run(arguments, reply);
            }
            catch (RequestException error)
            {
                reply.Fail(error.Message);
            }
            return null;
        });
}
