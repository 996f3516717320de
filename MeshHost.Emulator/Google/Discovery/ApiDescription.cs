namespace MeshHost.Emulator.Google.Discovery;

/// <summary>One version of a Google API: its methods and the shapes of their request bodies.</summary>
/// <param name="Name">Name such as <c>compute</c>.</param>
/// <param name="Version">Version such as <c>v1</c>.</param>
/// <param name="Schemas">Request body types by name; each maps a field to its type expression (see <see cref="ApiCatalog"/>).</param>
internal sealed record ApiDescription(
    string Name,
    string Version,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Schemas)
{
    /// <summary>The service that has to be enabled in a project before the API answers, such as <c>compute.googleapis.com</c>.</summary>
    public string Service => Name + ".googleapis.com";

    /// <summary>Compute answers errors without a <c>status</c>; the APIs of the newer platform have one.</summary>
    public bool HasErrorStatus => Name != "compute";
}
