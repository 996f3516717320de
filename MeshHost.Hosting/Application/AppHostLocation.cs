using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.UserSecrets;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Hosting.Application;

/// <summary>Where an application's files and secrets are.</summary>
internal static class AppHostLocation
{
    /// <summary>
    /// The folder of the project when the build has recorded it and it is there; otherwise the current folder. Settings files beside the
    /// project are then found wherever the application is started from.
    /// </summary>
    public static string FindDirectory(DistributedApplicationOptions options, Assembly? assembly)
    {
        var recorded = options.ProjectDirectory ?? assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => string.Equals(a.Key, "AppHostProjectPath", StringComparison.OrdinalIgnoreCase))?.Value;
        return recorded is { Length: > 0 } && Directory.Exists(recorded)
            ? Path.GetFullPath(recorded)
            : Directory.GetCurrentDirectory();
    }

    /// <summary>
    /// Adds the user secrets of the application. The host adds those of the entry assembly by itself, and only in development; the
    /// assembly of the application differs when a test runs it. What is closer to the person who runs it goes on winning.
    /// </summary>
    public static void AddUserSecrets(ConfigurationManager configuration, IHostEnvironment environment, Assembly? assembly, string[]? args)
    {
        if (assembly?.GetCustomAttribute<UserSecretsIdAttribute>() is null
            || (assembly == Assembly.GetEntryAssembly() && environment.IsDevelopment()))
        {
            return;
        }

        configuration.AddUserSecrets(assembly, optional: true, reloadOnChange: false);
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args ?? []);
    }
}
