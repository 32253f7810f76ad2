// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text.Json;
using Seamless.Protocol;

namespace Seamless.Launcher.Vms;

/// <summary>One `input-send-event` of QEMU's monitor: events that a guest sees as one report of a device. Made once, so that a key costs nothing.</summary>
internal sealed class QmpInput : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private readonly Utf8JsonWriter _json;

    public QmpInput() => _json = new Utf8JsonWriter(_bytes);

    public void Begin()
    {
        _bytes.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("execute"u8, "input-send-event"u8);
        _json.WriteStartObject("arguments"u8);
        _json.WriteStartArray("events"u8);
    }

    public void Add(in MachineInput input)
    {
        switch (input.Kind)
        {
            case MachineInputKind.Position:
                Axis("x"u8, input.First);
                Axis("y"u8, input.Second);
                break;
            case MachineInputKind.Wheel:
                Notches(input.Second > 0 ? "wheel-down" : "wheel-up", Math.Abs(input.Second));
                Notches(input.First > 0 ? "wheel-right" : "wheel-left", Math.Abs(input.First));
                break;
            default:
                if (QKeyCodes.ButtonOf(input.First) is { } button)
                    Button(button, input.Second == 1);
                else if (QKeyCodes.KeyOf(input.First) is { } key)
                    Key(key, input.Second == 1);
                break;
        }
    }

    /// <summary>The whole line.</summary>
    public ReadOnlySpan<byte> End(long id)
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteNumber("id"u8, id);
        _json.WriteEndObject();
        _json.Flush();
        _bytes.Write("\n"u8);
        return _bytes.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();

    private void Axis(ReadOnlySpan<byte> axis, int value)
    {
        StartEvent("abs"u8);
        _json.WriteString("axis"u8, axis);
        _json.WriteNumber("value"u8, value);
        EndEvent();
    }

    /// <summary>To QEMU a notch is a button that goes down and up.</summary>
    private void Notches(string button, int count)
    {
        for (; count > 0; count--)
        {
            Button(button, isDown: true);
            Button(button, isDown: false);
        }
    }

    private void Button(string button, bool isDown)
    {
        StartEvent("btn"u8);
        _json.WriteBoolean("down"u8, isDown);
        _json.WriteString("button"u8, button);
        EndEvent();
    }

    private void Key(string key, bool isDown)
    {
        StartEvent("key"u8);
        _json.WriteBoolean("down"u8, isDown);
        _json.WriteStartObject("key"u8);
        _json.WriteString("type"u8, "qcode"u8);
        _json.WriteString("data"u8, key);
        _json.WriteEndObject();
        EndEvent();
    }

    private void StartEvent(ReadOnlySpan<byte> type)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        _json.WriteStartObject("data"u8);
    }

    private void EndEvent()
    {
        _json.WriteEndObject();
        _json.WriteEndObject();
    }
}
