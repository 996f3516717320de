using System.Text.RegularExpressions;
using MeshHost.Resources.Lifecycle;

namespace MeshHost.Resources.PublicAccess;

/// <summary>Checks that what a person gave as a domain is one, before it gets into a manifest or a query.</summary>
internal static partial class DomainName
{
    /// <summary>Returns the domain in lower case and without a final dot.</summary>
    /// <exception cref="LifecycleException">The text is no domain name.</exception>
    public static string Validate(string? text, string parameter)
    {
        var domain = text?.Trim().TrimEnd('.').ToLowerInvariant() ?? "";
        return domain.Length is > 0 and <= 253 && Pattern().IsMatch(domain)
            ? domain
            : throw new LifecycleException(
                $"The parameter '{parameter}' is not a domain name: '{text}'. Give one such as shop.example.com: labels of letters, digits and hyphens, with dots between.");
    }

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
