using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MeshHost.Helm.RegularExpressions;
using MeshHost.Helm.Templating;

namespace MeshHost.Helm.Schema;

/// <summary>The formats that drafts up to 7 check. Unknown ones hold for everything.</summary>
internal static partial class SchemaFormat
{
    public static bool IsValid(string format, string value) => format switch
    {
        "date-time" => DateTimePattern().IsMatch(value) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "email" => value.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < value.Length - 1,
        "hostname" => value.Length <= 253 && HostNamePattern().IsMatch(value),
        "ipv4" => IPAddress.TryParse(value, out var four) && four.AddressFamily == AddressFamily.InterNetwork && value.Count(static c => c == '.') == 3,
        "ipv6" => !value.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(value, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6,
        "uri" => Uri.TryCreate(value, UriKind.Absolute, out _) && value.Contains(':', StringComparison.Ordinal),
        "uri-reference" => Uri.TryCreate(value, UriKind.RelativeOrAbsolute, out _),
        "regex" => IsRegex(value),
        _ => true,
    };

    private static bool IsRegex(string value)
    {
        try
        {
            GoRegex.Compile(value);
            return true;
        }
        catch (FunctionException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex DateTimePattern();

    [GeneratedRegex(@"^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostNamePattern();
}
