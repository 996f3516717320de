using System.Text;

namespace MeshHost.Helm.Templating;

/// <summary>Where an execution failed, from the outermost template inwards, in the form that Helm 4 shows.</summary>
/// <param name="Location">File, line and column.</param>
/// <param name="Action">The template and the expression that were executed; empty when there is none.</param>
/// <param name="Problem">What went wrong there.</param>
/// <param name="Inner">The failure inside of a template that was called.</param>
internal sealed record TemplateTrace(string Location, string Action, string Problem, TemplateTrace? Inner)
{
    /// <summary>The lines of all of them, one that repeats left out.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        TemplateTrace? last = null;
        for (var one = this; one is not null; one = one.Inner)
        {
            if (last is null || one.Location != last.Location || one.Action != last.Action || one.Problem != last.Problem)
            {
                text.Append(one.Location).Append(one.Location.Length > 0 ? "\n  " : "");
                text.Append(one.Action).Append(one.Action.Length > 0 ? "\n    " : "");
                text.Append(one.Problem).Append(one.Problem.Length > 0 ? "\n" : "");
            }

            last = one;
        }

        return text.ToString().Trim();
    }
}
