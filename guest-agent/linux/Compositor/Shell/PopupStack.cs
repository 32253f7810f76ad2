// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>The popups that hold an explicit grab, oldest first: menus and their sub-menus. Only the newest may open another or go.</summary>
internal sealed class PopupStack
{
    private readonly List<PopupObject> _popups = [];

    public PopupObject? Top => _popups.Count > 0 ? _popups[^1] : null;

    public bool IsFull => _popups.Count >= CompositorLimits.PopupDepth;

    public void Push(PopupObject popup) => _popups.Add(popup);

    public void Remove(PopupObject popup) => _popups.Remove(popup);

    /// <summary>Dismisses all, the newest first.</summary>
    public void DismissAll()
    {
        while (Top is { } popup)
        {
            _popups.RemoveAt(_popups.Count - 1);
            popup.Dismiss();
        }
    }
}
