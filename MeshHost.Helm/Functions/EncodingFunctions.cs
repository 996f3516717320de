using System.Globalization;
using System.Text;
using MeshHost.Helm.Json;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>Base64, base32 and JSON.</summary>
internal static class EncodingFunctions
{
    private const string Base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static void AddTo(FunctionMap functions)
    {
        functions.Add<string, string>("b64enc", text => Convert.ToBase64String(ByteString.ToBytes(text)));
        functions.Add<string, string>("b64dec", DecodeBase64);
        functions.Add<string, string>("b32enc", text => EncodeBase32(ByteString.ToBytes(text)));
        functions.Add<string, string>("b32dec", DecodeBase32);
        functions.Add<object?, string>("toJson", value => OrEmpty(value, v => JsonText.Write(v)));
        functions.Add<object?, string>("mustToJson", value => JsonText.Write(value));
        functions.Add<object?, string>("toPrettyJson", value => OrEmpty(value, v => JsonText.Write(v, indent: "  ")));
        functions.Add<object?, string>("mustToPrettyJson", value => JsonText.Write(value, indent: "  "));
        functions.Add<object?, string>("toRawJson", value => JsonText.Write(value, escapeHtml: false));
        functions.Add<object?, string>("mustToRawJson", value => JsonText.Write(value, escapeHtml: false));
        functions.Add<string, object?>("fromJson", text => FromJson(text, isList: false));
        functions.Add<string, object?>("fromJsonArray", text => FromJson(text, isList: true));
        functions.Add<string, object?>("mustFromJson", JsonReader.Read);
    }

    private static string OrEmpty(object? value, Func<object?, string> write)
    {
        try
        {
            return write(value);
        }
        catch (FunctionException)
        {
            return "";
        }
    }

    /// <summary>Reads a map or a list; what went wrong is in the result, where charts look for it.</summary>
    private static object FromJson(string text, bool isList)
    {
        string error;
        try
        {
            var value = JsonReader.Read(text, out var problem);
            if (problem is not null && value is Dictionary<string, object?> partial && !isList)
            {
                partial["Error"] = problem;
            }

            switch (value)
            {
                case List<object?> when isList && problem is not null:
                    return new List<object?> { problem };
                case null:
                    return isList ? new NilList() : new Dictionary<string, object?>(StringComparer.Ordinal);
                case Dictionary<string, object?> when !isList:
                case List<object?> when isList:
                    return value;
            }

            error = $"json: cannot unmarshal {Yaml.HelmYaml.JsonTypeName(value)} into Go value of type " +
                (isList ? "[]interface {}" : "map[string]interface {}");
        }
        catch (FunctionException e)
        {
            error = e.Message;
        }

        return isList ? new List<object?> { error } : new Dictionary<string, object?>(StringComparer.Ordinal) { ["Error"] = error };
    }

    private static string DecodeBase64(string text)
    {
        var source = GoText.Latin(text);
        var output = new List<byte>(source.Length * 3 / 4);
        var (bits, count, digits) = (0, 0, 0);
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            if (c is '\r' or '\n')
            {
                continue;
            }

            var value = Base64Value(c);
            if (value < 0)
            {
                return c == '=' ? FinishBase64(source, i, digits, bits, output) : Corrupt("base64", i);
            }

            bits = (bits << 6) | value;
            count += 6;
            digits = (digits + 1) % 4;
            if (count >= 8)
            {
                count -= 8;
                output.Add((byte)(bits >> count));
                bits &= (1 << count) - 1;
            }
        }

        return digits == 0 ? ByteString.FromBytes(output.ToArray()) : Corrupt("base64", source.Length - digits);
    }

    private static int Base64Value(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };

    private static string FinishBase64(string source, int at, int digits, int bits, List<byte> output)
    {
        if (digits < 2)
        {
            return Corrupt("base64", at);
        }

        var next = at + 1;
        while (next < source.Length && source[next] is '\r' or '\n')
        {
            next++;
        }

        if (digits == 2)
        {
            if (next >= source.Length || source[next] != '=')
            {
                return Corrupt("base64", next >= source.Length ? source.Length : at);
            }

            next++;
        }

        while (next < source.Length && source[next] is '\r' or '\n')
        {
            next++;
        }

        return next < source.Length ? Corrupt("base64", next) : ByteString.FromBytes(output.ToArray());
    }

    private static string Corrupt(string encoding, int at) =>
        string.Create(CultureInfo.InvariantCulture, $"illegal {encoding} data at input byte {at}");

    private static string EncodeBase32(byte[] bytes)
    {
        var output = new StringBuilder((bytes.Length + 4) / 5 * 8);
        for (var i = 0; i < bytes.Length; i += 5)
        {
            ulong block = 0;
            for (var j = 0; j < 5; j++)
            {
                block = (block << 8) | (i + j < bytes.Length ? bytes[i + j] : 0u);
            }

            var digits = Math.Min(5, bytes.Length - i) switch { 1 => 2, 2 => 4, 3 => 5, 4 => 7, _ => 8 };
            for (var j = 0; j < 8; j++)
            {
                output.Append(j < digits ? Base32Alphabet[(int)(block >> (35 - 5 * j)) & 31] : '=');
            }
        }

        return output.ToString();
    }

    private static string DecodeBase32(string text)
    {
        var source = GoText.Latin(text).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        var output = new List<byte>(source.Length * 5 / 8);
        for (var i = 0; i < source.Length; i += 8)
        {
            ulong block = 0;
            var digits = 0;
            for (var j = 0; j < 8; j++)
            {
                if (i + j >= source.Length)
                {
                    return Corrupt("base32", i + j);
                }

                var c = source[i + j];
                if (c == '=' && j >= 2)
                {
                    break;
                }

                var value = Base32Alphabet.IndexOf(c, StringComparison.Ordinal);
                if (value < 0)
                {
                    return Corrupt("base32", i + j);
                }

                block |= (ulong)value << (35 - 5 * j);
                digits++;
            }

            if (digits < 8)
            {
                var padding = source.AsSpan(i + digits);
                if (digits is 1 or 3 or 6 || padding.Length != 8 - digits || padding.IndexOfAnyExcept('=') >= 0)
                {
                    return Corrupt("base32", i + digits);
                }
            }

            for (var j = 0; j < digits * 5 / 8; j++)
            {
                output.Add((byte)(block >> (32 - 8 * j)));
            }
        }

        return ByteString.FromBytes(output.ToArray());
    }
}
