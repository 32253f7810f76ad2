// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Generator;

internal sealed record GlType(string Rust, string CSharp, int Size);

/// <summary>gl.xml's types in both languages.</summary>
internal static class GlTypes
{
    private static readonly Dictionary<string, GlType> Types = new(StringComparer.Ordinal)
    {
        ["GLenum"] = new("u32", "uint", 4),
        ["GLuint"] = new("u32", "uint", 4),
        ["GLbitfield"] = new("u32", "uint", 4),
        ["GLhandleARB"] = new("u32", "uint", 4),
        ["GLint"] = new("i32", "int", 4),
        ["GLsizei"] = new("i32", "int", 4),
        ["GLfixed"] = new("i32", "int", 4),
        ["GLclampx"] = new("i32", "int", 4),
        ["GLfloat"] = new("f32", "float", 4),
        ["GLclampf"] = new("f32", "float", 4),
        ["GLdouble"] = new("f64", "double", 8),
        ["GLclampd"] = new("f64", "double", 8),
        ["GLboolean"] = new("u8", "byte", 1),
        ["GLubyte"] = new("u8", "byte", 1),
        ["GLbyte"] = new("i8", "sbyte", 1),
        ["GLchar"] = new("GLchar", "sbyte", 1),
        ["GLcharARB"] = new("GLcharARB", "sbyte", 1),
        ["GLshort"] = new("i16", "short", 2),
        ["GLushort"] = new("u16", "ushort", 2),
        ["GLint64"] = new("i64", "long", 8),
        ["GLuint64"] = new("u64", "ulong", 8),
        ["GLintptr"] = new("isize", "nint", 8),
        ["GLsizeiptr"] = new("isize", "nint", 8),
        ["GLintptrARB"] = new("isize", "nint", 8),
        ["GLsizeiptrARB"] = new("isize", "nint", 8),
        ["GLsync"] = new("GLsync", "nint", 8),
        ["GLDEBUGPROC"] = new("GLDEBUGPROC", "nint", 8),
        ["void"] = new("c_void", "void", 1),
    };

    public static GlType Of(string type) => Types.GetValueOrDefault(type) ?? throw new RuleException($"gl.xml's type \"{type}\" is not in the generator's table");

    /// <summary>The C declaration of a parameter in Rust.</summary>
    public static string RustDeclared(string type)
    {
        if (!type.Contains('*', StringComparison.Ordinal))
            return Of(type).Rust;
        var element = Of(type.Replace("const", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal).Trim()).Rust;
        return type.Replace(" ", "", StringComparison.Ordinal) switch
        {
            var t when t.EndsWith("*const*", StringComparison.Ordinal) => $"*const *const {element}",
            var t when t.EndsWith("**", StringComparison.Ordinal) => $"*mut *mut {element}",
            var t when t.StartsWith("const", StringComparison.Ordinal) => $"*const {element}",
            _ => $"*mut {element}",
        };
    }
}
