namespace MeshHost.Helm.Templating;

/// <summary>What the functions of a template may ask of the world.</summary>
internal sealed record TemplateServices
{
    public static TemplateServices Default { get; } = new();

    /// <summary>Answers <c>lookup apiVersion kind namespace name</c>; without it nothing is found.</summary>
    public Func<string, string, string, string, Dictionary<string, object?>>? Lookup { get; init; }

    /// <summary>Answers <c>getHostByName</c>; without it the answer is empty, as in Helm unless DNS is enabled.</summary>
    public Func<string, string>? ResolveHost { get; init; }

    /// <summary>The clock of <c>now</c> and of certificates.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether a missing map key is an error (Helm's strict mode).</summary>
    public bool Strict { get; init; }
}
