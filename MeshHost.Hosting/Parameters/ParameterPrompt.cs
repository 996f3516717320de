using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Hosting.Parameters;

/// <summary>Asks a person for the values of parameters that have none, all in one dialog.</summary>
internal sealed class ParameterPrompt(IInteractionService interaction, IHostApplicationLifetime lifetime)
{
    public bool IsAvailable => interaction.IsAvailable;

    public void Ask(
        IReadOnlyList<ParameterResource> parameters,
        Action<ParameterResource, string> setValue,
        Action<ParameterResource, Exception> fail) => _ = AskAsync(parameters, setValue, fail);

    private async Task AskAsync(
        IReadOnlyList<ParameterResource> parameters,
        Action<ParameterResource, string> setValue,
        Action<ParameterResource, Exception> fail)
    {
        try
        {
            var result = await interaction.PromptInputsAsync(
                "Parameters without a value",
                "The application needs values for these parameters. They hold for this run; set them in the configuration to keep them.",
                [.. parameters.Select(ToInput)],
                cancellationToken: lifetime.ApplicationStopping).ConfigureAwait(false);
            foreach (var parameter in parameters)
            {
                if (!result.Canceled && result.Data?.GetString(parameter.Name) is { Length: > 0 } value)
                {
                    setValue(parameter, value);
                }
                else
                {
                    fail(parameter, new MissingParameterValueException($"Parameter '{parameter.Name}' was asked for but not given."));
                }
            }
        }
        catch (Exception exception)
        {
            foreach (var parameter in parameters)
            {
                fail(parameter, new MissingParameterValueException($"Parameter '{parameter.Name}' could not be asked for.", exception));
            }
        }
    }

    private static InteractionInput ToInput(ParameterResource parameter) => new()
    {
        Name = parameter.Name,
        Label = parameter.Name,
        Description = parameter.Description,
        EnableDescriptionMarkdown = parameter.EnableDescriptionMarkdown,
        InputType = parameter.Secret ? InputType.SecretText : InputType.Text,
        Required = true,
    };
}
