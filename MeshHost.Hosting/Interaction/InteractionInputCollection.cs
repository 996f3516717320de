using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Aspire.Hosting;

/// <summary>The inputs of a dialog, by position and by name.</summary>
public sealed class InteractionInputCollection : IReadOnlyList<InteractionInput>
{
    private readonly IReadOnlyList<InteractionInput> _inputs;
    private readonly Dictionary<string, InteractionInput> _byName;

    /// <summary>Initializes the collection.</summary>
    /// <param name="inputs">The inputs; names must differ.</param>
    public InteractionInputCollection(IReadOnlyList<InteractionInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _inputs = inputs;
        _byName = new Dictionary<string, InteractionInput>(StringComparer.OrdinalIgnoreCase);
        foreach (var input in inputs)
        {
            if (!_byName.TryAdd(input.Name, input))
            {
                throw new InvalidOperationException($"The dialog has two inputs named '{input.Name}'. Give each its own name.");
            }
        }
    }

    /// <summary>The number of inputs.</summary>
    public int Count => _inputs.Count;

    /// <summary>The names of the inputs.</summary>
    public IEnumerable<string> Names => _inputs.Select(i => i.Name);

    /// <summary>Gets an input by name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The input.</returns>
    /// <exception cref="KeyNotFoundException">There is no input of that name.</exception>
    public InteractionInput this[string name] => _byName.TryGetValue(name, out var input)
        ? input
        : throw new KeyNotFoundException($"The dialog has no input named '{name}'.");

    /// <summary>Gets an input by position.</summary>
    /// <param name="index">The position, from 0.</param>
    /// <returns>The input.</returns>
    public InteractionInput this[int index] => _inputs[index];

    /// <summary>Finds an input by name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="input">The input, when there is one.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetByName(string name, [NotNullWhen(true)] out InteractionInput? input) => _byName.TryGetValue(name, out input);

    /// <summary>Whether there is an input of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether there is.</returns>
    public bool ContainsName(string name) => _byName.ContainsKey(name);

    /// <summary>Gets the value of an input.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The value; <see langword="null"/> when there is no such input or it has none.</returns>
    public string? GetString(string name) => _byName.TryGetValue(name, out var input) ? input.Value : null;

    /// <summary>Gets the value of an input as a boolean.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The value.</returns>
    public bool GetBoolean(string name) => bool.Parse(RequireValue(name));

    /// <summary>Gets the value of an input as an integer.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The value.</returns>
    public int GetInt32(string name) => int.Parse(RequireValue(name), CultureInfo.InvariantCulture);

    /// <summary>Gets the value of an input as a floating-point number.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The value.</returns>
    public double GetDouble(string name) => double.Parse(RequireValue(name), CultureInfo.InvariantCulture);

    /// <summary>Copies the inputs to an array.</summary>
    /// <returns>The array.</returns>
    public InteractionInput[] ToArray() => [.. _inputs];

    /// <inheritdoc/>
    public IEnumerator<InteractionInput> GetEnumerator() => _inputs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string RequireValue(string name) => this[name].Value is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"The input '{name}' has no value.");
}
