namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that whoever runs the application supplies.</summary>
public class ParameterResource : Resource, IExpressionValue
{
    private readonly Lazy<string> _value;

    /// <summary>Initializes the parameter.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="callback">
    /// Gets the value, given the default; called once. Throws <see cref="MissingParameterValueException"/> when there is none.
    /// </param>
    /// <param name="secret">Whether the value is masked wherever it would be shown.</param>
    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _value = new Lazy<string>(() => callback(Default));
        Secret = secret;
    }

    /// <summary>The value when none is supplied.</summary>
    public ParameterDefault? Default { get; set; }

    /// <summary>Whether the value is masked wherever it would be shown.</summary>
    public bool Secret { get; }

    /// <summary>Whether the value is a connection string.</summary>
    public bool IsConnectionString { get; set; }

    /// <summary>The expression that stands for the value in a manifest.</summary>
    public string ValueExpression => IsConnectionString ? $"{{{Name}.connectionString}}" : $"{{{Name}.value}}";

    /// <summary>What the value is for; shown to whoever is asked for it.</summary>
    public string? Description { get; set; }

    /// <summary>Whether the description is Markdown.</summary>
    public bool EnableDescriptionMarkdown { get; set; }

    /// <summary>The value once the host has resolved it, which may take until a person has supplied it.</summary>
    internal TaskCompletionSource<string>? Resolution { get; set; }

    /// <summary>The value, without waiting for anybody.</summary>
    /// <exception cref="MissingParameterValueException">There is none.</exception>
    internal string ValueInternal => _value.Value;

    /// <summary>Gets the value; waits for it when a person is being asked.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The value.</returns>
    /// <exception cref="MissingParameterValueException">There is no value, and nobody to ask.</exception>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) =>
        Resolution is { } resolution
            ? await resolution.Task.WaitAsync(cancellationToken).ConfigureAwait(false)
            : ValueInternal;

    /// <summary>Gets the value; who asks makes no difference.</summary>
    /// <param name="_">Who asks.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The value.</returns>
    /// <exception cref="MissingParameterValueException">There is no value, and nobody to ask.</exception>
#pragma warning disable CA1725 // Aspire.Hosting names the parameter so, and callers may use named arguments.
    public ValueTask<string?> GetValueAsync(ValueProviderContext _, CancellationToken cancellationToken) => GetValueAsync(cancellationToken);
#pragma warning restore CA1725
}
