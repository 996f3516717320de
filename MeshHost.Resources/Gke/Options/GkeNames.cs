using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshHost.Resources.Gke;

/// <summary>Names of what is around a cluster, and the rules for names.</summary>
internal static partial class GkeNames
{
    private const int MaxAccountIdLength = 30;

    public const string ManagedByLabel = "managed-by";

    public const string ManagedByValue = "meshhost";

    public const string ClusterLabel = "meshhost-cluster";

    public const string AdoptedLabel = "meshhost-adopted";

    public static string Network(string cluster) => cluster + "-vpc";

    public static string Subnetwork(string cluster) => cluster + "-subnet";

    public static string Router(string cluster) => cluster + "-router";

    public static string Nat(string cluster) => cluster + "-nat";

    /// <summary>Id of the nodes' service account: at most 30 characters, so that a long cluster name is shortened to one that stays unique.</summary>
    public static string ServiceAccountId(string cluster)
    {
        var id = cluster + "-nodes";
        if (id.Length <= MaxAccountIdLength)
        {
            return id;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cluster)))[..8];
        return $"{cluster[..15].TrimEnd('-')}-{hash}-nodes";
    }

    /// <summary>The mark in the description of what has no labels.</summary>
    public static string Marker(string cluster) => $"managed by meshhost for cluster '{cluster}'";

    /// <summary>The mark in the description of what somebody else made and we use.</summary>
    public static string AdoptionMarker(string cluster) => $"adopted by meshhost for cluster '{cluster}'";

    /// <summary>Tells what is wrong with a name of a cluster or pool, or null.</summary>
    public static string? Problem(string what, string name) =>
        name.Length <= 40 && Rule().IsMatch(name)
            ? null
            : $"The {what} '{name}' is invalid. Use at most 40 lowercase letters, digits and hyphens, starting with a letter and not ending with a hyphen.";

    /// <summary>Tells what is wrong with a project's id, or null. The rule is Google's; ids of organisations' domains have a colon.</summary>
    public static string? ProjectProblem(string project) =>
        ProjectRule().IsMatch(project)
            ? null
            : $"'{project}' is not a project id. Use the id, not the name or number: 6 to 30 lowercase letters, digits and hyphens, starting with a letter.";

    /// <summary>Tells what is wrong with a location, or null.</summary>
    public static string? LocationProblem(string location) =>
        LocationRule().IsMatch(location) ? null : $"The location '{location}' is invalid. Use a zone such as us-central1-a, or a region such as us-central1.";

    /// <summary>Tells what is wrong with a zone, or null.</summary>
    public static string? ZoneProblem(string zone) =>
        LocationRule().IsMatch(zone) && zone.Count(c => c == '-') == 2 ? null : $"The zone '{zone}' is invalid. Use one such as us-central1-a.";

    /// <summary>Tells what is wrong with a version, or null.</summary>
    public static string? VersionProblem(string version) =>
        VersionRule().IsMatch(version) ? null : $"The version '{version}' is invalid. Use one such as 1.33, 1.33.5 or 1.33.5-gke.1308000, or none for the channel's default.";

    [GeneratedRegex("^[0-9]+[.][0-9]+([.][0-9]+(-gke[.][0-9]+)?)?$")]
    private static partial Regex VersionRule();

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex Rule();

    [GeneratedRegex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$")]
    private static partial Regex ProjectRule();

    [GeneratedRegex("^[a-z]+-[a-z]+[0-9]+(-[a-z])?$")]
    private static partial Regex LocationRule();
}
