using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.CertManager;

/// <summary>Proves control over the names of a certificate by ACME: one Order, a Challenge for each name, solvers while they are pending.</summary>
internal sealed class ChallengeSolver(ControllerContext context, ChallengeChecker checker, string solverImage)
{
    private const string Group = "acme.cert-manager.io";
    private const string ApiVersion = "acme.cert-manager.io/v1";

    private Kubernetes.IClusterApi Api => context.Api;

    public async Task<ChallengeProgress> SolveAsync(JsonObject certificate, JsonObject request, JsonObject issuer, CancellationToken cancellationToken)
    {
        var names = (certificate.At("spec.dnsNames") as JsonArray).Texts().ToList();
        var order = await EnsureOrderAsync(certificate, request, names, cancellationToken).ConfigureAwait(false);
        if (order.At("status.state").AsText() == "valid")
        {
            return new ChallengeProgress(true, "");
        }

        var pending = 0;
        foreach (var name in names)
        {
            if (!await SolveNameAsync(order, issuer, name, cancellationToken).ConfigureAwait(false))
            {
                pending++;
            }
        }

        if (pending > 0)
        {
            return new ChallengeProgress(false, $"Waiting on certificate issuance from order {order.Namespace()}/{order.Name()}: \"pending\"");
        }

        await UpdateAsync("orders", order, status =>
        {
            status["state"] = "valid";
            status.Remove("reason");
        }, cancellationToken).ConfigureAwait(false);
        await Api.RecordEventAsync(order, "Normal", "Complete", "Order completed successfully", cancellationToken).ConfigureAwait(false);
        return new ChallengeProgress(true, "");
    }

    private static string Hash(string text) => PodTemplates.Hash(JsonValue.Create(text));

