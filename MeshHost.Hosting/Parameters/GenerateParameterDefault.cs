using System.Security.Cryptography;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value, for passwords.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // Letters and digits that are mistaken for each other (i, l, o, I, L, O) are left out.
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericCharacters = "0123456789";
    private const string SpecialCharacters = "-_.{}~()*+!";

    /// <summary>The least length of the value, in characters.</summary>
    public int MinLength { get; set; }

    /// <summary>Whether the value has lower-case letters.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether the value has upper-case letters.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether the value has digits.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether the value has special characters.</summary>
    public bool Special { get; set; } = true;

    /// <summary>The least number of lower-case letters.</summary>
    public int MinLower { get; set; }

    /// <summary>The least number of upper-case letters.</summary>
    public int MinUpper { get; set; }

    /// <summary>The least number of digits.</summary>
    public int MinNumeric { get; set; }

    /// <summary>The least number of special characters.</summary>
    public int MinSpecial { get; set; }

    /// <inheritdoc/>
    public override void WriteToManifest(ManifestPublishingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var writer = context.Writer;
        writer.WriteStartObject("generate");
        writer.WriteNumber("minLength", MinLength);
        WriteClass("lower", Lower, "minLower", MinLower);
        WriteClass("upper", Upper, "minUpper", MinUpper);
        WriteClass("numeric", Numeric, "minNumeric", MinNumeric);
        WriteClass("special", Special, "minSpecial", MinSpecial);
        writer.WriteEndObject();

        void WriteClass(string name, bool allowed, string minimumName, int minimum)
        {
            if (!allowed)
            {
                writer.WriteBoolean(name, false);
            }

            if (minimum > 0)
            {
                writer.WriteNumber(minimumName, minimum);
            }
        }
    }

    /// <inheritdoc/>
    public override string GetDefaultValue()
    {
        (string Characters, bool Allowed, int Minimum)[] classes =
        [
            (LowerCharacters, Lower, MinLower),
            (UpperCharacters, Upper, MinUpper),
            (NumericCharacters, Numeric, MinNumeric),
            (SpecialCharacters, Special, MinSpecial),
        ];

        if (Array.Find(classes, c => !c.Allowed && c.Minimum > 0) is { Characters: not null } contradiction)
        {
            throw new ArgumentException(
                $"A generated value cannot have at least {contradiction.Minimum} of the characters '{contradiction.Characters}' when they are "
                + "not allowed. Allow them or set the minimum to 0.");
        }

        var alphabet = string.Concat(classes.Where(c => c.Allowed).Select(c => c.Characters));
        if (alphabet.Length == 0)
        {
            throw new ArgumentException("A generated value needs at least one of lower-case, upper-case, numeric and special characters.");
        }

        var minimum = classes.Sum(c => c.Minimum);
        var value = new char[Math.Max(MinLength, minimum)];
        var position = 0;
        foreach (var characters in classes)
        {
            for (var i = 0; i < characters.Minimum; i++)
            {
                value[position++] = Pick(characters.Characters);
            }
        }

        while (position < value.Length)
        {
            value[position++] = Pick(alphabet);
        }

        RandomNumberGenerator.Shuffle(value.AsSpan());
        return new string(value);

        static char Pick(string characters) => characters[RandomNumberGenerator.GetInt32(characters.Length)];
    }
}
