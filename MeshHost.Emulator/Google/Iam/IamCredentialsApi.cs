using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Iam;

/// <summary>IAM Service Account Credentials: tokens for impersonation.</summary>
internal sealed class IamCredentialsApi(GoogleCloudOptions options, ServiceAccounts accounts, Identifiers identifiers)
{
    /// <summary>Adds the methods.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods) => methods.Add("iamcredentials.projects.serviceAccounts.generateAccessToken", call =>
    {
        if (accounts.Find(call.Project, call["serviceAccount"]) is null)
        {
            throw GoogleErrorException.NotFound("Not found; Gaia id not found for email " + call["serviceAccount"]);
        }

        if (!call.Body.Texts("scope").Any())
        {
            throw GoogleErrorException.Invalid("Request contains an invalid argument: scope is required.");
        }

        return new JsonObject
        {
            ["accessToken"] = "ya29.emulated-" + identifiers.NextHex(40),
            ["expireTime"] = options.TimeProvider.GetUtcNow().AddHours(1).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        };
    });
}
