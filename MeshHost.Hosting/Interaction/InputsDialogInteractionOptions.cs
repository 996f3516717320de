namespace Aspire.Hosting;

/// <summary>Options of a dialog of inputs.</summary>
public class InputsDialogInteractionOptions : InteractionOptions
{
    /// <summary>Checks the values; the dialog stays open until there is nothing to object to.</summary>
    public Func<InputsDialogValidationContext, Task>? ValidationCallback { get; set; }
}
