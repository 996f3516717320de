using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>Checks texts and numbers: length, pattern, format, range.</summary>
internal static class ScalarValidator
{
    public static void Check(Schema schema, JsonNode value, string path, List<FieldFault> faults)
    {
        if (value.AsText() is { } text)
        {
            CheckText(schema, text, path, faults);
        }
        else if (schema.Limits is { } limits
            && decimal.TryParse(value.ToJson(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            CheckNumber(limits, number, path, faults);
        }
    }

    private static void CheckText(Schema schema, string text, string path, List<FieldFault> faults)
    {
        if (schema.Limits is { } limits)
        {
            var length = new StringInfo(text).LengthInTextElements;
            if (limits.MaxLength is { } most && length > most)
            {
                faults.Add(FieldFault.TooLong(path, most));
            }

            if (limits.MinLength is { } least && length < least)
            {
                faults.Add(FieldFault.InvalidText(path, text, $"{path} in body should be at least {least} chars long"));
            }

            if (limits.Pattern is { } pattern && !Matches(limits, text))
            {
                faults.Add(FieldFault.InvalidText(path, text, $"{path} in body should match '{pattern}'"));
            }
        }

        if (schema.Format is { } format && schema.Kind == SchemaKind.String && !HasFormat(format, text))
        {
            faults.Add(FieldFault.InvalidText(path, text, $"{path} in body must be of type {format}: \"{text}\""));
        }
    }

    private static bool Matches(SchemaLimits limits, string text)
    {
        try
        {
            return limits.Expression!.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // Go's engine takes linear time; a pattern that ours cannot finish on is not held against the object.
            return true;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static bool HasFormat(string format, string text) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && text.Contains('T', StringComparison.Ordinal),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "ipv4" => IPAddress.TryParse(text, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork,
        "ipv6" => IPAddress.TryParse(text, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6,
        "cidr" => IPNetwork.TryParse(text, out _),
        "uuid" => Guid.TryParse(text, out _),
        "byte" => Convert.TryFromBase64String(text, new byte[text.Length], out _),
        "duration" => Regex.IsMatch(text, "^[-+]?([0-9]*\\.?[0-9]+(ns|us|µs|ms|s|m|h))+$|^0$", RegexOptions.CultureInvariant),
        _ => true,
    };

    private static void CheckNumber(SchemaLimits limits, decimal number, string path, List<FieldFault> faults)
    {
        var shown = number.ToString(CultureInfo.InvariantCulture);
        if (limits.Minimum is { } least && (number < least || (limits.ExclusiveMinimum && number == least)))
        {
            faults.Add(FieldFault.Invalid(path, shown, $"{path} in body should be greater than{(limits.ExclusiveMinimum ? "" : " or equal to")} {least.ToString(CultureInfo.InvariantCulture)}"));
        }

        if (limits.Maximum is { } most && (number > most || (limits.ExclusiveMaximum && number == most)))
        {
            faults.Add(FieldFault.Invalid(path, shown, $"{path} in body should be less than{(limits.ExclusiveMaximum ? "" : " or equal to")} {most.ToString(CultureInfo.InvariantCulture)}"));
        }

        if (limits.MultipleOf is { } factor && factor != 0 && number % factor != 0)
        {
            faults.Add(FieldFault.Invalid(path, shown, $"{path} in body should be a multiple of {factor.ToString(CultureInfo.InvariantCulture)}"));
        }
    }
}
