using System.Globalization;
using System.Security.Cryptography;
using MeshHost.Helm.Functions.Crypto;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>Hashes, passwords and symmetric encryption.</summary>
internal static class HashFunctions
{
    private const int KeySize = 32;
    private const int BlockSize = 16;

    public static void AddTo(FunctionMap functions)
    {
        functions.Add<string, string>("sha256sum", text => Convert.ToHexStringLower(SHA256.HashData(ByteString.ToBytes(text))));
        functions.Add<string, string>("sha512sum", text => Convert.ToHexStringLower(SHA512.HashData(ByteString.ToBytes(text))));
        functions.Add<string, string>("sha1sum", text => Convert.ToHexStringLower(Sha1(text)));
        functions.Add<string, string>("adler32sum", Adler32);
        functions.Add<string, string>("bcrypt", Bcrypt);
        functions.Add<string, string, string>("htpasswd", HtPasswd);
        functions.Add<string, string, string>("encryptAES", Encrypt);
        functions.Add<string, string, string>("decryptAES", Decrypt);
        functions.Add(
            "derivePassword",
            [ParameterKind.Uint32, ParameterKind.String, ParameterKind.String, ParameterKind.String, ParameterKind.String],
            false,
            (_, a) => PasswordDerivation.Derive((uint)a[0]!, (string)a[1]!, (string)a[2]!, (string)a[3]!, (string)a[4]!));
    }

    // SHA-1 is what the function is defined as.
#pragma warning disable CA5350
    private static byte[] Sha1(string text) => SHA1.HashData(ByteString.ToBytes(text));
#pragma warning restore CA5350

    private static string Adler32(string text)
    {
        var (a, b) = (1u, 0u);
        foreach (var value in ByteString.ToBytes(text))
        {
            a = (a + value) % 65_521;
            b = (b + a) % 65_521;
        }

        return ((b << 16) | a).ToString(CultureInfo.InvariantCulture);
    }

    private static string Bcrypt(string password)
    {
        var bytes = ByteString.ToBytes(password);
        return bytes.Length > BcryptHash.LongestPassword
            ? "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
            : BcryptHash.Hash(bytes, RandomNumberGenerator.GetBytes(16), BcryptHash.DefaultCost);
    }

    private static string HtPasswd(string user, string password) =>
        user.Contains(':', StringComparison.Ordinal) ? $"invalid username: {user}" : $"{user}:{Bcrypt(password)}";

    private static Aes CreateAes(string password)
    {
        var key = new byte[KeySize];
        var bytes = ByteString.ToBytes(password).AsSpan();
        bytes[..Math.Min(bytes.Length, KeySize)].CopyTo(key);
        var aes = Aes.Create();
        aes.Key = key;
        return aes;
    }

    private static string Encrypt(string password, string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        using var aes = CreateAes(password);
        var iv = RandomNumberGenerator.GetBytes(BlockSize);

        // The scheme is sprig's: CBC with PKCS#7 padding and the vector in front.
        return Convert.ToBase64String([.. iv, .. aes.EncryptCbc(ByteString.ToBytes(text), iv)]);
    }

    private static string Decrypt(string password, string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        byte[] data;
        try
        {
            data = Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new FunctionException("illegal base64 data at input byte 0", e);
        }

        if (data.Length < BlockSize)
        {
            throw new FunctionException($"runtime error: slice bounds out of range [:{BlockSize}] with capacity {data.Length}");
        }

        if (data.Length == BlockSize || data.Length % BlockSize != 0)
        {
            throw new FunctionException("crypto/cipher: input not full blocks");
        }

        using var aes = CreateAes(password);
        var plain = aes.DecryptCbc(data.AsSpan(BlockSize), data.AsSpan(0, BlockSize), PaddingMode.None);
        var padding = plain[^1];
        return padding <= plain.Length
            ? ByteString.FromBytes(plain.AsSpan(0, plain.Length - padding))
            : throw new FunctionException($"runtime error: slice bounds out of range [:{plain.Length - padding}]");
    }
}
