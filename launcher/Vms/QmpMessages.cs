// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seamless.Launcher.Vms;

/// <summary>A line that QEMU sends: exactly one of greeting, return, error and event is there (QEMU's docs/interop/qmp-spec).</summary>
internal sealed record QmpLine
{
    [JsonPropertyName("QMP")]
    public JsonElement? Greeting { get; init; }
    [JsonPropertyName("return")]
    public JsonElement? Return { get; init; }
    [JsonPropertyName("error")]
    public QmpError? Error { get; init; }
    [JsonPropertyName("event")]
    public string? Event { get; init; }
    [JsonPropertyName("data")]
    public JsonElement? Data { get; init; }
    [JsonPropertyName("id")]
    public long? Id { get; init; }
}

internal sealed record QmpError
{
    [JsonPropertyName("class")]
    public string Class { get; init; } = "";
    [JsonPropertyName("desc")]
    public string Description { get; init; } = "";
}

internal sealed record QmpCommand(
    [property: JsonPropertyName("execute")] string Execute,
    [property: JsonPropertyName("id")] long Id);

/// <summary>The answer to query-status: "running", "paused", "internal-error", …</summary>
internal sealed record QmpStatus
{
    [JsonPropertyName("status")]
    public string Status { get; init; } = "";
    [JsonPropertyName("running")]
    public bool IsRunning { get; init; }
}

/// <summary>The data of SHUTDOWN: whose wish it was, and "guest-shutdown", "guest-reset", "guest-panic", "host-qmp-quit", …</summary>
internal sealed record QmpShutdown
{
    [JsonPropertyName("guest")]
    public bool IsByGuest { get; init; }
    [JsonPropertyName("reason")]
    public string Reason { get; init; } = "";
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QmpLine))]
[JsonSerializable(typeof(QmpCommand))]
[JsonSerializable(typeof(QmpStatus))]
[JsonSerializable(typeof(QmpShutdown))]
internal sealed partial class QmpJson : JsonSerializerContext;
