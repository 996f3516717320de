using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Patching;

namespace MeshHost.Emulator.Kubernetes.Admission;

/// <summary>Finds the webhooks that a write matches and calls them: mutating ones one after another, validating ones together.</summary>
internal sealed class WebhookDispatcher(ClusterState state, WebhookCaller caller)
{
    private const string Group = "admissionregistration.k8s.io";

    public async Task<JsonObject> MutateAsync(AdmissionAttributes attributes, CancellationToken ct)
    {
        var current = attributes;
        var again = new List<Webhook>();
        foreach (var webhook in Matching("mutatingwebhookconfigurations", attributes))
        {
            var changed = await MutateOnceAsync(webhook, current, ct).ConfigureAwait(false);
            if (!ReferenceEquals(changed, current.Object))
            {
                // Whoever was asked before saw another object; those that want to be are asked once more.
                current = current with { Object = changed };
                if (again.Count > 0)
                {
                    await ReinvokeAsync().ConfigureAwait(false);
                }
            }

            if (webhook.IsReinvoked)
            {
                again.Add(webhook);
            }
        }

        return current.Object!;

        async Task ReinvokeAsync()
        {
            foreach (var earlier in again)
            {
                current = current with { Object = await MutateOnceAsync(earlier, current, ct).ConfigureAwait(false) };
            }

            again.Clear();
        }
    }

    public async Task ValidateAsync(AdmissionAttributes attributes, CancellationToken ct)
    {
        var calls = Matching("validatingwebhookconfigurations", attributes).Select(webhook => ReviewAsync(webhook, attributes, ct)).ToList();
        foreach (var call in calls)
        {
            await call.ConfigureAwait(false);
        }
    }

    private async Task<JsonObject> MutateOnceAsync(Webhook webhook, AdmissionAttributes attributes, CancellationToken ct)
    {
        var response = await ReviewAsync(webhook, attributes, ct).ConfigureAwait(false);
        if (response.Text("patch") is not { Length: > 0 } encoded)
        {
            return attributes.Object!;
        }

        try
        {
            var patch = JsonNode.Parse(Convert.FromBase64String(encoded)) as JsonArray ?? [];
            var patched = JsonPatch.Apply(attributes.Object!, patch);
            return JsonNode.DeepEquals(patched, attributes.Object) ? attributes.Object! : patched;
        }
        catch (Exception exception) when (exception is FormatException or System.Text.Json.JsonException)
        {
            throw ApiErrors.Internal($"failed calling webhook \"{webhook.Name}\": the patch cannot be read: {exception.Message}");
        }
    }

    private async Task<JsonObject> ReviewAsync(Webhook webhook, AdmissionAttributes attributes, CancellationToken ct)
    {
        if (attributes.Context.DryRun && !webhook.SupportsDryRun)
        {
            throw ApiErrors.BadRequest($"admission webhook \"{webhook.Name}\" does not support dry run");
        }

        if (webhook.HasMatchConditions)
        {
            attributes.Context.Warn($"the emulator does not evaluate matchConditions: webhook \"{webhook.Name}\" is called in any case");
        }

        JsonObject response;
        try
        {
            response = await caller.CallAsync(webhook, AdmissionReview.Request(webhook, attributes), ct).ConfigureAwait(false);
        }
        catch (WebhookCallException exception)
        {
            if (webhook.IgnoresFailures)
            {
                return [];
            }

            throw ApiErrors.Internal($"failed calling webhook \"{webhook.Name}\": {exception.Message}");
        }

        foreach (var warning in response.Array("warnings").Texts())
        {
            attributes.Context.Warn(warning);
        }

        return response.Boolean("allowed") == true ? response : throw AdmissionReview.Denied(webhook.Name, response);
    }

    private IEnumerable<Webhook> Matching(string plural, AdmissionAttributes attributes)
    {
        // The configurations themselves are exempt: a broken webhook must not make its own repair impossible.
        if (attributes.Type.CreateOnly || attributes.Type.Group == Group)
        {
            return [];
        }

        var (configurations, _) = state.Store.List(Group, plural, null);
        if (configurations.Count == 0)
        {
            return [];
        }

        var namespaceLabels = NamespaceLabels(attributes);
        return configurations
            .SelectMany(stored => stored.Json.Array("webhooks").Objects().Select(json => new Webhook(stored.Json.Name(), json)))
            .Where(webhook => webhook.Matches(attributes, namespaceLabels))
            .ToList();
    }

    /// <summary>The labels that a namespace selector looks at; <see langword="null"/> for other cluster-scoped objects, which always match.</summary>
    private JsonObject? NamespaceLabels(AdmissionAttributes attributes)
    {
        var obj = attributes.Object ?? attributes.OldObject;
        if (attributes.Type is { Group: "", Plural: "namespaces" })
        {
            return obj.Object("metadata").Object("labels") ?? [];
        }

        if (!attributes.Type.Namespaced || obj?.Namespace() is not { } ns)
        {
            return null;
        }

        var namespaces = state.Types.FindStored("", "namespaces")!;
        return state.Find(namespaces, null, ns)?.Json.Object("metadata").Object("labels") ?? [];
    }
}
