// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Seamless.Protocol.Control;

/// <summary>A verb with what goes in and what comes out, so that both ends of a control socket agree at compile time.</summary>
public sealed record ControlVerb<TArguments, TResult>(string Name, JsonTypeInfo<TArguments> Arguments, JsonTypeInfo<TResult> Result)
    where TArguments : class where TResult : class
{
    public ControlRequest Request(long id, TArguments arguments) => new(id, Name, JsonSerializer.SerializeToElement(arguments, Arguments));

    public ControlReply Reply(long id, TResult result) => new(id, true, null, JsonSerializer.SerializeToElement(result, Result));

    /// <summary>Throws <see cref="JsonException"/> when the peer sent something else.</summary>
    public TArguments ReadArguments(ControlRequest request) =>
        (request.Arguments is { } arguments ? arguments.Deserialize(Arguments) : JsonSerializer.Deserialize("{}"u8, Arguments))
        ?? throw new JsonException($"'{Name}' needs arguments");

    /// <summary>Throws <see cref="JsonException"/> when the peer sent something else.</summary>
    public TResult ReadResult(ControlReply reply) =>
        (reply.Result is { } result ? result.Deserialize(Result) : null) ?? throw new JsonException($"'{Name}' answered without a result");
}
