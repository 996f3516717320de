using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Discovery;

/// <summary>A method of a Google API, as its discovery document describes it.</summary>
/// <param name="Id">Id such as <c>compute.networks.insert</c>.</param>
/// <param name="Api">The API it belongs to.</param>
/// <param name="Verb">HTTP method.</param>
/// <param name="Path">Path below the host.</param>
/// <param name="QueryParameters">Names of its own query parameters.</param>
/// <param name="RequestType">Schema of the request body, or <see langword="null"/> when it takes none.</param>
internal sealed record ApiMethod(
    string Id,
    ApiDescription Api,
    string Verb,
    PathTemplate Path,
    IReadOnlySet<string> QueryParameters,
    string? RequestType);
