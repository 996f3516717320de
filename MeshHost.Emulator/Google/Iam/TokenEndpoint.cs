using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.State;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Emulator.Google.Iam;

/// <summary>
/// The OAuth token endpoint that application default credentials of a service account talk to. It answers any request
/// with a token, and the APIs take any token: who may do what is not emulated by identity but by <see cref="PermissionGate"/>.
/// </summary>
internal sealed class TokenEndpoint(Identifiers identifiers, CloudState state)
{
    /// <summary>Seconds that a token is valid, as Google's.</summary>
    private const int Lifetime = 3599;

    /// <summary>Answers a token request.</summary>
    /// <param name="http">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task HandleAsync(HttpContext http)
    {
        await GoogleEndpoint.ReadAsync(http).ConfigureAwait(false);
        await GoogleEndpoint.WriteAsync(http, StatusCodes.Status200OK, new JsonObject
        {
            ["access_token"] = NewToken(),
            ["expires_in"] = Lifetime,
            ["token_type"] = "Bearer",
        }).ConfigureAwait(false);
    }

    /// <summary>Makes a token.</summary>
    /// <returns>The token.</returns>
    public string NewToken() => "ya29.emulated-" + state.Transact(() => identifiers.NextHex(40));
}
