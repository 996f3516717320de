namespace Aspire.Hosting;

/// <summary>The kind of an input.</summary>
public enum InputType
{
    /// <summary>A line of text.</summary>
    Text = 0,

    /// <summary>A line of text that is masked.</summary>
    SecretText = 1,

    /// <summary>One of some choices.</summary>
    Choice = 2,

    /// <summary>Yes or no.</summary>
    Boolean = 3,

    /// <summary>A number.</summary>
    Number = 4,
}
