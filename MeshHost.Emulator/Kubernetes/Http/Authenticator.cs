using MeshHost.Emulator.Kubernetes.Operations;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>
/// Who asks. Any credential (or none) administers the cluster, for the port is on loopback; service accounts are themselves when they
/// show a token that this server issued, and impersonation is honoured, so that RBAC can be seen at work.
/// </summary>
internal sealed class Authenticator(TokenIssuer tokens)
{
    private const string Bearer = "Bearer ";

    public UserInfo Authenticate(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Impersonate-User", out var impersonated) && impersonated.Count > 0)
        {
            var name = impersonated[0]!;
            string[] groups = [.. request.Headers["Impersonate-Group"].OfType<string>()];
            if (groups.Length == 0 && name.StartsWith("system:serviceaccount:", StringComparison.Ordinal) && name.Split(':') is { Length: 4 } parts)
            {
                groups = ["system:serviceaccounts", $"system:serviceaccounts:{parts[2]}"];
            }

            return new UserInfo(name, [.. groups, "system:authenticated"]);
        }

        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.Ordinal) && tokens.Recognize(authorization[Bearer.Length..]) is { } account
            ? account
            : UserInfo.Administrator;
    }
}
