using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Kubernetes;

namespace MeshHost.Resources.Clusters;

/// <summary>Hides the values of Secrets in a manifest that is shown to people. Their keys stay, and so does everything else, as it was written.</summary>
internal static partial class ManifestMask
{
    private const string Hidden = "***";

    private static readonly string[] s_fields = ["data", "stringData"];

    /// <summary>The manifest without the values of its Secrets.</summary>
    public static string Hide(string manifest) => string.Join("---\n", Separator().Split(manifest).Select(HideOne));

    private static string HideOne(string document)
    {
        // Only a document with a Secret is written anew, which loses its comments.
        if (!document.Contains("Secret", StringComparison.Ordinal))
        {
            return document;
        }

        var objects = KubernetesObject.ParseYaml(document);
        if (!objects.Any(IsSecret))
        {
            return document;
        }

        foreach (var secret in objects.Where(IsSecret))
        {
            foreach (var values in s_fields.Select(field => secret.Json[field]).OfType<JsonObject>())
            {
                foreach (var key in values.Select(value => value.Key).ToList())
                {
                    values[key] = Hidden;
                }
            }
        }

        return string.Join("---\n", objects.Select(item => item.ToYaml()));
    }

    private static bool IsSecret(KubernetesObject item) => item is { ApiVersion: "v1", Kind: "Secret" };

    [GeneratedRegex(@"^---[ \t]*\r?\n", RegexOptions.Multiline)]
    private static partial Regex Separator();
}
