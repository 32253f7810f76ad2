// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

internal static class AppVectors
{
    public static IEnumerable<Vector> All()
    {
        yield return Vector.Of("two apps, the first part of two", new AppCatalogue
        {
            Revision = 4,
            Part = 0,
            Parts = 2,
            Apps =
            [
                new App
                {
                    Id = "org.example.Editor",
                    Name = "Editor",
                    GenericName = "Text Editor",
                    Comment = "Edit text files",
                    Keywords = ["write", "notes"],
                    Categories = ["Utility", "TextEditor"],
                    MimeTypes = ["text/plain"],
                    StartupWindowClass = "editor",
                    Flags = AppFlags.OpensUris | AppFlags.DBusActivatable,
                    Actions = [new AppAction("new-window", "New Window", "window-new")],
                    IconKey = "org.example.Editor",
                },
                new App { Id = "top", Name = "Top", Flags = AppFlags.Terminal },
            ],
        });
        yield return Vector.Of("send the catalogue", default(CatalogueRequest));
        yield return Vector.Of("the icon for a menu", new IconRequest("org.example.Editor", 48));
        yield return Vector.Of("here it is (not a whole PNG)", new Icon("org.example.Editor", 48, new byte[] { 0x89, 0x50, 0x4e, 0x47 }));
        yield return Vector.Of("there is none", new Icon("nothing", 48, default), variant: "-none");
        yield return Vector.Of("open a file with an app", new StartApp
        {
            Request = 1,
            AppId = "org.example.Editor",
            Action = "new-window",
            Uris = ["file:///home/user/a%20b.txt"],
            Environment = ["LANG=de_DE.UTF-8"],
            ActivationToken = "token-1",
        });
        yield return Vector.Of("run a command in a folder", new StartApp
        {
            Request = 2,
            Arguments = ["foot", "-T", "a title"],
            WorkingDirectory = "/tmp",
        }, variant: "-command");
        yield return Vector.Of("it runs", new AppStarted(1, 6, 4711));
        yield return Vector.Of("it does not", new AppFailed(2, "foot: not installed; apt install foot"));
        yield return Vector.Of("it ended by itself", new AppExited(6, 3, 0));
        yield return Vector.Of("it was killed", new AppExited(6, 0, 9), variant: "-signal");
        yield return Vector.Of("end it", new StopApp(6));
    }
}
