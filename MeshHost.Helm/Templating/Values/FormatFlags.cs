namespace MeshHost.Helm.Templating.Values;

/// <summary>The flags, width and precision between a percent sign and its verb.</summary>
internal sealed class FormatFlags
{
    public bool Plus { get; set; }

    public bool Minus { get; set; }

    public bool Sharp { get; set; }

    public bool Space { get; set; }

    public bool Zero { get; set; }

    /// <summary><c>%+v</c>: field names too.</summary>
    public bool PlusV { get; set; }

    /// <summary><c>%#v</c>: Go syntax.</summary>
    public bool SharpV { get; set; }

    public int? Width { get; set; }

    public int? Precision { get; set; }

    /// <summary>Reads the flags and returns where they end.</summary>
    public int Read(string format, int at)
    {
        for (; at < format.Length; at++)
        {
            switch (format[at])
            {
                case '#':
                    Sharp = true;
                    break;
                case '0':
                    Zero = true;
                    break;
                case '+':
                    Plus = true;
                    break;
                case '-':
                    Minus = true;
                    break;
                case ' ':
                    Space = true;
                    break;
                default:
                    return at;
            }
        }

        return at;
    }
}
