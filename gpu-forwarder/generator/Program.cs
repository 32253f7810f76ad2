// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Generator;

string? rust = null, csharp = null, xml = "/usr/share/khronos-api/gl.xml";
for (var i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--rust": rust = args[i + 1]; break;
        case "--csharp": csharp = args[i + 1]; break;
        case "--xml": xml = args[i + 1]; break;
        default: Console.Error.WriteLine($"seamless-gl-generator: no option {args[i]}"); return 2;
    }
}
if (!File.Exists(xml))
{
    Console.Error.WriteLine($"seamless-gl-generator: {xml} is missing; it is in Debian's package khronos-api (installers/linux/setup build)");
    return 1;
}
try
{
    var api = Api.Load(xml, Rules.Embedded());
    if (rust is not null)
        Output.Write(rust, RustEmitter.Files(api));
    if (csharp is not null)
        Output.Write(csharp, CSharpEmitter.Files(api));
    Console.WriteLine($"{api.Recorded.Count} records, {api.Commands.Count} commands, hash {api.Hash:x16}");
    return 0;
}
catch (RuleException e)
{
    Console.Error.WriteLine($"seamless-gl-generator: {e.Message}");
    return 1;
}