    private static string Token(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private async Task<JsonObject> EnsureOrderAsync(JsonObject certificate, JsonObject request, List<string> names, CancellationToken cancellationToken)
    {
        var orderName = $"{request.Name()}-{Hash(string.Join(',', names))}";
        if (Api.Get(Group, "orders", request.Namespace(), orderName) is { } existing)
        {
            return existing;
        }

        var order = await Api.CreateAsync(new JsonObject
        {
            ["apiVersion"] = ApiVersion,
            ["kind"] = "Order",
            ["metadata"] = new JsonObject
            {
                ["name"] = orderName,
                ["namespace"] = request.Namespace(),
                ["annotations"] = new JsonObject { ["cert-manager.io/certificate-name"] = certificate.Name() },
                ["ownerReferences"] = new JsonArray(PodTemplates.OwnerReference(request, "cert-manager.io/v1", "CertificateRequest")),
            },
            ["spec"] = new JsonObject
            {
                ["dnsNames"] = new JsonArray([.. names.Select(name => (JsonNode)name)]),
                ["issuerRef"] = certificate.At("spec.issuerRef")!.DeepClone(),
                ["request"] = request.At("spec.request")?.DeepClone(),
            },
        }, cancellationToken).ConfigureAwait(false);
        await UpdateAsync("orders", order, status => status["state"] = "pending", cancellationToken).ConfigureAwait(false);
        return order;
    }

    private async Task<bool> SolveNameAsync(JsonObject order, JsonObject issuer, string domain, CancellationToken cancellationToken)
    {
        var name = $"{order.Name()}-{Hash(domain)}";
        var challenge = Api.Get(Group, "challenges", order.Namespace(), name);
        if (challenge is not null && challenge.At("status.state").AsText() == "valid")
        {
            return true;
        }

        var solver = PickSolver(issuer, domain);
        var isDns = solver.Object("dns01") is not null;
        challenge ??= await CreateChallengeAsync(order, issuer, domain, name, solver, isDns, cancellationToken).ConfigureAwait(false);
        var token = challenge.At("spec.token").AsText() ?? "";
        var key = challenge.At("spec.key").AsText() ?? "";
        var failure = isDns
            ? CheckDns(domain)
            : solver.At("http01.ingress") is JsonObject ingress
                ? await CheckHttpAsync(challenge, ingress, domain, token, key, cancellationToken).ConfigureAwait(false)
                : "no configured challenge solvers can be used for this challenge";
        if (failure is not null)
        {
            var reason = failure.StartsWith("no configured", StringComparison.Ordinal) ? failure : $"Waiting for {(isDns ? "DNS-01" : "HTTP-01")} challenge propagation: {failure}";
            await UpdateAsync("challenges", challenge, status =>
            {
                status["presented"] = true;
                status["processing"] = true;
                status["state"] = "pending";
                status["reason"] = reason;
            }, cancellationToken).ConfigureAwait(false);
            return false;
        }

        await UpdateAsync("challenges", challenge, status =>
        {
            status["presented"] = false;
            status["processing"] = false;
            status["state"] = "valid";
            status["reason"] = "Successfully authorized domain";
        }, cancellationToken).ConfigureAwait(false);
        await Api.RecordEventAsync(challenge, "Normal", "DomainVerified", $"Domain \"{domain}\" verified with \"{(isDns ? "DNS-01" : "HTTP-01")}\" validation", cancellationToken)
            .ConfigureAwait(false);
        await CleanUpAsync(challenge, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static JsonObject? PickSolver(JsonObject issuer, string domain) => (issuer.At("spec.acme.solvers") as JsonArray).Objects()
        .OrderByDescending(solver => (solver.At("selector.dnsNames") as JsonArray).Texts().Contains(domain))
        .ThenByDescending(solver => (solver.At("selector.dnsZones") as JsonArray).Texts().Any(zone => domain.EndsWith(zone, StringComparison.Ordinal)))
        .FirstOrDefault(solver => solver.At("selector.dnsNames") is null && solver.At("selector.dnsZones") is null
            || (solver.At("selector.dnsNames") as JsonArray).Texts().Contains(domain)
            || (solver.At("selector.dnsZones") as JsonArray).Texts().Any(zone => domain.EndsWith(zone, StringComparison.Ordinal)));

    private async Task<JsonObject> CreateChallengeAsync(
        JsonObject order, JsonObject issuer, string domain, string name, JsonObject? solver, bool isDns, CancellationToken cancellationToken)
    {
        var token = Token($"{order.Uid()}/{domain}");
        var challenge = await Api.CreateAsync(new JsonObject
        {
            ["apiVersion"] = ApiVersion,
            ["kind"] = "Challenge",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = order.Namespace(),
                ["ownerReferences"] = new JsonArray(PodTemplates.OwnerReference(order, ApiVersion, "Order")),
            },
            ["spec"] = new JsonObject
            {
                ["authorizationURL"] = $"{issuer.At("spec.acme.server").AsText()}/authz/{Hash(name)}",
                ["dnsName"] = domain,
                ["issuerRef"] = order.At("spec.issuerRef")!.DeepClone(),
                ["key"] = $"{token}.{Token(issuer.Uid() ?? "")}",
                ["solver"] = solver?.DeepClone() ?? new JsonObject(),
                ["token"] = token,
                ["type"] = isDns ? "DNS-01" : "HTTP-01",
                ["url"] = $"{issuer.At("spec.acme.server").AsText()}/chall/{Hash(name)}",
                ["wildcard"] = domain.StartsWith("*.", StringComparison.Ordinal),
            },
        }, cancellationToken).ConfigureAwait(false);
        await Api.RecordEventAsync(order, "Normal", "Created", $"Created Challenge resource \"{name}\" for domain \"{domain}\"", cancellationToken).ConfigureAwait(false);
        return challenge;
    }

    /// <summary>DNS-01 works where the cloud serves a zone for the domain, since the emulated solver may write there.</summary>
    private string? CheckDns(string domain) => context.Cloud.HasZoneFor(domain.TrimStart('*', '.'))
        ? null
        : $"No matching GoogleCloud managed zone for _acme-challenge.{domain.TrimStart('*', '.')}. was found in project {context.Spec.Project}";

    private async Task<string?> CheckHttpAsync(JsonObject challenge, JsonObject ingress, string domain, string token, string key, CancellationToken cancellationToken)
    {
        if (domain.StartsWith("*.", StringComparison.Ordinal))
        {
            return "no configured challenge solvers can be used for this challenge";
        }

        await PresentAsync(challenge, ingress, domain, token, key, cancellationToken).ConfigureAwait(false);
        return await checker.CheckAsync(domain, token, key, cancellationToken).ConfigureAwait(false);
    }

    private async Task PresentAsync(JsonObject challenge, JsonObject ingress, string domain, string token, string key, CancellationToken cancellationToken)
    {
        var name = $"cm-acme-http-solver-{Hash(challenge.Name())[..5]}";
        var labels = new JsonObject { ["acme.cert-manager.io/http01-solver"] = "true", ["acme.cert-manager.io/http-token"] = Hash(token), ["acme.cert-manager.io/http-domain"] = Hash(domain) };
        foreach (var (resource, obj) in SolverObjects.Create(name, challenge, labels, ingress, domain, token, key, solverImage))
        {
            var group = resource == "ingresses" ? "networking.k8s.io" : "";
            if (Api.Get(group, resource, challenge.Namespace(), name) is null)
            {
                await Api.CreateAsync(obj, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task CleanUpAsync(JsonObject challenge, CancellationToken cancellationToken)
    {
        var name = $"cm-acme-http-solver-{Hash(challenge.Name())[..5]}";
        await Api.DeleteAsync("networking.k8s.io", "ingresses", challenge.Namespace(), name, cancellationToken).ConfigureAwait(false);
        await Api.DeleteAsync("", "services", challenge.Namespace(), name, cancellationToken).ConfigureAwait(false);
        await Api.DeleteAsync("", "pods", challenge.Namespace(), name, cancellationToken).ConfigureAwait(false);
    }

    private Task UpdateAsync(string resource, JsonObject obj, Action<JsonObject> change, CancellationToken cancellationToken) =>
        Api.UpdateAsync(Group, resource, obj.Namespace(), obj.Name(), current =>
        {
            var before = current["status"]?.DeepClone();
            change(current.Ensure("status"));
            return !JsonNode.DeepEquals(before, current["status"]);
        }, status: true, cancellationToken);
}
