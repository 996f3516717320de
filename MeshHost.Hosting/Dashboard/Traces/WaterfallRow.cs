using MeshHost.Hosting.Telemetry;

namespace MeshHost.Hosting.Dashboard.Traces;

/// <summary>A span in a waterfall.</summary>
/// <param name="Span">The span.</param>
/// <param name="Depth">How many parents are above it.</param>
/// <param name="From">Where it begins, from 0 at the left to 1 at the right.</param>
/// <param name="To">Where it ends.</param>
/// <param name="HasChildren">Whether there are spans below it.</param>
/// <param name="IsClosed">Whether those below it are folded away.</param>
internal sealed record WaterfallRow(SpanRecord Span, int Depth, double From, double To, bool HasChildren, bool IsClosed);
