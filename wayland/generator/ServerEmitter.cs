// SPDX-License-Identifier: Apache-2.0
using System.Collections.Generic;
using System.Linq;

namespace Seamless.Wayland.Generator;

/// <summary>Writes the classes that a compositor derives from: one abstract method per request, one Send method per event.</summary>
internal sealed class ServerEmitter
{
    private readonly Vocabulary _vocabulary;
    private readonly CodeText _code = CodeText.File();

    public ServerEmitter(Vocabulary vocabulary) => this._vocabulary = vocabulary;

    public string Emit(Protocol protocol)
    {
        _code.Line("namespace Seamless.Wayland.Server;");
        foreach (var @interface in protocol.Interfaces)
            EmitClass(@interface);
        return _code.ToString();
    }

    private void EmitClass(Interface @interface)
    {
        var name = CSharpNames.Pascal(@interface.Name);
        _code.Line();
        _code.Summary(@interface.Summary);
        _code.Open($"public abstract partial class {name} : Resource");
        SharedEmitter.Constants(_code, @interface);
        _code.Line();
        _code.Open($"protected {name}(Client client, uint id, int version) : base(client, id, version)");
        _code.Close();
        _code.Line();
        _code.Line($"internal sealed override global::Seamless.Wayland.WireInterface Interface => global::Seamless.Wayland.WireInterfaces.{name};");
        if (@interface.Enumerations.Any(enumeration => enumeration.Name == "error"))
        {
            _code.Line();
            _code.Line("/// <inheritdoc cref=\"Resource.PostError(uint, string)\"/>");
            _code.Line("public void PostError(Error code, string message) => PostError((uint)code, message);");
        }

        foreach (var request in @interface.Requests)
            EmitRequest(@interface, request);
        foreach (var @event in @interface.Events)
            EmitEvent(@interface, @event);
        EmitDispatch(@interface);
        SharedEmitter.Enumerations(_code, @interface);
        _code.Close();
    }

    private void EmitRequest(Interface @interface, Message request)
    {
        var parameters = string.Join(", ", request.Arguments.Select(argument => RequestParameter(@interface, argument)));
        _code.Line();
        _code.Summary(request.Summary);
        if (request.IsDestructor && request.Arguments.Count == 0)
            _code.Line($"protected virtual void {RequestMethod(request)}() => Destroy();");
        else
            _code.Line($"protected abstract void {RequestMethod(request)}({parameters});");
    }

    private static string RequestMethod(Message request) =>
        request.Name == "destroyed" ? "OnDestroyedRequest" : "On" + CSharpNames.Pascal(request.Name);

    private string RequestParameter(Interface @interface, Argument argument)
    {
        var name = CSharpNames.Parameter(argument.Name);
        if (argument.Type == ArgumentType.NewId && argument.Interface is null)
            return $"string interfaceName, uint version, uint {name}";
        return $"{ParameterType(@interface, argument)} {name}";
    }

    private string ParameterType(Interface @interface, Argument argument) => argument.Type switch
    {
        ArgumentType.Int or ArgumentType.Uint => _vocabulary.NumberType(@interface, argument),
        ArgumentType.Fixed => "global::Seamless.Wayland.Fixed",
        ArgumentType.String => "string" + (argument.AllowsNull ? "?" : ""),
        ArgumentType.Object => (_vocabulary.ClassOf(argument) ?? "Resource") + (argument.AllowsNull ? "?" : ""),
        ArgumentType.NewId => "uint",
        ArgumentType.Array => "global::System.ReadOnlySpan<byte>",
        _ => "global::Seamless.Linux.FileDescriptor",
    };

    private void EmitDispatch(Interface @interface)
    {
        _code.Line();
        _code.Open("internal sealed override void Dispatch(int opcode, ref global::Seamless.Wayland.WireReader args)");
        if (@interface.Requests.Count > 0)
        {
            _code.Open("switch (opcode)");
            foreach (var request in @interface.Requests)
                EmitCase(@interface, request);
            _code.Close();
        }

        _code.Close();
    }

