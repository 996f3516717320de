using System.Text.RegularExpressions;

namespace MeshHost.Emulator.Kubernetes.Validation;

/// <summary>What names, labels and keys may look like, with the real server's explanations.</summary>
internal static partial class NameRules
{
    public const string SubdomainMessage =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    public const string LabelMessage =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    public const string Rfc1035Message =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    public const string QualifiedNameMessage =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    public const string LabelValueMessage =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    public const string ConfigKeyMessage =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private const int MaxLabelLength = 63;
    private const int MaxSubdomainLength = 253;

    public static string? Subdomain(string value) =>
        value.Length > MaxSubdomainLength ? "must be no more than 253 characters" : SubdomainPattern().IsMatch(value) ? null : SubdomainMessage;

    public static string? Label(string value) =>
        value.Length > MaxLabelLength ? "must be no more than 63 characters" : LabelPattern().IsMatch(value) ? null : LabelMessage;

    public static string? Rfc1035Label(string value) =>
        value.Length > MaxLabelLength ? "must be no more than 63 characters" : Rfc1035Pattern().IsMatch(value) ? null : Rfc1035Message;

    public static string? PathSegment(string value) => value is "." or ".."
        ? $"may not be '{value}'"
        : value.Contains('/', StringComparison.Ordinal) ? "may not contain '/'" : value.Contains('%', StringComparison.Ordinal) ? "may not contain '%'" : null;

    public static string? QualifiedName(string value)
    {
        var parts = value.Split('/');
        if (parts.Length > 2)
        {
            return "a qualified name " + QualifiedNameMessage["name part ".Length..] + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        }

        if (parts.Length == 2 && (parts[0].Length == 0 || Subdomain(parts[0]) is not null))
        {
            return parts[0].Length == 0 ? "prefix part must be non-empty" : "prefix part " + SubdomainMessage;
        }

        var name = parts[^1];
        return name.Length == 0 ? "name part must be non-empty"
            : name.Length > MaxLabelLength ? "name part must be no more than 63 characters"
            : QualifiedNamePattern().IsMatch(name) ? null : QualifiedNameMessage;
    }

    public static string? LabelValue(string value) =>
        value.Length > MaxLabelLength ? "must be no more than 63 characters" : value.Length == 0 || QualifiedNamePattern().IsMatch(value) ? null : LabelValueMessage;

    public static string? ConfigKey(string value) =>
        value.Length > MaxSubdomainLength ? "must be no more than 253 characters" : ConfigKeyPattern().IsMatch(value) ? null : ConfigKeyMessage;

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubdomainPattern();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc1035Pattern();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex QualifiedNamePattern();

    [GeneratedRegex(@"\A[-._a-zA-Z0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigKeyPattern();
}
