using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace MeshHost.Hosting.Parameters;

/// <summary>Finds the value of a parameter in the configuration.</summary>
internal static class ParameterValues
{
    private const string Section = "Parameters";

    public static string Get(IConfiguration configuration, string name, ParameterDefault? parameterDefault, string? configurationKey = null)
    {
        var key = configurationKey ?? $"{Section}:{name}";

        // Shells cannot export names with dashes, so that Parameters__gcp_project is read for the parameter gcp-project.
        var value = configuration[key] ?? configuration[key.Replace('-', '_')];
        return value ?? parameterDefault?.GetDefaultValue() ?? throw Missing(name, key);
    }

    public static string GetConnectionString(IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) ?? throw new MissingParameterValueException(
            $"Connection string '{name}' has no value. Set it in the configuration under 'ConnectionStrings:{name}', for example by the "
            + $"environment variable 'ConnectionStrings__{name}'.");

    private static MissingParameterValueException Missing(string name, string key) => new(
        $"Parameter '{name}' has no value. Set it in the configuration under '{key}', for example on the command line: --{key}=<value>, "
        + $"by the environment variable {EnvironmentVariable(key)}=<value>, "
        + $"in user secrets: dotnet user-secrets set \"{key}\" <value>, or in appsettings.json.");

    private static string EnvironmentVariable(string key) =>
        key.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_');
}
