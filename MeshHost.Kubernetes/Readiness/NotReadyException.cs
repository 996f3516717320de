using System.Text;

namespace MeshHost.Kubernetes.Readiness;

/// <summary>Objects did not get ready; the message says which, how far they got, and why.</summary>
public sealed class NotReadyException : Exception
{
    private const int NamedObjects = 10;

    /// <summary>Makes an exception.</summary>
    public NotReadyException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    public NotReadyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public NotReadyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception for objects that are not ready.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="reason">Why the wait ended, such as <c>not ready after 300 s</c>.</param>
    public NotReadyException(IReadOnlyList<NotReadyObject> objects, string reason)
        : base(Describe(objects, reason)) => Objects = objects;

    /// <summary>Gets the objects that are not ready.</summary>
    public IReadOnlyList<NotReadyObject> Objects { get; } = [];

    /// <summary>Gets a value indicating whether the objects may get ready yet: none of them has failed for good.</summary>
    public bool IsTransient => Objects.Count > 0 && Objects.All(static o => o.Readiness.State is not ReadinessState.Failed);

    private static string Describe(IReadOnlyList<NotReadyObject> objects, string reason)
    {
        ArgumentNullException.ThrowIfNull(objects);
        StringBuilder text = new($"{objects.Count} {(objects.Count == 1 ? "object" : "objects")} {reason}:");
        foreach (NotReadyObject item in objects.Take(NamedObjects))
        {
            text.Append("\n  ").Append(item.Object).Append(": ").Append(item.Readiness.Message);
            foreach (Diagnosis.Finding finding in item.Diagnosis?.Findings ?? [])
            {
                text.Append("\n    ").Append(finding);
            }
        }

        if (objects.Count > NamedObjects)
        {
            text.Append($"\n  and {objects.Count - NamedObjects} more");
        }

        return text.ToString();
    }
}
