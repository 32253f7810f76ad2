// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Seamless.Protocol.Control;

/// <summary>
/// One line of JSON on a control socket (the launcher daemon's, the headless desktop's). Replies carry the request's id and
/// may come in another order than the requests, because some verbs wait for a window. In these records what may be left
/// out has a setter, not `init`: the compile-time serializer would put null in place of the default.
/// </summary>
public sealed record ControlRequest(long Id, string Verb, JsonElement? Arguments = null);

/// <summary>Error is the one line that the person reads; Result is set when Ok.</summary>
public sealed record ControlReply(long Id, bool Ok, string? Error = null, JsonElement? Result = null);

/// <summary>Arguments or result of a verb that has none.</summary>
public sealed record Nothing;
