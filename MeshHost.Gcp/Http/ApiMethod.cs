namespace MeshHost.Gcp.Http;

/// <summary>A method of a Google API, as its discovery document has it.</summary>
/// <param name="Api">The API.</param>
/// <param name="Id">Id of the method, for example <c>compute.networks.insert</c>: the name of its spans.</param>
/// <param name="HttpMethod">GET, POST, PUT, PATCH or DELETE.</param>
/// <param name="Path">Path below the API's base address, with <c>{parameters}</c>.</param>
internal sealed record ApiMethod(GoogleApi Api, string Id, string HttpMethod, string Path);
