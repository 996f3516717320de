using MeshHost.Helm.Templating;
using MeshHost.Helm.Versions;

namespace MeshHost.Helm.Functions;

/// <summary>sprig's functions on semantic versions.</summary>
internal static class SemverFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.Add<string, object?>("semver", text => new VersionObject(Parse(text)));
        functions.Add<string, string, bool>("semverCompare", (constraint, version) =>
            (VersionRange.TryParse(constraint) ?? throw new FunctionException($"improper constraint: {constraint}")).Contains(Parse(version)));
    }

    internal static SemanticVersion Parse(string text) => SemanticVersion.TryParse(text) ??
        throw new FunctionException(text.Length == 0 ? "Version string empty" : "invalid semantic version");
}
