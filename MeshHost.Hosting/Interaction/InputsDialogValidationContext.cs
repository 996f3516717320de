namespace Aspire.Hosting;

/// <summary>What a callback that checks inputs can see and report.</summary>
public sealed class InputsDialogValidationContext
{
    private readonly List<(string InputName, string Message)> _errors = [];

    /// <summary>The inputs, with values.</summary>
    public required InteractionInputCollection Inputs { get; init; }

    /// <summary>Cancelled when the dialog is.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>The services of the application.</summary>
    public required IServiceProvider Services { get; init; }

    internal IReadOnlyList<(string InputName, string Message)> Errors => _errors;

    /// <summary>Reports that the value of an input is wrong.</summary>
    /// <param name="input">The input.</param>
    /// <param name="errorMessage">What is wrong.</param>
    public void AddValidationError(InteractionInput input, string errorMessage)
    {
        ArgumentNullException.ThrowIfNull(input);
        AddValidationError(input.Name, errorMessage);
    }

    /// <summary>Reports that the value of an input is wrong.</summary>
    /// <param name="inputName">The name of the input.</param>
    /// <param name="errorMessage">What is wrong.</param>
    public void AddValidationError(string inputName, string errorMessage)
    {
        ArgumentNullException.ThrowIfNull(inputName);
        ArgumentNullException.ThrowIfNull(errorMessage);
        _errors.Add((inputName, errorMessage));
    }
}
