// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Silk.NET.Core.Native;
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Generator;

/// <summary>
/// The methods by which Silk.NET.OpenGL calls the driver. Of the many of one command it takes one whose parameters are numbers, enums and
/// pointers only, as a decoder has them; a command without such a method is called by its address.
/// </summary>
internal sealed class SilkMethods
{
    private readonly ILookup<string, MethodInfo> _methods = typeof(GL).GetMethods(BindingFlags.Public | BindingFlags.Instance)
        .Where(m => !m.IsGenericMethodDefinition)
        .Select(m => (Method: m, m.GetCustomAttribute<NativeApiAttribute>()?.EntryPoint))
        .Where(m => m.EntryPoint is not null)
        .ToLookup(m => m.EntryPoint!, m => m.Method, StringComparer.Ordinal);

    /// <summary>The call of a command in C#. Null: Silk.NET has no method that fits.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">What the decoder has for each parameter: a number, or a pointer to bytes.</param>
    public string? Call(Command command, IReadOnlyList<string> arguments)
    {
        // The fewest that take any enum; then always the same one.
        var method = _methods[command.Name].Where(m => Fits(m, command))
            .OrderBy(m => m.GetParameters().Count(p => p.ParameterType == typeof(GLEnum))).ThenBy(m => m.ToString(), StringComparer.Ordinal).FirstOrDefault();
        if (method is null)
            return null;
        var passed = method.GetParameters().Select((p, i) => p.ParameterType == typeof(bool) ? $"{arguments[i]} != 0" : $"({Name(p.ParameterType)}){arguments[i]}");
        var call = $"x.Gl.{method.Name}({string.Join(", ", passed)})";
        return method.ReturnType == typeof(void) ? call : method.ReturnType == typeof(bool) ? $"({call} ? 1u : 0u)" : $"({GlTypes.Of(command.Returns).CSharp}){call}";
    }

    private static bool Fits(MethodInfo method, Command command)
    {
        var parameters = method.GetParameters();
        return parameters.Length == command.Parameters.Count
            && parameters.Zip(command.Parameters).All(p => p.Second.Shape is Shape.Input or Shape.Output ? IsPointer(p.First.ParameterType) : IsNumber(p.First.ParameterType, p.Second.Type))
            && (command.Returns == "void" ? method.ReturnType == typeof(void) : IsNumber(method.ReturnType, command.Returns));
    }

    private static bool IsPointer(Type type) => type.IsPointer;

    private static bool IsNumber(Type type, string declared)
    {
        var number = type.IsEnum ? Enum.GetUnderlyingType(type) : type;
        var bytes = number == typeof(nint) || number == typeof(nuint) ? 8 : Type.GetTypeCode(number) switch
        {
            TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
            TypeCode.Int16 or TypeCode.UInt16 => 2,
            TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
            TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double => 8,
            _ => 0,
        };
        var isFraction = number == typeof(float) || number == typeof(double);
        var gl = GlTypes.Of(declared);
        return !declared.Contains('*', StringComparison.Ordinal) && bytes == gl.Size && isFraction == gl.CSharp is "float" or "double";
    }

    private static string Name(Type type)
    {
        if (type.IsPointer)
            return Name(type.GetElementType()!) + "*";
        if (type == typeof(nint) || type == typeof(nuint))
            return type == typeof(nint) ? "nint" : "nuint";
        return type == typeof(void) ? "void" : "global::" + type.FullName;
    }
}
