// SPDX-License-Identifier: Apache-2.0
// The key Exec (Desktop Entry Specification 1.5, "The Exec key"), after the string escapes of the file are resolved.
//
// The specification wants arguments with reserved characters in double quotes. Files in the wild also use single quotes and
// backslashes outside quotes, because most launchers split the line as a shell would; so do we. No shell ever sees the
// line: '$', '>' and '|' are plain characters.
//
// Field codes inside quotes are undefined in the specification. "%f" alone in quotes is a common slip and means %f. Inside a
// longer quoted argument the file name would become part of somebody's shell script (sh -c "player %f"), where its
// characters could act: such a code stands for nothing, and the app opens no files for us.
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Seamless.Agent.Apps;

/// <summary>A piece of an argument: text, or one of the field codes f F u U i c k.</summary>
public readonly record struct ExecPart(string Text, char Code)
{
    public bool IsFileCode => Code is 'f' or 'F' or 'u' or 'U';
}

public sealed record ExecLine
{
    private ExecLine(ImmutableArray<ImmutableArray<ExecPart>> arguments, char fileCode, bool hidesFiles)
    {
        Arguments = arguments;
        FileCode = fileCode;
        HidesFiles = hidesFiles;
    }

    /// <summary>The program and its arguments; never empty.</summary>
    public ImmutableArray<ImmutableArray<ExecPart>> Arguments { get; }

    /// <summary>f, F, u or U; NUL when the line takes no files.</summary>
    public char FileCode { get; }

    /// <summary>The line takes files only inside a longer quoted argument, where we do not put them.</summary>
    public bool HidesFiles { get; }

    public string Program => Arguments[0][0].Text;

    /// <summary>On failure the reason reads on after "Exec of its desktop file".</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out ExecLine? exec, [NotNullWhen(false)] out string? reason)
    {
        var reader = new Reader(line);
        reason = reader.Read();
        exec = reason is null ? new ExecLine(reader.Arguments.ToImmutable(), reader.FileCode, reader.HidesFiles) : null;
        return exec is not null;
    }

    private sealed class Reader(string line)
    {
        private readonly ImmutableArray<ExecPart>.Builder _parts = ImmutableArray.CreateBuilder<ExecPart>();
        private readonly StringBuilder _text = new();
        private int _at;

        public ImmutableArray<ImmutableArray<ExecPart>>.Builder Arguments { get; } = ImmutableArray.CreateBuilder<ImmutableArray<ExecPart>>();
        public char FileCode { get; private set; }
        public bool HidesFiles { get; private set; }

        public string? Read()
        {
            while (true)
            {
                while (_at < line.Length && IsSpace(line[_at])) _at++;
                if (_at == line.Length) break;
                if (Arguments.Count == AppsLimits.Arguments) return $"has more than {AppsLimits.Arguments} arguments";
                if (ReadArgument() is { } reason) return reason;
            }
            if (Arguments.Count == 0) return "is empty";
            var program = Arguments[0];
            if (program.Length != 1 || program[0].Code != 0 || program[0].Text.Length == 0) return "does not begin with a program";
            return program[0].Text.Contains('=', StringComparison.Ordinal) ? "has a '=' in the name of its program" : null;
        }

        private string? ReadArgument()
        {
            _parts.Clear();
            _text.Clear();
            var start = _at;
            while (_at < line.Length && !IsSpace(line[_at]))
            {
                var c = line[_at];
                var reason = c switch
                {
                    '"' => ReadDoubleQuoted(alone: _at == start),
                    '\'' => ReadSingleQuoted(),
                    '\\' => ReadEscaped(),
                    '%' => ReadCode(inLongQuote: false),
                    _ => ReadPlain(c),
                };
                if (reason is not null) return reason;
            }
            EndText();
            // An argument of nothing but removed codes is removed itself; a quoted empty one stays.
            if (_parts.Count == 0 && line[start] is '"' or '\'') _parts.Add(new ExecPart("", '\0'));
            if (_parts.Count > 1 && _parts.Any(part => part.Code is 'F' or 'U' or 'i'))
                return "has %F, %U or %i inside a longer argument";
            if (_parts.Count > 0) Arguments.Add(_parts.ToImmutable());
            return null;
        }

        private string? ReadPlain(char c)
        {
            _text.Append(c);
            _at++;
            return null;
        }

        private string? ReadEscaped()
        {
            if (_at + 1 == line.Length) return "ends with a backslash";
            _text.Append(line[_at + 1]);
            _at += 2;
            return null;
        }

        private string? ReadSingleQuoted()
        {
            var end = line.IndexOf('\'', _at + 1);
            if (end < 0) return "has an opening quote without a closing one";
            for (_at++; _at < end;)
                if ((line[_at] == '%' ? ReadCode(inLongQuote: true) : ReadPlain(line[_at])) is { } reason) return reason;
            _at = end + 1;
            return null;
        }

        private string? ReadDoubleQuoted(bool alone)
        {
            var isCodeAlone = alone && _at + 3 < line.Length && line[_at + 1] == '%' && line[_at + 3] == '"'
                && (_at + 4 == line.Length || IsSpace(line[_at + 4]));
            for (_at++; _at < line.Length;)
            {
                var c = line[_at];
                if (c == '"')
                {
                    _at++;
                    return null;
                }
                if (c == '\\' && _at + 1 < line.Length && line[_at + 1] is '"' or '`' or '$' or '\\') c = line[++_at];
                else if (c == '%')
                {
                    if (ReadCode(inLongQuote: !isCodeAlone) is { } reason) return reason;
                    continue;
                }
                _text.Append(c);
                _at++;
            }
            return "has an opening quote without a closing one";
        }

        private string? ReadCode(bool inLongQuote)
        {
            if (_at + 1 == line.Length) return "ends with a single %";
            var code = line[_at + 1];
            _at += 2;
            switch (code)
            {
                case '%':
                    _text.Append('%');
                    return null;
                case 'd' or 'D' or 'n' or 'N' or 'v' or 'm':
                    return null; // deprecated: removed
                case 'i' when inLongQuote:
                    return "has %i inside quotes";
                case 'i' or 'c' or 'k':
                    AddCode(code);
                    return null;
                case 'f' or 'F' or 'u' or 'U' when inLongQuote:
                    HidesFiles = true;
                    return null;
                case 'f' or 'F' or 'u' or 'U':
                    if (FileCode != 0) return "has more than one of %f %F %u %U";
                    FileCode = code;
                    AddCode(code);
                    return null;
                default:
                    return $"has the unknown field code %{code}";
            }
        }

        private void AddCode(char code)
        {
            EndText();
            _parts.Add(new ExecPart("", code));
        }

        private void EndText()
        {
            if (_text.Length == 0) return;
            _parts.Add(new ExecPart(_text.ToString(), '\0'));
            _text.Clear();
        }

        private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';
    }
}
