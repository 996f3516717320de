using System.Security.Cryptography;
using System.Text;

namespace MeshHost.Hosting.Dashboard.Security;

/// <summary>The token in the printed link. There is one at a time, and it works once.</summary>
internal sealed class LoginTokens
{
    private const int TokenBytes = 32;

    private readonly Lock _lock = new();
    private byte[]? _current;

    /// <summary>Makes a token; the one before it no longer works.</summary>
    public string Issue()
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        lock (_lock)
        {
            _current = Hash(token);
        }

        return token;
    }

    /// <summary>Whether the token is the current one, which it is no longer afterwards.</summary>
    public bool TryUse(string? token)
    {
        // Hashes have the same length whatever was sent: comparing them takes the same time too.
        var given = Hash(token ?? string.Empty);
        lock (_lock)
        {
            if (_current is null || !CryptographicOperations.FixedTimeEquals(_current, given))
            {
                return false;
            }

            _current = null;
            return true;
        }
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