    private void EmitCase(Interface @interface, Message request)
    {
        _code.Open($"case {request.Opcode}:");
        var values = new List<string>();
        foreach (var argument in request.Arguments)
        {
            var name = CSharpNames.Parameter(argument.Name);
            if (argument.Type == ArgumentType.NewId && argument.Interface is null)
            {
                _code.Line("var interfaceName = args.String();");
                _code.Line("var version = args.Uint();");
                values.Add("interfaceName");
                values.Add("version");
            }

            _code.Line($"var {name} = {ReadExpression(@interface, argument)};");
            values.Add(name);
        }

        _code.Line("if (!Accepts(opcode, ref args)) return;");
        _code.Line($"{RequestMethod(request)}({string.Join(", ", values)});");
        // Whatever an override does, after its destructor request the id is free for the client to use again.
        if (request.IsDestructor)
            _code.Line("Destroy();");
        _code.Line("return;");
        _code.Close();
    }

    private string ReadExpression(Interface @interface, Argument argument)
    {
        var orNull = argument.AllowsNull ? "OrNull" : "";
        switch (argument.Type)
        {
            case ArgumentType.Int or ArgumentType.Uint:
                var read = argument.Type == ArgumentType.Int ? "args.Int()" : "args.Uint()";
                var type = _vocabulary.NumberType(@interface, argument);
                return type is "int" or "uint" ? read : $"unchecked(({type}){read})";
            case ArgumentType.Fixed:
                return "args.Fixed()";
            case ArgumentType.String:
                return $"args.String{orNull}()";
            case ArgumentType.Object:
                return $"Argument{orNull}<{_vocabulary.ClassOf(argument) ?? "Resource"}>(ref args)";
            case ArgumentType.NewId:
                return "NewId(ref args)";
            case ArgumentType.Array:
                return "args.Array()";
            default:
                return "args.Descriptor()";
        }
    }

    private void EmitEvent(Interface @interface, Message @event)
    {
        var parameters = string.Join(", ", @event.Arguments.Select(argument =>
            (argument.Type == ArgumentType.NewId ? _vocabulary.ClassOf(argument) ?? "Resource" : ParameterType(@interface, argument))
            + " " + CSharpNames.Parameter(argument.Name)));
        _code.Line();
        _code.Summary(@event.Summary);
        _code.Open($"public void Send{CSharpNames.Pascal(@event.Name)}({parameters})");
        foreach (var argument in @event.Arguments.Where(argument => argument.Type is ArgumentType.Object or ArgumentType.NewId && !argument.AllowsNull))
            _code.Line($"if (!{CSharpNames.Parameter(argument.Name)}.IsAlive) return;");
        _code.Line($"if (!BeginEvent({@event.Opcode}, {@event.Since}, out var writer)) return;");
        foreach (var argument in @event.Arguments)
            _code.Line(WriteStatement(@interface, argument));
        _code.Line("writer.End();");
        if (@event.IsDestructor)
            _code.Line("Destroy();");
        _code.Close();
    }

    private string WriteStatement(Interface @interface, Argument argument)
    {
        var name = CSharpNames.Parameter(argument.Name);
        return argument.Type switch
        {
            ArgumentType.Int => $"writer.Int({Plain("int", name)});",
            ArgumentType.Uint => $"writer.Uint({Plain("uint", name)});",
            ArgumentType.Fixed => $"writer.Fixed({name});",
            ArgumentType.String => $"writer.String({name});",
            ArgumentType.Object => $"writer.Uint(IdOf({name}));",
            ArgumentType.NewId => $"writer.Uint(IdOf({name}));",
            ArgumentType.Array => $"writer.Array({name});",
            _ => $"writer.Descriptor({name});",
        };

        string Plain(string type, string value) =>
            _vocabulary.NumberType(@interface, argument) is "int" or "uint" ? value : $"unchecked(({type}){value})";
    }
}
