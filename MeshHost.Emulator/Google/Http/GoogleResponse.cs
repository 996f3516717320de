using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.Http;

/// <summary>The answer to a call.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON body; an empty object when the method answers nothing.</param>
internal sealed record GoogleResponse(int Status, JsonNode Body)
{
    /// <summary>Whether the connection is cut instead of answering: the request was carried out, but the caller cannot know.</summary>
    public bool Lost { get; init; }

    /// <summary>Seconds for a <c>Retry-After</c> header.</summary>
    public int? RetryAfterSeconds { get; init; }
}
