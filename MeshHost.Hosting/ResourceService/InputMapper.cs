using Aspire.Hosting;
using MeshHost.Hosting.Interactions;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Turns inputs and interactions into what the dashboard reads.</summary>
internal static class InputMapper
{
    public static Wire.InteractionInput ToWire(InteractionInput input)
    {
        var wire = new Wire.InteractionInput
        {
            Name = input.Name,
            Label = input.Label ?? input.Name,
            Placeholder = input.Placeholder ?? string.Empty,
            Description = input.Description ?? string.Empty,
            EnableDescriptionMarkdown = input.EnableDescriptionMarkdown,
            InputType = input.InputType switch
            {
                InputType.SecretText => Wire.InputType.SecretText,
                InputType.Choice => Wire.InputType.Choice,
                InputType.Boolean => Wire.InputType.Boolean,
                InputType.Number => Wire.InputType.Number,
                _ => Wire.InputType.Text,
            },
            Required = input.Required,
            Value = input.Value ?? string.Empty,
            MaxLength = input.MaxLength ?? 0,
            AllowCustomChoice = input.AllowCustomChoice,
            Disabled = input.Disabled,
        };
        foreach (var (value, text) in input.Options ?? [])
        {
            wire.Options[value] = text;
        }

        return wire;
    }

    public static Wire.WatchInteractionsResponseUpdate ToWire(Interaction interaction)
    {
        var options = interaction.Options;
        var wire = new Wire.WatchInteractionsResponseUpdate
        {
            InteractionId = interaction.Id,
            Title = interaction.Title,
            Message = interaction.Message ?? string.Empty,
            PrimaryButtonText = options.PrimaryButtonText ?? string.Empty,
            SecondaryButtonText = options.SecondaryButtonText ?? string.Empty,
            ShowSecondaryButton = options.ShowSecondaryButton ?? interaction.Kind == InteractionKind.Inputs,
            ShowDismiss = options.ShowDismiss ?? true,
            EnableMessageMarkdown = options.EnableMessageMarkdown ?? false,
        };
        if (!interaction.IsOpen)
        {
            wire.Complete = new Wire.InteractionComplete();
            return wire;
        }

        switch (interaction.Kind)
        {
            case InteractionKind.Inputs:
                wire.InputsDialog = new Wire.InteractionInputsDialog();
                wire.InputsDialog.InputItems.AddRange(interaction.Inputs.Select(input =>
                {
                    var item = ToWire(input);
                    item.ValidationErrors.AddRange(interaction.Errors.Where(e => e.InputName == input.Name).Select(e => e.Message));
                    return item;
                }));
                break;
            case InteractionKind.Notification:
                var notification = options as NotificationInteractionOptions;
                wire.Notification = new Wire.InteractionNotification
                {
                    Intent = (Wire.MessageIntent)(notification?.Intent ?? MessageIntent.None),
                    LinkText = notification?.LinkText ?? string.Empty,
                    LinkUrl = notification?.LinkUrl ?? string.Empty,
                };
                break;
            default:
                wire.MessageBox = new Wire.InteractionMessageBox
                {
                    Intent = (Wire.MessageIntent)((options as MessageBoxInteractionOptions)?.Intent ?? MessageIntent.None),
                };
                break;
        }

        return wire;
    }
}
