using System.Globalization;
using Aspire.Hosting;

namespace MeshHost.Hosting.Interactions;

/// <summary>What every input of a kind must satisfy.</summary>
internal static class InputRules
{
    private const int DefaultMaxLength = 8000;

    public static string? FindProblem(InteractionInput input)
    {
        if (string.IsNullOrEmpty(input.Value))
        {
            return input.Required ? "Value is required." : null;
        }

        if (input.Value.Length > (input.MaxLength ?? DefaultMaxLength))
        {
            return string.Create(CultureInfo.InvariantCulture, $"Value must have at most {input.MaxLength ?? DefaultMaxLength} characters.");
        }

        return input.InputType switch
        {
            InputType.Choice when !input.AllowCustomChoice && input.Options?.Any(o => o.Key == input.Value) == false =>
                "Value must be one of the provided options.",
            InputType.Boolean when !bool.TryParse(input.Value, out _) => "Value must be a valid boolean.",
            InputType.Number when !double.TryParse(input.Value, CultureInfo.InvariantCulture, out _) => "Value must be a valid number.",
            _ => null,
        };
    }
}
