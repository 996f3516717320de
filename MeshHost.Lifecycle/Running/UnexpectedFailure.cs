using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;

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

    /// <summary>Describes why a graph could not be declared, and where in the AppHost the declaration stopped.</summary>
    /// <param name="exception">The exception.</param>
    public static string DescribeDeclaration(Exception exception)
    {
        // The libraries refuse a wrong declaration by these: the message says what is wrong. Of others the type says more than the message.
        var problem = exception is DistributedApplicationException or ArgumentException
            ? exception.Message
            : $"The graph cannot be declared. {exception.GetType().Name}: {exception.Message}";
        var frame = new StackTrace(exception, fNeedFileInfo: true).GetFrames().FirstOrDefault(f => AssemblyOf(f) is { } assembly && !IsLibrary(assembly));
        return frame is not null && Show(frame) is { } place ? $"{problem.TrimEnd('.')}. The declaration stops at {place}." : problem;
    }

    /// <summary>File and line of the code that declares a node: the first frame outside of the libraries that build the model.</summary>
    public static string? FindDeclaration()
    {
        // Without files at first: reading symbols for every frame of every node would cost more than declaring it.
        var frames = new StackTrace(fNeedFileInfo: false).GetFrames();
        for (var i = 1; i < frames.Length; i++)
        {
            if (AssemblyOf(frames[i]) is { } assembly && !IsLibrary(assembly))
            {
                return Show(new StackFrame(i, needFileInfo: true));
            }
        }

        return null;
    }

    private static string? AssemblyOf(StackFrame frame) => frame.GetMethod()?.DeclaringType?.Assembly.GetName().Name;

    private static bool IsLibrary(string assembly) => assembly is "MeshHost.Resources" or "MeshHost.Emulator.Hosting" || IsForeign(assembly);

    private static bool IsForeign(string assembly) => s_foreign.Any(f => assembly.StartsWith(f, StringComparison.Ordinal));

    private static string? PlaceOf(Exception exception)
    {
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (AssemblyOf(frame) is { } assembly && !IsForeign(assembly))
            {
                return Show(frame) ?? frame.GetMethod()!.DeclaringType!.FullName;
            }
        }

        return null;
    }

    private static string? Show(StackFrame frame) => frame.GetFileName() is { } file
        ? string.Create(CultureInfo.InvariantCulture, $"{file}:{frame.GetFileLineNumber()}")
        : null;
}
