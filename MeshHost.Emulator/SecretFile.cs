namespace MeshHost.Emulator;

/// <summary>Small files with keys in a data folder: for their owner alone, and written in one step.</summary>
internal static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder that its owner alone may read, unless it exists.</summary>
    /// <param name="path">The folder.</param>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Reads what an earlier run has kept, or makes and keeps it.</summary>
    /// <param name="path">The file; <see langword="null"/> to keep nothing.</param>
    /// <param name="create">Makes the content.</param>
    /// <returns>The content.</returns>
    public static string ReadOrCreate(string? path, Func<string> create)
    {
        if (path is null)
        {
            return create();
        }

        if (File.Exists(path))
        {
            return File.ReadAllText(path);
        }

        var content = create();
        Write(path, content);
        return content;
    }

    /// <summary>Writes a file in place of the one that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content.</param>
    public static void Write(string path, string content)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        using (var writer = new StreamWriter(Create(path + ".next")))
        {
            writer.Write(content);
        }

        File.Move(path + ".next", path, overwrite: true);
    }

    /// <summary>Makes an empty file that its owner alone may read.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file, unbuffered, so that what is written outlives the process.</returns>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }
}
