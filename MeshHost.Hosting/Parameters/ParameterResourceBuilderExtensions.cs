using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Parameters;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds parameters: values that whoever runs the application supplies.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter whose value is read from the configuration under <c>Parameters:name</c>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="secret">Whether the value is masked wherever it would be shown.</param>
    /// <returns>The builder of the parameter.</returns>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        return Add(builder, CreateParameter(builder, name, secret));
    }

    /// <summary>Adds a parameter with a given value, which the configuration can override.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The value.</param>
    /// <param name="publishValueAsDefault">Whether a manifest contains the value as the default.</param>
    /// <param name="secret">Whether the value is masked wherever it would be shown.</param>
    /// <returns>The builder of the parameter.</returns>
    /// <exception cref="ArgumentException">A secret would be published.</exception>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        return AddParameter(builder, name, () => value, publishValueAsDefault, secret);
    }

    /// <summary>Adds a parameter with a value that is computed when it is needed, and which the configuration can override.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="valueGetter">Computes the value.</param>
    /// <param name="publishValueAsDefault">Whether a manifest contains the value as the default.</param>
    /// <param name="secret">Whether the value is masked wherever it would be shown.</param>
    /// <returns>The builder of the parameter.</returns>
    /// <exception cref="ArgumentException">A secret would be published.</exception>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        Func<string> valueGetter,
        bool publishValueAsDefault = false,
        bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(valueGetter);
        if (publishValueAsDefault && secret)
        {
            throw new ArgumentException(
                $"The value of the secret parameter '{name}' cannot be published as its default. Drop one of the two.",
                nameof(publishValueAsDefault));
        }

        var parameter = CreateParameter(builder, name, secret);
        parameter.Default = new ConstantParameterDefault(valueGetter);
        return Add(builder, parameter);
    }

    /// <summary>Adds a parameter whose value is read from the configuration under a given key.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="configurationKey">The key in the configuration.</param>
    /// <param name="secret">Whether the value is masked wherever it would be shown.</param>
    /// <returns>The builder of the parameter.</returns>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        string configurationKey,
        bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configurationKey);
        return Add(builder, new ParameterResource(
            name,
            parameterDefault => ParameterValues.Get(builder.Configuration, name, parameterDefault, configurationKey),
            secret));
    }

    /// <summary>Adds a parameter with a default.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The default.</param>
    /// <param name="secret">Whether the value is masked wherever it would be shown.</param>
    /// <param name="persist">Whether a default that was made once is kept in user secrets for the next run.</param>
    /// <returns>The builder of the parameter.</returns>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        ParameterDefault value,
        bool secret = false,
        bool persist = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        var parameter = CreateParameter(builder, name, secret);
        parameter.Default = persist && builder.ExecutionContext.IsRunMode
            ? new PersistedParameterDefault(value, $"Parameters:{name}", UserSecretsFile.Find(builder.AppHostAssembly))
            : value;
        return Add(builder, parameter);
    }

    /// <summary>Says what the value of a parameter is for.</summary>
    /// <param name="builder">The parameter.</param>
    /// <param name="description">What the value is for.</param>
    /// <param name="enableMarkdown">Whether the description is Markdown.</param>
    /// <returns>The builder of the parameter.</returns>
    public static IResourceBuilder<ParameterResource> WithDescription(
        this IResourceBuilder<ParameterResource> builder,
        string description,
        bool enableMarkdown = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(description);
        builder.Resource.Description = description;
        builder.Resource.EnableDescriptionMarkdown = enableMarkdown;
        return builder;
    }

    /// <summary>Makes a parameter with a random value, which is kept in user secrets while the application is developed.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="secret">Whether the value is masked wherever it would be shown.</param>
    /// <param name="parameterDefault">How the value is generated.</param>
    /// <returns>The parameter, which is not part of the application yet.</returns>
    public static ParameterResource CreateGeneratedParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool secret,
        GenerateParameterDefault parameterDefault)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(parameterDefault);
        var parameter = CreateParameter(builder, name, secret);
        parameter.Default = builder.ExecutionContext.IsRunMode && UserSecretsFile.Find(builder.AppHostAssembly) is { } secrets
            ? new PersistedParameterDefault(parameterDefault, $"Parameters:{name}", secrets)
            : parameterDefault;
        return parameter;
    }

    /// <summary>Makes a parameter with a random password.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="lower">Whether the password has lower-case letters.</param>
    /// <param name="upper">Whether the password has upper-case letters.</param>
    /// <param name="numeric">Whether the password has digits.</param>
    /// <param name="special">Whether the password has special characters.</param>
    /// <param name="minLower">The least number of lower-case letters.</param>
    /// <param name="minUpper">The least number of upper-case letters.</param>
    /// <param name="minNumeric">The least number of digits.</param>
    /// <param name="minSpecial">The least number of special characters.</param>
    /// <returns>The parameter, which is not part of the application yet.</returns>
    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool lower = true,
        bool upper = true,
        bool numeric = true,
        bool special = true,
        int minLower = 0,
        int minUpper = 0,
        int minNumeric = 0,
        int minSpecial = 0) =>
        CreateGeneratedParameter(builder, name, secret: true, new GenerateParameterDefault
        {
            // 22 characters of this alphabet hold more than 128 bits.
            MinLength = 22,
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLower = minLower,
            MinUpper = minUpper,
            MinNumeric = minNumeric,
            MinSpecial = minSpecial,
        });

    /// <summary>Makes a parameter whose value is read from the configuration under <c>Parameters:name</c>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="secret">Whether the value is masked wherever it would be shown.</param>
    /// <returns>The parameter, which is not part of the application yet.</returns>
    public static ParameterResource CreateParameter(IDistributedApplicationBuilder builder, string name, bool secret)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        IConfiguration configuration = builder.Configuration;
        return new ParameterResource(name, parameterDefault => ParameterValues.Get(configuration, name, parameterDefault), secret);
    }

    private static IResourceBuilder<ParameterResource> Add(IDistributedApplicationBuilder builder, ParameterResource parameter) =>
        builder.AddResource(parameter).WithInitialState(new CustomResourceSnapshot
        {
            ResourceType = "Parameter",
            IsHidden = false,
            State = KnownResourceStates.NotStarted,
            Properties = [new ResourcePropertySnapshot("parameter.secret", parameter.Secret)],
        });
}
