using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>Issues service account tokens, and knows its own again. Signed with a key that lives as long as the server, or as long as its file.</summary>
/// <param name="time">The clock.</param>
/// <param name="file">Where the key is kept, or <see langword="null"/>.</param>
internal sealed class TokenIssuer(TimeProvider time, string? file = null) : IDisposable
{
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";
    private const int DefaultSeconds = 3600;

    private readonly ECDsa _key = ReadKey(file);

    public JsonObject Issue(JsonObject account, JsonObject request)
    {
        var seconds = request.Object("spec").Integer("expirationSeconds") ?? DefaultSeconds;
        var audiences = request.Object("spec").Array("audiences").Texts().ToList();
        var (now, expires) = (time.GetUtcNow(), time.GetUtcNow().AddSeconds(seconds));
        var claims = new JsonObject
        {
            ["aud"] = new JsonArray([.. (audiences.Count > 0 ? audiences : [Issuer]).Select(audience => (JsonNode)audience)]),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["kubernetes.io"] = new JsonObject
            {
                ["namespace"] = account.Namespace(),
                ["serviceaccount"] = new JsonObject { ["name"] = account.Name(), ["uid"] = account.Uid() },
            },
            ["sub"] = $"system:serviceaccount:{account.Namespace()}:{account.Name()}",
        };
        var head = Encode("""{"alg":"ES256","kid":"meshhost"}"""u8) + "." + Encode(Encoding.UTF8.GetBytes(claims.ToJson()));
        var token = head + "." + Encode(_key.SignData(Encoding.UTF8.GetBytes(head), HashAlgorithmName.SHA256));
        return new JsonObject
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["metadata"] = new JsonObject { ["name"] = account.Name(), ["namespace"] = account.Namespace(), ["creationTimestamp"] = Deletion.Timestamp(now) },
            ["spec"] = new JsonObject { ["audiences"] = claims["aud"]!.DeepClone(), ["expirationSeconds"] = seconds },
            ["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = Deletion.Timestamp(expires) },
        };
    }

    /// <summary>The service account that a token stands for, when it is one of ours and still valid.</summary>
    public UserInfo? Recognize(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            if (!_key.VerifyData(Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256))
            {
                return null;
            }

            var claims = JsonNode.Parse(Decode(parts[1]));
            var name = claims.Text("sub")!;
            var ns = name.Split(':')[2];
            return claims.Integer("exp") > time.GetUtcNow().ToUnixTimeSeconds()
                ? new UserInfo(name, ["system:serviceaccounts", $"system:serviceaccounts:{ns}", "system:authenticated"])
                : null;
        }
        catch (Exception exception) when (exception is FormatException or System.Text.Json.JsonException or CryptographicException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static ECDsa ReadKey(string? file)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        key.ImportFromPem(SecretFile.ReadOrCreate(file, key.ExportPkcs8PrivateKeyPem));
        return key;
    }

    private static string Encode(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[] Decode(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(padded.PadRight(padded.Length + ((4 - (padded.Length % 4)) % 4), '='));
    }
}
