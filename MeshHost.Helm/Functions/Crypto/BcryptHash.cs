using System.Globalization;
using System.Numerics;
using System.Text;

namespace MeshHost.Helm.Functions.Crypto;

/// <summary>The bcrypt password hash, which .NET does not have: Blowfish with a key schedule that is costly on purpose.</summary>
internal static class BcryptHash
{
    public const int LongestPassword = 72;
    public const int DefaultCost = 10;

    private const int Subkeys = 18;
    private const int BoxWords = 4 * 256;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly Lazy<uint[]> s_initial = new(FractionOfPi);

    public static string Hash(byte[] password, byte[] salt, int cost)
    {
        byte[] key = [.. password, 0];
        var state = (uint[])s_initial.Value.Clone();
        Expand(state, key, salt);
        byte[] none = [];
        for (var i = 0; i < 1 << cost; i++)
        {
            Expand(state, key, none);
            Expand(state, salt, none);
        }

        var data = ToWords(Encoding.ASCII.GetBytes("OrpheanBeholderScryDoubt"));
        for (var i = 0; i < data.Length; i += 2)
        {
            for (var k = 0; k < 64; k++)
            {
                (data[i], data[i + 1]) = Encrypt(state, data[i], data[i + 1]);
            }
        }

        var hash = new byte[24];
        for (var i = 0; i < hash.Length; i++)
        {
            hash[i] = (byte)(data[i / 4] >> (24 - 8 * (i % 4)));
        }

        // One byte of the hash is left out, for ever since the first implementation did.
        return string.Create(CultureInfo.InvariantCulture, $"$2a${cost:00}${Encode(salt)}{Encode(hash.AsSpan(0, 23))}");
    }

    private static uint[] ToWords(byte[] bytes)
    {
        var words = new uint[bytes.Length / 4];
        var at = 0;
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = NextWord(bytes, ref at);
        }

        return words;
    }

    private static uint NextWord(byte[] bytes, ref int at)
    {
        var word = 0u;
        for (var i = 0; i < 4; i++)
        {
            word = (word << 8) | bytes[at];
            at = (at + 1) % bytes.Length;
        }

        return word;
    }

    private static void Expand(uint[] state, byte[] key, byte[] salt)
    {
        var at = 0;
        for (var i = 0; i < Subkeys; i++)
        {
            state[i] ^= NextWord(key, ref at);
        }

        var (left, right, saltAt) = (0u, 0u, 0);
        for (var i = 0; i < state.Length; i += 2)
        {
            if (salt.Length > 0)
            {
                left ^= NextWord(salt, ref saltAt);
                right ^= NextWord(salt, ref saltAt);
            }

            (left, right) = Encrypt(state, left, right);
            (state[i], state[i + 1]) = (left, right);
        }
    }

    private static (uint Left, uint Right) Encrypt(uint[] state, uint left, uint right)
    {
        for (var i = 0; i < 16; i += 2)
        {
            left ^= state[i];
            right ^= Round(state, left);
            right ^= state[i + 1];
            left ^= Round(state, right);
        }

        return (right ^ state[17], left ^ state[16]);
    }

    private static uint Round(uint[] state, uint x) =>
        ((state[Subkeys + (x >> 24)] + state[Subkeys + 256 + (x >> 16 & 0xff)]) ^ state[Subkeys + 512 + (x >> 8 & 0xff)]) +
        state[Subkeys + 768 + (x & 0xff)];

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var output = new StringBuilder();
        for (var i = 0; i < bytes.Length; i += 3)
        {
            var block = (bytes[i] << 16) | ((i + 1 < bytes.Length ? bytes[i + 1] : 0) << 8) | (i + 2 < bytes.Length ? bytes[i + 2] : 0);
            for (var k = 0; k < Math.Min(bytes.Length - i, 3) + 1; k++)
            {
                output.Append(Alphabet[(block >> (18 - 6 * k)) & 63]);
            }
        }

        return output.ToString();
    }

    /// <summary>Blowfish starts from the digits of pi behind the point: computed here, by Machin's formula, instead of copied.</summary>
    private static uint[] FractionOfPi()
    {
        const int Guard = 64;
        var words = new uint[Subkeys + BoxWords];
        var bits = words.Length * 32 + Guard;
        var pi = 4 * (4 * ArcTangentOfInverse(5, bits) - ArcTangentOfInverse(239, bits));
        var fraction = (pi - ((BigInteger)3 << bits)) >> Guard;
        var bytes = fraction.ToByteArray(isUnsigned: true, isBigEndian: true);
        for (var i = 0; i < words.Length; i++)
        {
            for (var k = 0; k < 4; k++)
            {
                var at = bytes.Length - words.Length * 4 + i * 4 + k;
                words[i] = (words[i] << 8) | (at >= 0 ? bytes[at] : 0u);
            }
        }

        return words;
    }

    private static BigInteger ArcTangentOfInverse(int x, int bits)
    {
        var power = (BigInteger.One << bits) / x;
        var sum = power;
        for (var n = 3; !power.IsZero; n += 2)
        {
            power /= x * x;
            sum += n % 4 == 3 ? -(power / n) : power / n;
        }

        return sum;
    }
}
