using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Lifecycle;

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

    /// <summary>Refuses a configured value that is no domain name while the graph is declared, rather than when the first node needs it.</summary>
    /// <exception cref="DistributedApplicationException">The configured value is no domain name.</exception>
    public static void CheckConfigured(IDistributedApplicationBuilder builder, ParameterResource domain)
    {
        // A value that is not in the configuration is a generated one, or one that a person is still asked for.
        if (builder.Configuration[$"Parameters:{domain.Name}"] is not { Length: > 0 } configured)
        {
            return;
        }

        try
        {
            Validate(configured, domain.Name);
        }
        catch (LifecycleException exception)
        {
            throw new DistributedApplicationException(exception.Message, exception);
        }
    }

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
