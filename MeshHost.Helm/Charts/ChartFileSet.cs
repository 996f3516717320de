namespace MeshHost.Helm.Charts;

/// <summary>The files of one chart as read, with the budget that they and all packed subcharts share.</summary>
internal sealed class ChartFileSet(ChartLimits limits)
{
    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    private long _bytes;
    private int _count;

    public ChartLimits Limits { get; } = limits;

    /// <summary>How many bytes may still be read.</summary>
    public long Remaining => Limits.MaxTotalBytes - _bytes;

    /// <summary>Takes a file's size from the budget before it is read.</summary>
    public void Charge(string name, long bytes)
    {
        if (bytes > Limits.MaxFileBytes)
        {
            throw new ChartException($"chart file \"{name}\" has {bytes} bytes, more than the maximum file size {Limits.MaxFileBytes}");
        }

        _bytes += bytes;
        if (_bytes > Limits.MaxTotalBytes)
        {
            throw new ChartException($"the chart is larger than the maximum size of {Limits.MaxTotalBytes} bytes");
        }

        if (++_count > Limits.MaxFiles)
        {
            throw new ChartException($"the chart has more than {Limits.MaxFiles} files");
        }
    }

    public static ChartFile CreateFile(string name, byte[] data)
        => new(name, data.AsSpan().StartsWith(s_byteOrderMark) ? data.AsMemory(s_byteOrderMark.Length) : data);
}
