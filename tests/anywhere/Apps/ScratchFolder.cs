// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Tests.Anywhere.Apps;

/// <summary>A folder of one test, gone afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("seamless-apps-").FullName;

    public string At(string relative) => System.IO.Path.Join(Path, relative);

    public string Write(string relative, string text)
    {
        var file = At(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void WriteApp(string relative, string name, string more = "") =>
        Write(relative, $"[Desktop Entry]\nType=Application\nName={name}\nExec=true\n{more}");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
