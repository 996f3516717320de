using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;

namespace MeshHost.Hosting.Dashboard.Pages;

/// <summary>Small drawings, of 16 by 16. They repeat what text beside them says, so that screen readers leave them out.</summary>
internal static class Icon
{
    private const string Open = "<svg class=\"icon\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\">";

    private static readonly FrozenDictionary<string, string> s_drawings = new Dictionary<string, string>
    {
        ["brand"] = Lines("M8 1.5 14 5v6l-6 3.5L2 11V5z M8 8l6-3 M8 8v6.5 M8 8 2 5"),
        ["resources"] = Lines("M2 3.5h12 M5 8h9 M5 12.5h9 M2 8h.01 M2 12.5h.01"),
        ["graph"] = Lines("M3 3h4v3H3z M9 10h4v3H9z M3 10h4v3H3z M5 6v4 M7 4.5h4v5.5"),
        ["timeline"] = Lines("M2 3.5h5 M4.5 8h6 M9 12.5h5"),
        ["console"] = Lines("M1.5 2.5h13v11h-13z M4 6l2 2-2 2 M8 10.5h3.5"),
        ["logs"] = Lines("M3.5 1.5h7l2 2v11h-9z M5.5 6h5 M5.5 8.5h5 M5.5 11h3"),
        ["traces"] = Lines("M1.5 3h9 M4.5 6.5h7 M6.5 10h5 M9.5 13.5h5"),
        ["metrics"] = Lines("M2 2v12h12 M4.5 10.5l3-4 2.5 2 4-5.5"),
        ["theme"] = "<circle cx=\"8\" cy=\"8\" r=\"6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/><path d=\"M8 2a6 6 0 0 1 0 12z\" fill=\"currentColor\"/>",
        ["leave"] = Lines("M9.5 2.5h4v11h-4 M2 8h8 M7 5l3 3-3 3"),
        ["more"] = "<circle cx=\"3\" cy=\"8\" r=\"1.4\" fill=\"currentColor\"/><circle cx=\"8\" cy=\"8\" r=\"1.4\" fill=\"currentColor\"/><circle cx=\"13\" cy=\"8\" r=\"1.4\" fill=\"currentColor\"/>",
        ["close"] = Lines("M3.5 3.5l9 9 M12.5 3.5l-9 9"),
        ["open"] = Lines("M6 3.5l4.5 4.5L6 12.5"),
        ["opened"] = Lines("M3.5 6L8 10.5 12.5 6"),
        ["link"] = Lines("M9 2.5h4.5V7 M13.5 2.5L7.5 8.5 M11 9.5v4H2.5V5h4"),
        ["search"] = "<circle cx=\"7\" cy=\"7\" r=\"4.5\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/><path d=\"M10.5 10.5L14 14\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-linecap=\"round\"/>",
        ["ready"] = "<circle cx=\"8\" cy=\"8\" r=\"7\" fill=\"currentColor\"/><path class=\"cut\" d=\"M4.8 8.2l2.2 2.2 4.2-4.6\" fill=\"none\" stroke-width=\"1.8\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
        ["failed"] = "<path d=\"M5 1h6l4 4v6l-4 4H5l-4-4V5z\" fill=\"currentColor\"/><path class=\"cut\" d=\"M5.5 5.5l5 5M10.5 5.5l-5 5\" fill=\"none\" stroke-width=\"1.8\" stroke-linecap=\"round\"/>",
        ["working"] = "<g class=\"spin\"><circle cx=\"8\" cy=\"8\" r=\"6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" opacity=\".3\"/><path d=\"M8 2a6 6 0 0 1 6 6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\"/></g>",
        ["waiting"] = "<circle cx=\"8\" cy=\"8\" r=\"6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\" stroke-dasharray=\"2.6 2.1\"/>",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static RenderFragment Of(string name) => builder => builder.AddMarkupContent(0, $"{Open}{s_drawings[name]}</svg>");

    private static string Lines(string path) =>
        $"<path d=\"{path}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>";
}
