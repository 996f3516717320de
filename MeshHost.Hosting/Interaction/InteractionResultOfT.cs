using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting;

/// <summary>The result of an interaction.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
public class InteractionResult<T>
{
    internal InteractionResult(T? data, bool canceled)
    {
        Data = data;
        Canceled = canceled;
    }

    /// <summary>The answer.</summary>
    public T? Data { get; }

    /// <summary>Whether the person dismissed the interaction.</summary>
    [MemberNotNullWhen(false, nameof(Data))]
    public bool Canceled { get; }
}
