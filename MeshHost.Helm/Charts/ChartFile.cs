using System.Text;

namespace MeshHost.Helm;

/// <summary>One file of a chart.</summary>
public sealed class ChartFile
{
    /// <summary>Creates a file.</summary>
    /// <param name="name">Path within the chart, with forward slashes, such as <c>templates/service.yaml</c>.</param>
    /// <param name="data">The contents, without a byte order mark.</param>
    public ChartFile(string name, ReadOnlyMemory<byte> data)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Data = data;
    }

    /// <summary>Path within the chart, with forward slashes.</summary>
    public string Name { get; }

    /// <summary>The contents.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>The contents read as UTF-8.</summary>
    /// <returns>The text.</returns>
    public string GetText() => Encoding.UTF8.GetString(Data.Span);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
