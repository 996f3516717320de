using System.Text;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Hosting.Dashboard.Pages;

/// <summary>
/// What a page is asked to show. All of it is in the address, so that a link shows another person the same, and so that the browser's
/// back button works.
/// </summary>
internal sealed class PageRequest
{
    private readonly IQueryCollection _query;

    public PageRequest(HttpRequest request, string? antiforgeryToken)
    {
        _query = request.Query;
        Path = request.Path.Value ?? "/";
        AntiforgeryToken = antiforgeryToken;
        Theme = request.Cookies["meshhost-theme"] is "light" or "dark" ? request.Cookies["meshhost-theme"]! : "auto";
        IsFragment = antiforgeryToken is null;
    }

    public string Path { get; }

    /// <summary>Sent with every request that changes something; <see langword="null"/> when only the content of a page is wanted.</summary>
    public string? AntiforgeryToken { get; }

    /// <summary>Whether the document around the content is left out.</summary>
    public bool IsFragment { get; }

    /// <summary>light, dark, or auto for what the system prefers.</summary>
    public string Theme { get; }

    /// <summary>The value of a key in the address; empty when there is none.</summary>
    public string this[string key] => _query[key].ToString().Trim();

    /// <summary>A number in the address.</summary>
    public int Number(string key, int otherwise) =>
        int.TryParse(this[key], System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>The address of this page with some keys changed; <see langword="null"/> or an empty value removes a key.</summary>
    public string With(params ReadOnlySpan<(string Key, string? Value)> changes)
    {
        var values = _query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        values.Remove("from");
        foreach (var (key, value) in changes)
        {
            values[key] = value ?? string.Empty;
        }

        return Address(Path, values);
    }

    /// <summary>The address of a page.</summary>
    public static string To(string path, params ReadOnlySpan<(string Key, string? Value)> values)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in values)
        {
            all[key] = value ?? string.Empty;
        }

        return Address(path, all);
    }

    /// <summary>Where the details of a resource are.</summary>
    public static string ToResource(string name) => To("/", ("resource", name));

    private static string Address(string path, Dictionary<string, string> values)
    {
        var address = new StringBuilder(path);
        var separator = '?';
        foreach (var (key, value) in values.Where(v => v.Value.Length > 0))
        {
            address.Append(separator).Append(Uri.EscapeDataString(key)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return address.ToString();
    }
}
