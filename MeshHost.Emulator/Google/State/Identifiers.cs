using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.State;

/// <summary>
/// Makes ids, fingerprints and jitter. They follow from the seed and a counter that is part of the state, so that a run
/// can be repeated and a restarted emulator does not hand out an id twice.
/// </summary>
internal sealed class Identifiers(CloudState state, int seed)
{
    private const string CounterKey = "meta/counter";

    /// <summary>A numeric id, as compute resources have.</summary>
    /// <returns>19 digits or less.</returns>
    public string NextNumber() => (BinaryPrimitives.ReadUInt64BigEndian(Next()) >> 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Hexadecimal digits.</summary>
    /// <param name="digits">How many, up to 64.</param>
    /// <returns>The digits.</returns>
    public string NextHex(int digits) => Convert.ToHexStringLower(Next())[..digits];

    /// <summary>A version 4 UUID.</summary>
    /// <returns>The UUID.</returns>
    public string NextGuid()
    {
        var bytes = Next()[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>A fingerprint or etag: base64 of eight bytes.</summary>
    /// <returns>The text.</returns>
    public string NextFingerprint() => Convert.ToBase64String(Next().AsSpan(0, 8));

    /// <summary>A number in [0, 1).</summary>
    /// <returns>The number.</returns>
    public double NextFraction() => (BinaryPrimitives.ReadUInt64BigEndian(Next()) >> 11) * (1.0 / (1UL << 53));

    private byte[] Next()
    {
        var counter = state.Find(CounterKey)?["value"]?.GetValue<long>() ?? 0;
        state.Put(CounterKey, new JsonObject { ["value"] = counter + 1 });
        return SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{counter}")));
    }
}
