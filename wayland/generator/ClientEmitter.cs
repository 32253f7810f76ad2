// SPDX-License-Identifier: Apache-2.0
using System.Collections.Generic;
using System.Linq;

namespace Seamless.Wayland.Generator;

/// <summary>Writes the proxies of a client: one method per request, one callback field per event.</summary>
internal sealed class ClientEmitter
{
    private readonly Vocabulary _vocabulary;
    private readonly CodeText _code = CodeText.File();

    public ClientEmitter(Vocabulary vocabulary) => this._vocabulary = vocabulary;

    public string Emit(Protocol protocol)
    {
        _code.Line("namespace Seamless.Wayland.Client;");
        foreach (var @interface in protocol.Interfaces)
            EmitClass(@interface);
        return _code.ToString();
    }

    private void EmitClass(Interface @interface)
    {
        var name = CSharpNames.Pascal(@interface.Name);
        _code.Line();
        _code.Summary(@interface.Summary);
        _code.Open($"public sealed partial class {name} : Proxy, IProxy<{name}>");
        SharedEmitter.Constants(_code, @interface);
        _code.Line();
        _code.Open($"internal {name}(Display display, uint id, int version) : base(display, id, version)");
        _code.Close();
        _code.Line();
        _code.Line($"static string IProxy<{name}>.Name => InterfaceName;");
        _code.Line($"static int IProxy<{name}>.MaximumVersion => InterfaceVersion;");
        _code.Line($"static {name} IProxy<{name}>.Create(Display display, uint id, int version) => new(display, id, version);");
        _code.Line();
        _code.Line($"internal override global::Seamless.Wayland.WireInterface Interface => global::Seamless.Wayland.WireInterfaces.{name};");
        foreach (var @event in @interface.Events)
            EmitEvent(@interface, @event);
        foreach (var request in @interface.Requests)
            EmitRequest(@interface, request);
        EmitDispatch(@interface);
        SharedEmitter.Enumerations(_code, @interface);
        _code.Close();
    }

    private void EmitEvent(Interface @interface, Message @event)
    {
        var types = string.Join(", ", @event.Arguments.Select(argument => EventType(@interface, argument)));
        _code.Line();
        _code.Summary(@event.Summary);
        _code.Line($"public global::System.Action{(types.Length > 0 ? $"<{types}>" : "")}? {CSharpNames.ProxyEvent(@interface, @event)};");
    }

    // An object of an event is null when this side has destroyed it while the event was on its way.
    private string EventType(Interface @interface, Argument argument) => argument.Type switch
    {
        ArgumentType.Object => (_vocabulary.ClassOf(argument) ?? "Proxy") + "?",
        ArgumentType.NewId => _vocabulary.ClassOf(argument) ?? "uint",
        _ => PlainType(@interface, argument),
    };

    private string PlainType(Interface @interface, Argument argument) => argument.Type switch
    {
        ArgumentType.Int or ArgumentType.Uint => _vocabulary.NumberType(@interface, argument),
        ArgumentType.Fixed => "global::Seamless.Wayland.Fixed",
        ArgumentType.String => "string" + (argument.AllowsNull ? "?" : ""),
        ArgumentType.Array => "global::System.ReadOnlySpan<byte>",
        _ => "global::Seamless.Linux.FileDescriptor",
    };

    private void EmitRequest(Interface @interface, Message request)
    {
        var created = request.Arguments.FirstOrDefault(argument => argument.Type == ArgumentType.NewId);
        var result = created is null ? "void" : _vocabulary.ClassOf(created) ?? "T";
        var untyped = created is not null && _vocabulary.ClassOf(created) is null;
        var parameters = request.Arguments
            .Where(argument => argument.Type != ArgumentType.NewId)
            .Select(argument => $"{RequestType(@interface, argument)} {CSharpNames.Parameter(argument.Name)}")
            .ToList();
        if (untyped)
            parameters.Add("int version");
        _code.Line();
        _code.Summary(request.Summary);
        _code.Open($"public {result} {CSharpNames.ProxyRequest(@interface, request)}{(untyped ? "<T>" : "")}({string.Join(", ", parameters)})"
            + (untyped ? " where T : Proxy, IProxy<T>" : ""));
        if (created is not null)
        {
            _code.Line(untyped
                ? "var created = T.Create(Display, Display.AllocateId(), version);"
                : $"var created = new {result}(Display, Display.AllocateId(), Version);");
        }

        _code.Line($"var writer = BeginRequest({request.Opcode});");
        foreach (var argument in request.Arguments)
            EmitWrite(@interface, argument);
        _code.Line("writer.End();");
        if (request.IsDestructor)
            _code.Line("Retire();");
        if (created is not null)
            _code.Line("return created;");
        _code.Close();
    }

