// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Seamless.Protocol.Control;

/// <summary>Written at compile time: the programs have no reflection. Field names are camelCase; a null is left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlReply))]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(AttachArguments))]
[JsonSerializable(typeof(DetachArguments))]
[JsonSerializable(typeof(WindowList))]
[JsonSerializable(typeof(WindowArguments))]
[JsonSerializable(typeof(AwaitWindowArguments))]
[JsonSerializable(typeof(ScreenshotArguments))]
[JsonSerializable(typeof(ScreenshotTaken))]
[JsonSerializable(typeof(KeyArguments))]
[JsonSerializable(typeof(TextArguments))]
[JsonSerializable(typeof(ClickArguments))]
[JsonSerializable(typeof(MoveArguments))]
[JsonSerializable(typeof(ScrollArguments))]
[JsonSerializable(typeof(PlaceArguments))]
[JsonSerializable(typeof(ResizeArguments))]
[JsonSerializable(typeof(ShapeArguments))]
[JsonSerializable(typeof(KeyEventArguments))]
[JsonSerializable(typeof(ButtonArguments))]
[JsonSerializable(typeof(MoveByArguments))]
[JsonSerializable(typeof(DragArguments))]
[JsonSerializable(typeof(TouchArguments))]
[JsonSerializable(typeof(WaitArguments))]
[JsonSerializable(typeof(WaitOver))]
[JsonSerializable(typeof(DesktopStatus))]
[JsonSerializable(typeof(AppList))]
[JsonSerializable(typeof(RunArguments))]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(DemoShown))]
[JsonSerializable(typeof(StopAppArguments))]
[JsonSerializable(typeof(TerminalArguments))]
[JsonSerializable(typeof(TerminalPlace))]
[JsonSerializable(typeof(GuestList))]
[JsonSerializable(typeof(DaemonStatus))]
public sealed partial class ControlJson : JsonSerializerContext;
