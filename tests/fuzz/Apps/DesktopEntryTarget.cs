// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text;
using Seamless.Agent.Apps;
using Seamless.Agent.Apps.Icons;
using Seamless.Protocol;

namespace Seamless.Tests.Fuzz.Apps;

/// <summary>Desktop files and theme indexes that anybody may have written, all the way to command lines and catalogue messages.</summary>
internal sealed class DesktopEntryTarget : IFuzzTarget
{
    private static readonly ImmutableArray<string> Files = ["/a b", "http://example.org/%25"];

    private readonly MessageLocale _locale = MessageLocale.From(Variables("LANG", "sr_RS.UTF-8@latin"));
    private readonly ProgramSearch _programs = new(Variables("PATH", "/nonexistent"));
    private readonly byte[] _wire = new byte[ProtocolLimits.BulkMessageBytes];

    public string Name => "desktop-entry";

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. new[]
        {
            "[Desktop Entry]\nType=Application\nName=Viewer\nName[sr@latin]=Pregled\nExec=viewer \"a \\\\$b\" --x=%f %i %c %k %%\nKeywords=a;b\\;c;\nIcon=viewer\n",
            "[Desktop Entry]\nType=Application\nName=T\nExec=run %U\nTerminal=true\nActions=a;b;\n[Desktop Action a]\nName=A\nExec=run %F\n[Desktop Action b]\nName=B\n",
            "# comment\n\n[Desktop Entry]\r\nType=Application\r\nName=\\sx\\n\r\nExec='q u' a\\ b \"%F\"\r\nHidden=false\r\nNoDisplay=true\r\nOnlyShowIn=KDE;\r\n",
            "[Icon Theme]\nName=X\nInherits=a,b\nDirectories=16,32@2\n[16]\nSize=16\nType=Fixed\n[32@2]\nSize=32\nScale=2\nType=Scalable\nMinSize=8\nMaxSize=512\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>A few copies of each value, and the entry's own objects.</summary>
    public long MaximumAllocation(int inputLength) => (64L * inputLength) + (256 << 10);

    public void Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        try
        {
            var index = KeyFile.Parse(bytes, _locale, AppsLimits.ThemeIndexLines);
            foreach (var group in index.Groups)
                if (IconDirectory.Read(group) is { } folder && (folder.Distance(48, 1) < 0 || folder.Distance(AppsLimits.IconPixels, 3) < 0))
                    throw new FuzzFailure($"{folder} is nearer than near");
            Check(DesktopEntry.Read(bytes, "fuzz", "/fuzz.desktop", _locale));
        }
        catch (KeyFileException e)
        {
            if (string.IsNullOrWhiteSpace(e.Message) || e.Message.Contains('\n', StringComparison.Ordinal)) throw new FuzzFailure("a refusal without one line of words");
        }
    }

    public void Dispose()
    {
    }

    private void Check(DesktopEntry entry)
    {
        if (entry.Exec is null == entry.NotStartable is null) throw new FuzzFailure("an entry is either startable or says why not");
        if (entry.Hidden) return;
        foreach (var action in (IEnumerable<string>)["", .. entry.Actions.Select(action => action.Key)])
            foreach (var files in (ReadOnlySpan<ImmutableArray<string>>)[[], Files[..1], Files]) Launch(entry, action, files);
        foreach (var part in CatalogueParts.Of([entry], ["Seamless"], revision: 1))
        {
            var writer = new MessageWriter(_wire);
            part.Write(ref writer);
            if (writer.Overflowed) throw new FuzzFailure("the catalogue does not fit a message");
            var reader = new MessageReader(_wire.AsMemory(0, writer.Count));
            if (!AppCatalogue.TryRead(ref reader, out _)) throw new FuzzFailure("the catalogue is not what its reader takes");
        }
    }

    private void Launch(DesktopEntry entry, string action, ImmutableArray<string> files)
    {
        try
        {
            var launches = AppExec.Launches(entry, action, files, _programs);
            if (launches.IsEmpty || launches.Any(launch => launch.Arguments.IsEmpty || launch.Arguments[0].Length == 0)) throw new FuzzFailure("a launch without a program");
        }
        catch (AppStartException e)
        {
            if (string.IsNullOrWhiteSpace(e.Message)) throw new FuzzFailure("a refusal without words");
        }
    }

    private static EnvironmentVariables Variables(string name, string value) => new(new Dictionary<string, string> { [name] = value });
}