    private string RequestType(Interface @interface, Argument argument) => argument.Type == ArgumentType.Object
        ? (_vocabulary.ClassOf(argument) ?? "Proxy") + (argument.AllowsNull ? "?" : "")
        : PlainType(@interface, argument);

    private void EmitWrite(Interface @interface, Argument argument)
    {
        var name = CSharpNames.Parameter(argument.Name);
        var typed = _vocabulary.NumberType(@interface, argument) is not ("int" or "uint");
        if (argument.Type == ArgumentType.NewId && _vocabulary.ClassOf(argument) is null)
        {
            _code.Line("writer.String(T.Name);");
            _code.Line("writer.Uint((uint)version);");
        }

        _code.Line(argument.Type switch
        {
            ArgumentType.Int => $"writer.Int({(typed ? $"unchecked((int){name})" : name)});",
            ArgumentType.Uint => $"writer.Uint({(typed ? $"(uint){name}" : name)});",
            ArgumentType.Fixed => $"writer.Fixed({name});",
            ArgumentType.String => $"writer.String({name});",
            ArgumentType.Object => $"writer.Uint(IdOf({name}));",
            ArgumentType.NewId => "writer.Uint(created.Id);",
            ArgumentType.Array => $"writer.Array({name});",
            _ => $"writer.Descriptor({name});",
        });
    }

    private void EmitDispatch(Interface @interface)
    {
        _code.Line();
        _code.Open("internal override void Dispatch(int opcode, ref global::Seamless.Wayland.WireReader args)");
        if (@interface.Events.Count > 0)
        {
            _code.Open("switch (opcode)");
            foreach (var @event in @interface.Events)
                EmitCase(@interface, @event);
            _code.Close();
        }

        _code.Close();
    }

    private void EmitCase(Interface @interface, Message @event)
    {
        _code.Open($"case {@event.Opcode}:");
        var values = new List<string>();
        foreach (var argument in @event.Arguments)
        {
            var name = CSharpNames.Parameter(argument.Name);
            _code.Line($"var {name} = {ReadExpression(@interface, argument)};");
            var created = argument.Type == ArgumentType.NewId ? _vocabulary.ClassOf(argument) : null;
            values.Add(created is null ? name : $"new {created}(Display, {name}, Version)");
        }

        _code.Line("if (!Accepts(opcode, ref args)) return;");
        var callback = CSharpNames.ProxyEvent(@interface, @event);
        // A new object exists whether or not somebody listens; an fd that nobody takes is closed.
        for (var index = 0; index < values.Count; index++)
        {
            if (!values[index].StartsWith("new ", System.StringComparison.Ordinal))
                continue;
            _code.Line($"var created = {values[index]};");
            values[index] = "created";
        }

        foreach (var descriptor in @event.Arguments.Where(argument => argument.Type == ArgumentType.Descriptor))
            _code.Line($"if ({callback} is null) {CSharpNames.Parameter(descriptor.Name)}.Dispose();");
        if (@event.IsDestructor)
            _code.Line("Retire();");
        _code.Line($"{callback}?.Invoke({string.Join(", ", values)});");
        _code.Line("return;");
        _code.Close();
    }

    private string ReadExpression(Interface @interface, Argument argument)
    {
        switch (argument.Type)
        {
            case ArgumentType.Int or ArgumentType.Uint:
                var read = argument.Type == ArgumentType.Int ? "args.Int()" : "args.Uint()";
                var type = _vocabulary.NumberType(@interface, argument);
                return type is "int" or "uint" ? read : $"unchecked(({type}){read})";
            case ArgumentType.Fixed:
                return "args.Fixed()";
            case ArgumentType.String:
                return argument.AllowsNull ? "args.StringOrNull()" : "args.String()";
            case ArgumentType.Object:
                return $"Argument<{_vocabulary.ClassOf(argument) ?? "Proxy"}>(ref args)";
            case ArgumentType.NewId:
                return "args.Uint()";
            case ArgumentType.Array:
                return "args.Array()";
            default:
                return "args.Descriptor()";
        }
    }
}
