using System.Diagnostics;
using System.Globalization;

namespace MeshHost.Lifecycle.Running;

/// <summary>Describes an exception that no library explains, such as one from a lambda in the AppHost: its type, where it was thrown and where the node is declared.</summary>
internal static class UnexpectedFailure
{
    private static readonly string[] s_foreign = ["System.", "Microsoft.", "Polly", "Aspire.", "MeshHost.Lifecycle", "OpenTelemetry"];

    /// <summary>Describes the exception in a line.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="declaredAt">File and line of the node's declaration, or <see langword="null"/>.</param>
    public static string Describe(Exception exception, string? declaredAt)
    {
        var thrown = PlaceOf(exception) is { } place ? $" Thrown in {place}." : "";
        var declared = declaredAt is null ? "" : $" The node is declared at {declaredAt}.";
        return $"{exception.GetType().Name}: {exception.Message.TrimEnd('.')}.{thrown}{declared}";
    }

    /// <summary>File and line of the code that declares a node: the first frame outside of the libraries that build the model.</summary>
    public static string? FindDeclaration()
    {
        // Without files at first: reading symbols for every frame of every node would cost more than declaring it.
        var frames = new StackTrace(fNeedFileInfo: false).GetFrames();
        for (var i = 1; i < frames.Length; i++)
        {
            var assembly = frames[i].GetMethod()?.DeclaringType?.Assembly.GetName().Name;
            if (assembly is not null && !IsLibrary(assembly))
            {
                return Show(new StackFrame(i, needFileInfo: true));
            }
        }

        return null;
    }

    private static bool IsLibrary(string assembly) => assembly is "MeshHost.Resources" or "MeshHost.Emulator.Hosting" || IsForeign(assembly);

    private static bool IsForeign(string assembly) => s_foreign.Any(f => assembly.StartsWith(f, StringComparison.Ordinal));

    private static string? PlaceOf(Exception exception)
    {
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod()?.DeclaringType is { } type && !IsForeign(type.Assembly.GetName().Name ?? ""))
            {
                return Show(frame) ?? type.FullName;
            }
        }

        return null;
    }

    private static string? Show(StackFrame frame) => frame.GetFileName() is { } file
        ? string.Create(CultureInfo.InvariantCulture, $"{file}:{frame.GetFileLineNumber()}")
        : null;
}
