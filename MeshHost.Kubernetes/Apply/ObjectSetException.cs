namespace MeshHost.Kubernetes.Apply;

/// <summary>Several objects of a set were refused.</summary>
public sealed class ObjectSetException : KubernetesApiException
{
    private const int NamedFailures = 10;

    /// <summary>Makes an exception.</summary>
    public ObjectSetException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    public ObjectSetException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public ObjectSetException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception for several failures.</summary>
    /// <param name="failures">The failures.</param>
    /// <param name="total">The number of objects in the set.</param>
    public ObjectSetException(IReadOnlyList<KubernetesApiException> failures, int total)
        : base(Describe(failures, total), failures[0])
    {
        Failures = failures;
        Reason = failures[0].Reason;
        StatusCode = failures[0].StatusCode;
        Operation = "apply the set";
    }

    /// <summary>Gets whether all failures may pass by themselves: one that does not fails the set again.</summary>
    public override bool IsTransient => Failures.Count > 0 && Failures.All(failure => failure.IsTransient);

    /// <summary>Gets the failures, one an object.</summary>
    public IReadOnlyList<KubernetesApiException> Failures { get; } = [];

    private static string Describe(IReadOnlyList<KubernetesApiException> failures, int total)
    {
        ArgumentNullException.ThrowIfNull(failures);
        string rest = failures.Count > NamedFailures ? $"\n  and {failures.Count - NamedFailures} more" : "";
        return $"{failures.Count} of {total} objects were refused:\n  {string.Join("\n  ", failures.Take(NamedFailures).Select(failure => failure.Message))}{rest}";
    }
}
