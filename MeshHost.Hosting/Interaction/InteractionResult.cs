namespace Aspire.Hosting;

/// <summary>Makes results of interactions.</summary>
public static class InteractionResult
{
    /// <summary>The person answered.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="result">The answer.</param>
    /// <returns>The result.</returns>
    public static InteractionResult<T> Ok<T>(T result) => new(result, canceled: false);

    /// <summary>The person dismissed the interaction.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="data">What there was.</param>
    /// <returns>The result.</returns>
    public static InteractionResult<T> Cancel<T>(T? data = default) => new(data, canceled: true);
}
