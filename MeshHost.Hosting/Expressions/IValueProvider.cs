namespace Aspire.Hosting.ApplicationModel;

/// <summary>Has a value that may be known only later.</summary>
public interface IValueProvider
{
    /// <summary>Gets the value.</summary>
    /// <param name="cancellationToken">Cancels the wait for the value.</param>
    /// <returns>The value.</returns>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    /// <summary>Gets the value as it is seen from somewhere.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="cancellationToken">Cancels the wait for the value.</param>
    /// <returns>The value.</returns>
    ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
        GetValueAsync(cancellationToken);
}
