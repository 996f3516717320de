using System.Text;
using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">The resources of the page.</param>
/// <param name="NextToken">Token of the next page, or <see langword="null"/> at the end.</param>
internal sealed record Page(IReadOnlyList<KeyValuePair<string, JsonObject>> Items, string? NextToken)
{
    /// <summary>Cuts a page out of a sorted list.</summary>
    /// <param name="all">The list, sorted by key.</param>
    /// <param name="size">Resources on a page.</param>
    /// <param name="token">Token of the page, or <see langword="null"/> for the first.</param>
    /// <returns>The page.</returns>
    /// <exception cref="GoogleErrorException">The token is not one that was handed out.</exception>
    public static Page Of(IReadOnlyList<KeyValuePair<string, JsonObject>> all, int size, string? token)
    {
        var rest = all;
        if (!string.IsNullOrEmpty(token))
        {
            if (!Bytes.TryDecode(token, out var after))
            {
                throw GoogleErrorException.Invalid($"'{token}'. The page token is invalid.", "pageToken");
            }

            var last = Encoding.UTF8.GetString(after);
            rest = [.. all.SkipWhile(i => string.CompareOrdinal(i.Key, last) <= 0)];
        }

        return rest.Count <= size
            ? new Page(rest, null)
            : new Page([.. rest.Take(size)], Convert.ToBase64String(Encoding.UTF8.GetBytes(rest[size - 1].Key)));
    }
}
