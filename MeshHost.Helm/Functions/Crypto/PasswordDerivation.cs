using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions.Crypto;

/// <summary>The Master Password algorithm: a site's password from one secret, without storing anything.</summary>
internal static class PasswordDerivation
{
    private const string Scope = "com.lyndir.masterpassword";

    public static string Derive(uint counter, string type, string password, string user, string site)
    {
        var templates = Templates(type);
        if (templates.Length == 0)
        {
            return $"cannot find password template {type}";
        }

        var key = Scrypt.DeriveKey(ByteString.ToBytes(password), Seed(user, null), cost: 32_768, blockSize: 8, parallelism: 2, length: 64);
        var seed = HMACSHA256.HashData(key, Seed(site, counter));
        var template = templates[seed[0] % templates.Length];
        var output = new StringBuilder(template.Length);
        for (var i = 0; i < template.Length; i++)
        {
            var characters = Characters(template[i]);
            output.Append(characters[seed[i + 1] % characters.Length]);
        }

        return output.ToString();
    }

    private static byte[] Seed(string name, uint? counter)
    {
        var bytes = ByteString.ToBytes(name);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        var number = new byte[counter is null ? 0 : 4];
        if (counter is { } value)
        {
            BinaryPrimitives.WriteUInt32BigEndian(number, value);
        }

        return [.. Encoding.ASCII.GetBytes(Scope), .. length, .. bytes, .. number];
    }

    private static string[] Templates(string type) => type switch
    {
        "maximum" => ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long" =>
        [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno", "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv",
            "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
        ],
        "medium" => ["CvcnoCvc", "CvcCvcno"],
        "short" => ["Cvcn"],
        "basic" => ["aaanaaan", "aannaaan", "aaannaaa"],
        "pin" => ["nnnn"],
        _ => [],
    };

    private static string Characters(char placeholder) => placeholder switch
    {
        'V' => "AEIOU",
        'C' => "BCDFGHJKLMNPQRSTVWXYZ",
        'v' => "aeiou",
        'c' => "bcdfghjklmnpqrstvwxyz",
        'A' => "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        'a' => "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        'n' => "0123456789",
        'o' => "@&%?,=[]_:-+*$#!'^~;()/.",
        _ => "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    };
}
