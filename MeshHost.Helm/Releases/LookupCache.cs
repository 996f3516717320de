using MeshHost.Helm.Values;
using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>
/// Lets templates, which run synchronously, ask a cluster. A question not answered yet gets "nothing" and is noted; the caller then fetches
/// what was asked and renders again, until a rendering asks nothing new. Rendering is cheap against a request, and no thread ever blocks.
/// </summary>
internal sealed class LookupCache(KubernetesClient client)
{
    private readonly Dictionary<Question, Dictionary<string, object?>?> _answers = [];
    private readonly HashSet<Question> _open = [];

    public bool HasOpenQuestions => _open.Count > 0;

    public Dictionary<string, object?>? Ask(string apiVersion, string kind, string ns, string name)
    {
        var question = new Question(apiVersion, kind, ns, name);
        if (!_answers.TryGetValue(question, out var answer))
        {
            _open.Add(question);
        }

        // Templates may change what they are given.
        return answer is null ? null : ValueTree.CloneTable(answer);
    }

    public async Task AnswerAsync(CancellationToken cancellationToken)
    {
        foreach (var question in _open)
        {
            _answers[question] = await FetchAsync(question, cancellationToken).ConfigureAwait(false);
        }

        _open.Clear();
    }

    private async Task<Dictionary<string, object?>?> FetchAsync(Question question, CancellationToken cancellationToken)
    {
        var kind = GroupVersionKind.Parse(question.ApiVersion, question.Kind);
        ApiResource resource;
        try
        {
            resource = await client.Discovery.ResolveAsync(kind, cancellationToken).ConfigureAwait(false);
        }
        catch (NoKindMatchException)
        {
            return null;
        }

        var ns = resource.Namespaced && question.Namespace.Length > 0 ? question.Namespace : null;
        if (question.Name.Length > 0)
        {
            var found = await client.GetAsync(new ObjectReference(kind, question.Name, ns), cancellationToken).ConfigureAwait(false);
            return found is null ? null : (Dictionary<string, object?>?)ValueTree.FromJson(found.Json);
        }

        var items = await client.ListAsync(kind, ns, options: null, cancellationToken).ConfigureAwait(false);
        var list = ValueTree.NewTable();
        list["apiVersion"] = question.ApiVersion;
        list["kind"] = question.Kind + "List";
        list["items"] = items.Select(static i => ValueTree.FromJson(i.Json)).ToList();
        return list;
    }

    private sealed record Question(string ApiVersion, string Kind, string Namespace, string Name);
}
