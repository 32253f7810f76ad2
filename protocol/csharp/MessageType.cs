// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>Message numbers; the high byte is the group. Numbers are never reused.</summary>
public enum MessageType : ushort
{
    None = 0,

    Hello = 0x0001,
    Welcome = 0x0002,
    Refused = 0x0003,
    Ping = 0x0004,
    Pong = 0x0005,
    Resync = 0x0006,

    WindowState = 0x0101,
    WindowClosed = 0x0102,
    Configure = 0x0103,
    CloseRequested = 0x0104,
    Activate = 0x0105,
    MoveRequested = 0x0106,
    ResizeRequested = 0x0107,
    MinimizeRequested = 0x0108,
    ShowWindowMenu = 0x0109,
    Outputs = 0x010a,

    FrameMemory = 0x0201,
    FrameMemoryReleased = 0x0202,
    Frame = 0x0203,
    FrameShown = 0x0204,
    FrameReleased = 0x0205,
    InlineFrame = 0x0206,

    PointerEnter = 0x0301,
    PointerLeave = 0x0302,
    PointerMotion = 0x0303,
    PointerButton = 0x0304,
    PointerAxis = 0x0305,
    KeyboardFocus = 0x0306,
    Key = 0x0307,
    KeyboardLayout = 0x0308,
    LockState = 0x0309,
    TextInput = 0x030a,
    TouchDown = 0x030b,
    TouchMotion = 0x030c,
    TouchUp = 0x030d,
    TouchCancel = 0x030e,
    TouchFrame = 0x030f,
    PointerConstraint = 0x0310,
    PointerConstraintState = 0x0311,
    DragState = 0x0312,
    MachineInput = 0x0313,

    CursorHidden = 0x0401,
    CursorShape = 0x0402,
    CursorImage = 0x0403,

    AppCatalogue = 0x0501,
    CatalogueRequest = 0x0502,
    IconRequest = 0x0503,
    Icon = 0x0504,
    StartApp = 0x0505,
    AppStarted = 0x0506,
    AppFailed = 0x0507,
    AppExited = 0x0508,
    StopApp = 0x0509,

    OpenTerminal = 0x0601,
    TerminalOpened = 0x0602,
    TerminalData = 0x0603,
    TerminalCredit = 0x0604,
    TerminalResized = 0x0605,
    TerminalSignal = 0x0606,
    CloseTerminal = 0x0607,
    TerminalExited = 0x0608,
    TerminalFailed = 0x0609,

    ClipboardOffer = 0x0701,
    ClipboardRequest = 0x0702,
    ClipboardData = 0x0703,
    ClipboardCredit = 0x0704,
    ClipboardFailed = 0x0705,
    ClipboardCancelled = 0x0706,

    AudioSink = 0x0801,
    AudioStarted = 0x0802,
    AudioData = 0x0803,
    AudioCredit = 0x0804,
    AudioStopped = 0x0805,

    OpenFile = 0x0901,
    FileData = 0x0902,
    FileCredit = 0x0903,
    FileOpened = 0x0904,
    FileSaved = 0x0905,
    FetchFile = 0x0906,
    FileStored = 0x0907,
    FileReleased = 0x0908,
    FileClosed = 0x0909,
    FileFailed = 0x090a,

    Challenge = 0x0a01,
    Join = 0x0a02,
    Joined = 0x0a03,
    Guests = 0x0a04,
    StartGuest = 0x0a05,
}

/// <summary>The high byte of a message number; the classes that a trace can be filtered by.</summary>
public enum MessageGroup
{
    Session = 0,
    Windows = 1,
    Frames = 2,
    Input = 3,
    Cursor = 4,
    Apps = 5,
    Terminals = 6,
    Clipboard = 7,
    Audio = 8,
    Files = 9,

    /// <summary>At a launcher's door; never inside a session.</summary>
    Doors = 10,
}
