// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Seamless.Protocol;

/// <summary>All messages of this version, in the order of their numbers.</summary>
public static class MessageKinds
{
    public static readonly ImmutableArray<MessageKind> All =
    [
        new MessageKind.Of<Hello>(),
        new MessageKind.Of<Welcome>(),
        new MessageKind.Of<Refused>(),
        new MessageKind.Of<Ping>(),
        new MessageKind.Of<Pong>(),
        new MessageKind.Of<Resync>(),
        new MessageKind.Of<WindowState>(),
        new MessageKind.Of<WindowClosed>(),
        new MessageKind.Of<Configure>(),
        new MessageKind.Of<CloseRequested>(),
        new MessageKind.Of<Activate>(),
        new MessageKind.Of<MoveRequested>(),
        new MessageKind.Of<ResizeRequested>(),
        new MessageKind.Of<MinimizeRequested>(),
        new MessageKind.Of<ShowWindowMenu>(),
        new MessageKind.Of<Outputs>(),
        new MessageKind.Of<FrameMemory>(),
        new MessageKind.Of<FrameMemoryReleased>(),
        new MessageKind.Of<Frame>(),
        new MessageKind.Of<FrameShown>(),
        new MessageKind.Of<FrameReleased>(),
        new MessageKind.Of<InlineFrame>(),
        new MessageKind.Of<PointerEnter>(),
        new MessageKind.Of<PointerLeave>(),
        new MessageKind.Of<PointerMotion>(),
        new MessageKind.Of<PointerButton>(),
        new MessageKind.Of<PointerAxis>(),
        new MessageKind.Of<KeyboardFocus>(),
        new MessageKind.Of<Key>(),
        new MessageKind.Of<KeyboardLayout>(),
        new MessageKind.Of<LockState>(),
        new MessageKind.Of<TextInput>(),
        new MessageKind.Of<TouchDown>(),
        new MessageKind.Of<TouchMotion>(),
        new MessageKind.Of<TouchUp>(),
        new MessageKind.Of<TouchCancel>(),
        new MessageKind.Of<TouchFrame>(),
        new MessageKind.Of<PointerConstraint>(),
        new MessageKind.Of<PointerConstraintState>(),
        new MessageKind.Of<DragState>(),
        new MessageKind.Of<CursorHidden>(),
        new MessageKind.Of<CursorShape>(),
        new MessageKind.Of<CursorImage>(),
        new MessageKind.Of<AppCatalogue>(),
        new MessageKind.Of<CatalogueRequest>(),
        new MessageKind.Of<IconRequest>(),
        new MessageKind.Of<Icon>(),
        new MessageKind.Of<StartApp>(),
        new MessageKind.Of<AppStarted>(),
        new MessageKind.Of<AppFailed>(),
        new MessageKind.Of<AppExited>(),
        new MessageKind.Of<StopApp>(),
        new MessageKind.Of<OpenTerminal>(),
        new MessageKind.Of<TerminalOpened>(),
        new MessageKind.Of<TerminalData>(),
        new MessageKind.Of<TerminalCredit>(),
        new MessageKind.Of<TerminalResized>(),
        new MessageKind.Of<TerminalSignal>(),
        new MessageKind.Of<CloseTerminal>(),
        new MessageKind.Of<TerminalExited>(),
        new MessageKind.Of<TerminalFailed>(),
        new MessageKind.Of<OpenFile>(),
        new MessageKind.Of<FileData>(),
        new MessageKind.Of<FileCredit>(),
        new MessageKind.Of<FileOpened>(),
        new MessageKind.Of<FileSaved>(),
        new MessageKind.Of<FetchFile>(),
        new MessageKind.Of<FileStored>(),
        new MessageKind.Of<FileReleased>(),
        new MessageKind.Of<FileClosed>(),
        new MessageKind.Of<FileFailed>(),
    ];

    private static readonly FrozenDictionary<MessageType, MessageKind> ByType = All.ToFrozenDictionary(kind => kind.Type);

    public static MessageKind? Find(MessageType type) => ByType.GetValueOrDefault(type);
}
