using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.PublicAccess;

/// <summary>Checks that what a person gave as a domain is one, before it gets into a manifest or a query.</summary>
internal static partial class DomainName
{
    /// <summary>The host name of a label below the domain that a parameter holds, or the domain itself.</summary>
    /// <exception cref="LifecycleException">The parameter's value is no domain name.</exception>
    public static async ValueTask<string> OfAsync(ParameterResource domain, string? label, CancellationToken cancellationToken)
    {
        var valid = Validate(await domain.GetValueAsync(cancellationToken).ConfigureAwait(false), domain.Name);
        return label is null ? valid : $"{label}.{valid}";
    }

    /// <summary>Says what is wrong with a domain name, or <see langword="null"/>.</summary>
    public static string? FindProblem(string text) => Normalize(text) is null
        ? $"'{text}' is not a domain name. Give one such as shop.example.com: labels of letters, digits and hyphens, with dots between."
        : null;

    /// <summary>Returns the domain in lower case and without a final dot.</summary>
    /// <exception cref="LifecycleException">The text is no domain name.</exception>
    public static string Validate(string? text, string parameter) =>
        Normalize(text) ?? throw new LifecycleException($"The parameter '{parameter}': {FindProblem(text ?? "")}");

    private static string? Normalize(string? text)
    {
        var domain = text?.Trim().TrimEnd('.').ToLowerInvariant() ?? "";
        return domain.Length is > 0 and <= 253 && Pattern().IsMatch(domain) ? domain : null;
    }

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
