using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with holes that are filled by values known only later, such as parameters.</summary>
public class ReferenceExpression : IExpressionValue, IValueWithReferences
{
    /// <summary>The empty text.</summary>
    public static readonly ReferenceExpression Empty = new(string.Empty, [], [], []);

    private ReferenceExpression(
        string format,
        IReadOnlyList<IValueProvider> valueProviders,
        IReadOnlyList<string> manifestExpressions,
        IReadOnlyList<string?> stringFormats)
    {
        Format = format;
        ValueProviders = valueProviders;
        ManifestExpressions = manifestExpressions;
        StringFormats = stringFormats;
    }

    /// <summary>The text, with <c>{0}</c>, <c>{1}</c>... for the holes.</summary>
    public string Format { get; }

    /// <summary>The expression of each hole.</summary>
    public IReadOnlyList<string> ManifestExpressions { get; }

    /// <summary>The format of each hole.</summary>
    public IReadOnlyList<string?> StringFormats { get; }

    /// <summary>What fills each hole.</summary>
    public IReadOnlyList<IValueProvider> ValueProviders { get; }

    /// <summary>The text with the expressions of the holes in place.</summary>
    public string ValueExpression =>
        string.Format(CultureInfo.InvariantCulture, Format, [.. ManifestExpressions]);

    IEnumerable<object> IValueWithReferences.References => ValueProviders;

    /// <summary>Makes an expression of an interpolated string.</summary>
    /// <param name="handler">The interpolated string.</param>
    /// <returns>The expression.</returns>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.GetExpression();

    /// <summary>Waits for all values and fills them in.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The text; <see langword="null"/> when the expression is nothing but one value and that has none.</returns>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) =>
        GetValueAsync(new ValueProviderContext(), cancellationToken);

    /// <summary>Waits for all values, as seen from somewhere, and fills them in.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The text; <see langword="null"/> when the expression is nothing but one value and that has none.</returns>
    public async ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken)
    {
        if (Format == "{0}")
        {
            return ApplyFormat(
                await ValueProviders[0].GetValueAsync(context, cancellationToken).ConfigureAwait(false), StringFormats[0]);
        }

        var values = new object?[ValueProviders.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ApplyFormat(
                await ValueProviders[i].GetValueAsync(context, cancellationToken).ConfigureAwait(false), StringFormats[i]);
        }

        return string.Format(CultureInfo.InvariantCulture, Format, values);
    }

    internal static ReferenceExpression CreateFromParts(
        string format,
        IReadOnlyList<IValueProvider> valueProviders,
        IReadOnlyList<string> manifestExpressions,
        IReadOnlyList<string?> stringFormats) => new(format, valueProviders, manifestExpressions, stringFormats);

    private static string? ApplyFormat(string? value, string? format) => (value, format?.ToLowerInvariant()) switch
    {
        (null, _) or (_, null) => value,
        (_, "uri") => Uri.EscapeDataString(value),
        _ => throw new FormatException($"The string format '{format}' is not supported in a reference expression. Use 'uri' or none."),
    };

    /// <summary>Collects the parts of an interpolated string.</summary>
    /// <param name="literalLength">The length of the literal parts.</param>
    /// <param name="formattedCount">The number of holes.</param>
    [InterpolatedStringHandler]
    public struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly ExpressionParts _parts = new(literalLength, formattedCount);

        /// <summary>Appends a literal part.</summary>
        /// <param name="value">The text.</param>
        public readonly void AppendLiteral(string value) => _parts.AppendLiteral(value);

        /// <summary>Appends a text that is known now.</summary>
        /// <param name="value">The text.</param>
        public readonly void AppendFormatted(string? value) => _parts.AppendLiteral(value);

        /// <summary>Appends a text that is known now.</summary>
        /// <param name="value">The text.</param>
        /// <param name="format">"uri" to escape the text for a URI.</param>
        public readonly void AppendFormatted(string? value, string? format = null) => _parts.AppendLiteral(ApplyFormat(value, format));

        /// <summary>Appends a value that is known later.</summary>
        /// <typeparam name="T">The type that provides the value.</typeparam>
        /// <param name="valueProvider">What provides the value.</param>
        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => _parts.AppendValue(valueProvider, format: null);

        /// <summary>Appends a value that is known later.</summary>
        /// <typeparam name="T">The type that provides the value.</typeparam>
        /// <param name="valueProvider">What provides the value.</param>
        /// <param name="format">"uri" to escape the value for a URI.</param>
        public void AppendFormatted<T>(T valueProvider, string? format = null)
            where T : IValueProvider, IManifestExpressionProvider => _parts.AppendValue(valueProvider, format);

        /// <summary>Appends the value of a resource.</summary>
        /// <typeparam name="T">The type of the resource.</typeparam>
        /// <param name="valueProvider">The builder of the resource.</param>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider => _parts.AppendValue(valueProvider.Resource, format: null);

        /// <summary>Appends the value of a resource.</summary>
        /// <typeparam name="T">The type of the resource.</typeparam>
        /// <param name="valueProvider">The builder of the resource.</param>
        /// <param name="format">"uri" to escape the value for a URI.</param>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format = null)
            where T : IResource, IValueProvider, IManifestExpressionProvider => _parts.AppendValue(valueProvider.Resource, format);

        internal readonly ReferenceExpression GetExpression() => _parts.Build();
    }
}
