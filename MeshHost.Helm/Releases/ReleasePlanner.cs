using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>Renders a request for the cluster it is meant for: its version, its APIs, and what templates look up in it.</summary>
internal sealed class ReleasePlanner(KubernetesClient client, ChartRenderer renderer)
{
    private const int MaxLookupRounds = 20;

    private readonly ObjectPreparer _preparer = new(client);

    public async Task<ReleasePlan> PlanAsync(ReleaseRequest request, int revision, bool isUpgrade, CancellationToken cancellationToken)
    {
        var options = new RenderOptions
        {
            ReleaseName = request.Name,
            Namespace = request.Namespace,
            Revision = revision,
            IsUpgrade = isUpgrade,
            Capabilities = await CapabilitiesAsync(cancellationToken).ConfigureAwait(false),
        };
        var rendered = await RenderAsync(request, options, cancellationToken).ConfigureAwait(false);
        var objects = await _preparer.PrepareAsync(
            [.. rendered.Crds, .. rendered.Manifests], request.Name, request.Namespace, owned: true, cancellationToken).ConfigureAwait(false);
        // Definitions of crds/ only tell which kinds will exist; they are not part of the release.
        var definitions = rendered.Crds.Sum(static c => c.Objects.Count);
        return new ReleasePlan(request.Name, request.Namespace, request.Chart, request.Values, rendered, WithoutTwins(objects[definitions..]));
    }

    /// <summary>A chart that renders an object twice means the last one, which Helm would apply over the first.</summary>
    private static List<KubernetesObject> WithoutTwins(List<KubernetesObject> objects)
    {
        var last = new Dictionary<ObjectReference, KubernetesObject>();
        foreach (var obj in objects)
        {
            last[obj.Reference] = obj;
        }

        return [.. objects.Where(o => ReferenceEquals(last[o.Reference], o))];
    }

    private async Task<ChartCapabilities> CapabilitiesAsync(CancellationToken cancellationToken)
    {
        client.Discovery.Invalidate();
        var version = await client.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        var apis = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in await client.Discovery.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            var kind = resource.GroupVersionKind;
            apis.Add(kind.ApiVersion);
            apis.Add($"{kind.ApiVersion}/{kind.Kind}");
        }

        return new ChartCapabilities { KubernetesVersion = version.GitVersion, ApiVersions = apis };
    }

    private async Task<RenderedChart> RenderAsync(ReleaseRequest request, RenderOptions options, CancellationToken cancellationToken)
    {
        var lookups = new LookupCache(client);
        for (var round = 1; ; round++)
        {
            RenderedChart? rendered = null;
            try
            {
                rendered = renderer.Render(request.Chart, request.Values, options with { Lookup = lookups.Ask }, cancellationToken);
            }
            catch (TemplateException) when (lookups.HasOpenQuestions && round < MaxLookupRounds)
            {
                // It may have failed for the missing answer.
            }

            if (rendered is not null && !lookups.HasOpenQuestions)
            {
                return rendered;
            }

            if (round == MaxLookupRounds)
            {
                throw new ChartException($"the templates of {request.Chart.Name} look up something new every time they are rendered");
            }

            await lookups.AnswerAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
