using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Projects;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Iam;

/// <summary>The service accounts of the projects.</summary>
internal sealed class ServiceAccounts(CloudState state, GoogleCloudOptions options, ProjectDirectory projects)
{
    /// <summary>The state's key of an account.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="email">The account.</param>
    /// <returns>The key.</returns>
    public static string Key(string project, string email) => $"iam/projects/{project}/serviceAccounts/{email}";

    /// <summary>Finds an account by email or unique id.</summary>
    /// <param name="project">Project id, or <c>-</c> for any.</param>
    /// <param name="name">Email or unique id.</param>
    /// <returns>The account with its key, or <see langword="null"/>.</returns>
    public (string Key, JsonObject Account)? Find(string project, string name)
    {
        var prefix = project == "-" ? "iam/projects/" : Key(project, "");
        foreach (var (key, account) in state.Under(prefix))
        {
            if (!account.Flag("$deleted") && (account.Text("email") == name || account.Text("uniqueId") == name))
            {
                return (key, account);
            }
        }

        return null;
    }

    /// <summary>Whether IAM policies and other services have heard of an account: some time after it was made.</summary>
    /// <param name="email">The account.</param>
    /// <returns><see langword="true"/> when they have.</returns>
    public bool IsKnownToPolicies(string email)
    {
        // Agents that Google itself makes for its services.
        if (projects.All().Any(p => email.StartsWith($"service-{p.Number}@", StringComparison.Ordinal)))
        {
            return true;
        }

        return Find("-", email) is { Account: var account }
            && options.TimeProvider.GetUtcNow() >= DateTimeOffset.Parse(account.Text("$created")!, System.Globalization.CultureInfo.InvariantCulture) + (options.IamPropagation * options.TimeScale);
    }
}
