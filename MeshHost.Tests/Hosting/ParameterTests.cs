using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Interactions;
using MeshHost.Hosting.Parameters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Hosting;

public class ParameterTests : HostTest
{
    [Fact]
    public async Task The_command_line_supplies_the_value()
    {
        var parameter = CreateBuilder("--Parameters:region=us").AddParameter("region");
        Assert.Equal("us", await parameter.Resource.GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Underscores_stand_for_dashes_because_shells_cannot_export_dashes()
    {
        var builder = CreateBuilder();
        builder.Configuration["Parameters:gcp_project"] = "demo";
        Assert.Equal("demo", await builder.AddParameter("gcp-project").Resource.GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_configuration_wins_over_the_value_in_the_model()
    {
        var builder = CreateBuilder("--Parameters:a=configured");
        Assert.Equal("configured", await ValueAsync(builder.AddParameter("a", "model")));
        Assert.Equal("model", await ValueAsync(builder.AddParameter("b", "model")));
        Assert.Equal("computed", await ValueAsync(builder.AddParameter("c", () => "computed")));
    }

    [Fact]
    public async Task A_key_of_its_own_is_read_from_the_configuration()
    {
        var builder = CreateBuilder("--Dns:Zone=example.test");
        Assert.Equal("example.test", await ValueAsync(builder.AddParameterFromConfiguration("zone", "Dns:Zone")));
    }

    [Fact]
    public async Task A_missing_value_is_an_error_that_says_what_to_set_and_how()
    {
        var builder = CreateBuilder();
        var parameter = builder.AddParameter("acme-email");
        var exception = await Assert.ThrowsAsync<MissingParameterValueException>(() => ValueAsync(parameter));
        Assert.Contains("'acme-email'", exception.Message);
        Assert.Contains("--Parameters:acme-email=", exception.Message);
        Assert.Contains("Parameters__acme_email", exception.Message);
        Assert.Contains("dotnet user-secrets set \"Parameters:acme-email\"", exception.Message);
    }

    [Fact]
    public async Task A_missing_value_shows_as_ValueMissing_and_fails_readers_WhenThereIsNobodyToAsk()
    {
        var builder = CreateBuilder();
        var parameter = builder.AddParameter("email");
        var application = await StartAsync(builder);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("email", out var current));
        Assert.Equal(KnownResourceStates.ValueMissing, current.Snapshot.State?.Text);
        await Assert.ThrowsAsync<MissingParameterValueException>(() => ValueAsync(parameter));
    }

    [Fact]
    public async Task A_missing_value_is_asked_for_and_readers_wait_WhenThereIsSomebodyToAsk()
    {
        var builder = CreateBuilder();
        var parameter = builder.AddParameter("email").WithDescription("Where to send warnings");
        var secret = builder.AddParameter("token", secret: true);
        var application = Build(builder);
        var interactions = application.Services.GetRequiredService<InteractionService>();
        using var answerer = interactions.RegisterAnswerer();
        await application.StartAsync(TestContext.Current.CancellationToken).DefaultTimeout();
        var reading = ValueAsync(parameter);
        Assert.False(reading.IsCompleted);

        var asked = await interactions.WatchAsync(TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken);
        Assert.Equal([("email", InputType.Text), ("token", InputType.SecretText)], asked.Inputs.Select(i => (i.Name, i.InputType)));
        Assert.False(await AnswerAsync("a@b.test", string.Empty));
        Assert.Equal("token", Assert.Single(asked.Errors).InputName);
        Assert.True(await AnswerAsync("a@b.test", "t"));
        Assert.Equal("a@b.test", await reading.DefaultTimeout());
        Assert.Equal("t", await ValueAsync(secret).DefaultTimeout());
        await application.ResourceNotifications.WaitForResourceAsync("email", cancellationToken: TestContext.Current.CancellationToken).DefaultTimeout();

        Task<bool> AnswerAsync(string email, string token) => interactions.AnswerAsync(
            asked.Id,
            InteractionAnswer.Primary,
            new Dictionary<string, string?> { ["email"] = email, ["token"] = token },
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_value_of_a_secret_is_marked_sensitive()
    {
        var builder = CreateBuilder("--Parameters:open=1", "--Parameters:closed=2");
        builder.AddParameter("open");
        builder.AddParameter("closed", secret: true);
        var application = await StartAsync(builder);
        Assert.Equal((false, true), (IsSensitive("open"), IsSensitive("closed")));

        bool IsSensitive(string name)
        {
            Assert.True(application.ResourceNotifications.TryGetCurrentState(name, out var current));
            Assert.Equal(KnownResourceStates.Running, current.Snapshot.State?.Text);
            return Assert.Single(current.Snapshot.Properties, p => p.Name == "Value").IsSensitive;
        }
    }

    [Fact]
    public void A_secret_cannot_be_published_as_its_default() =>
        Assert.Throws<ArgumentException>(() => CreateBuilder().AddParameter("p", "v", publishValueAsDefault: true, secret: true));

    [Fact]
    public async Task A_generated_value_is_the_same_for_all_readers_and_keeps_to_its_rules()
    {
        var parameter = CreateBuilder().AddParameter(
            "password",
            new GenerateParameterDefault { MinLength = 30, Special = false, MinLower = 3, MinUpper = 4, MinNumeric = 5 },
            secret: true);
        var value = await ValueAsync(parameter);
        Assert.Equal(value, await ValueAsync(parameter));
        Assert.Equal(30, value?.Length);
        Assert.All(value!, c => Assert.True(char.IsAsciiLetterOrDigit(c)));
        Assert.True(value!.Count(char.IsAsciiLetterLower) >= 3);
        Assert.True(value!.Count(char.IsAsciiLetterUpper) >= 4);
        Assert.True(value!.Count(char.IsAsciiDigit) >= 5);
    }

    [Fact]
    public void A_default_password_has_at_least_22_characters()
    {
        var parameter = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(CreateBuilder(), "p", special: false);
        Assert.True(parameter.Secret);
        Assert.True(parameter.ValueInternal.Length >= 22);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 0)]
    public void A_generated_value_whose_rules_contradict_is_refused(bool allowed, int minimum)
    {
        var generator = new GenerateParameterDefault
        {
            MinLength = 5,
            Lower = allowed,
            Upper = false,
            Numeric = false,
            Special = false,
            MinLower = minimum,
        };
        Assert.Throws<ArgumentException>(generator.GetDefaultValue);
    }

    [Fact]
    public void A_value_kept_in_user_secrets_can_be_read_by_its_owner_only_and_leaves_the_others_alone()
    {
        var folder = Directory.CreateTempSubdirectory("meshhost-secrets");
        try
        {
            var file = new UserSecretsFile(Path.Combine(folder.FullName, "id", "secrets.json"));
            file.Set("Parameters:a", "1");
            file.Set("Parameters:b", "2");
            var configuration = new ConfigurationBuilder().AddJsonFile(file.Path).Build();
            Assert.Equal(("1", "2"), (configuration["Parameters:a"], configuration["Parameters:b"]));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<string?> ValueAsync(IResourceBuilder<ParameterResource> parameter) =>
        parameter.Resource.GetValueAsync(TestContext.Current.CancellationToken).AsTask();
}
