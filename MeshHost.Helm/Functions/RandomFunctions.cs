using System.Security.Cryptography;
using MeshHost.Helm.Templating;

namespace MeshHost.Helm.Functions;

/// <summary>Random text, from the system's secure source.</summary>
internal static class RandomFunctions
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly string s_ascii = string.Concat(Enumerable.Range(32, 95).Select(c => (char)c));

    public static void AddTo(FunctionMap functions)
    {
        functions.Add<nint, string>("randAlphaNum", count => Text(Letters + Digits, count));
        functions.Add<nint, string>("randAlpha", count => Text(Letters, count));
        functions.Add<nint, string>("randNumeric", count => Text(Digits, count));
        functions.Add<nint, string>("randAscii", count => Text(s_ascii, count));
        functions.Add<nint, string>("randBytes", count => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Checked(count))));
        functions.Add("uuidv4", () => Guid.NewGuid().ToString());
        functions.Add<string, string>("shuffle", text =>
        {
            var runes = text.EnumerateRunes().ToArray();
            RandomNumberGenerator.Shuffle<System.Text.Rune>(runes);
            return string.Concat(runes);
        });
    }

    private static int Checked(nint count) => count switch
    {
        < 0 => throw new FunctionException("runtime error: makeslice: len out of range"),
        > TemplateLimits.MaxElements => throw new FunctionException($"output exceeds the limit of {TemplateLimits.MaxElements} characters"),
        _ => (int)count,
    };

    // A negative count is an error sprig swallows.
    private static string Text(string alphabet, nint count) =>
        count <= 0 ? "" : RandomNumberGenerator.GetString(alphabet, Checked(count));
}
