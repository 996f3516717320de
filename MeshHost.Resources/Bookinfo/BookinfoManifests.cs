using System.Globalization;
using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Resources.Bookinfo;

/// <summary>Bookinfo's objects.</summary>
internal static class BookinfoManifests
{
    public static string Namespace(string name) => $"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {name}
          labels:
            istio-injection: enabled
        """;

    public static string Service(BookinfoService service, string ns)
    {
        var text = new StringBuilder($"""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: bookinfo-{service.Name}
              namespace: {ns}
              labels:
                account: {service.Name}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: {service.Name}
              namespace: {ns}
              labels:
                app: {service.Name}
                service: {service.Name}
            spec:
              ports:
              - port: {BookinfoService.Port}
                name: http
              selector:
                app: {service.Name}

            """);
        foreach (var version in service.Versions)
        {
            text.Append("---\n").Append(Deployment(service, version, ns)).Append('\n');
        }

        return text.ToString();
    }

    public static string DestinationRules(string ns, bool circuitBreaker) => string.Join("\n---\n", BookinfoService.All.Select(service =>
    {
        var subsets = string.Join('\n', service.Versions.Select(v => $"""
              - name: {v}
                labels:
                  version: {v}
            """));
        var policy = !circuitBreaker ? "" : """
              trafficPolicy:
                connectionPool:
                  tcp:
                    maxConnections: 100
                  http:
                    http1MaxPendingRequests: 100
                    maxRequestsPerConnection: 0
                outlierDetection:
                  consecutive5xxErrors: 5
                  interval: 10s
                  baseEjectionTime: 30s
                  maxEjectionPercent: 50

            """;
        return $"""
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: {service.Name}
              namespace: {ns}
            spec:
              host: {service.Name}.{ns}.svc.cluster.local
            {policy}  subsets:
            {subsets}
            """;
    }));

    /// <summary>The routes inside the mesh: the split over the versions of reviews, and the faults of ratings.</summary>
    public static string TrafficRules(string ns, BookinfoTraffic traffic)
    {
        var (v1, v2, v3) = traffic.ReviewsSplit ?? (34, 33, 33);
        var fault = new StringBuilder();
        if (traffic.RatingsDelay is { } delay || traffic.RatingsAbortPercentage > 0)
        {
            fault.Append("  - fault:\n");
            if (traffic.RatingsDelay is { } fixedDelay)
            {
                fault.Append(CultureInfo.InvariantCulture, $"""
                          delay:
                            fixedDelay: {fixedDelay.TotalSeconds:0.###}s
                            percentage:
                              value: {traffic.RatingsDelayPercentage}

                    """);
            }

            if (traffic.RatingsAbortPercentage > 0)
            {
                fault.Append(CultureInfo.InvariantCulture, $"""
                          abort:
                            httpStatus: 500
                            percentage:
                              value: {traffic.RatingsAbortPercentage}

                    """);
            }

            fault.Append("    route:\n");
        }
        else
        {
            fault.Append("  - route:\n");
        }

        return $"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: reviews
              namespace: {ns}
            spec:
              hosts:
              - reviews.{ns}.svc.cluster.local
              http:
              - route:
            {Route("reviews", "v1", ns, v1)}
            {Route("reviews", "v2", ns, v2)}
            {Route("reviews", "v3", ns, v3)}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: ratings
              namespace: {ns}
            spec:
              hosts:
              - ratings.{ns}.svc.cluster.local
              http:
            {fault}{Route("ratings", "v1", ns, 100)}
            """;
    }

    public static string Gateway(string host, string secretName) => $"""
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata:
          name: bookinfo-gateway
          namespace: {IstioMeshResource.IngressNamespace}
        spec:
          selector:
            istio: {IstioMeshResource.IngressSelector}
          servers:
          - port:
              number: {IstioMeshResource.HttpPort}
              name: http
              protocol: HTTP
            hosts:
            - "{host}"
            tls:
              httpsRedirect: true
          - port:
              number: {IstioMeshResource.HttpsPort}
              name: https
              protocol: HTTPS
            hosts:
            - "{host}"
            tls:
              mode: SIMPLE
              credentialName: {secretName}
        """;

    public static string Route(string host, string ns) => $"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: bookinfo
          namespace: {IstioMeshResource.IngressNamespace}
        spec:
          hosts:
          - "{host}"
          gateways:
          - bookinfo-gateway
          http:
          - match:
            - uri:
                exact: /productpage
            - uri:
                prefix: /static
            - uri:
                exact: /login
            - uri:
                exact: /logout
            - uri:
                prefix: /api/v1/products
            route:
            - destination:
                host: productpage.{ns}.svc.cluster.local
                port:
                  number: {BookinfoService.Port}
        """;

    private static string Route(string service, string subset, string ns, int weight) => $"""
            - destination:
                host: {service}.{ns}.svc.cluster.local
                subset: {subset}
              weight: {weight}
        """;

    private static string Deployment(BookinfoService service, string version, string ns) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{service.Name}}-{{version}}
          namespace: {{ns}}
          labels:
            app: {{service.Name}}
            version: {{version}}
        spec:
          replicas: 1
          selector:
            matchLabels:
              app: {{service.Name}}
              version: {{version}}
          template:
            metadata:
              labels:
                app: {{service.Name}}
                version: {{version}}
            spec:
              serviceAccountName: bookinfo-{{service.Name}}
              containers:
              - name: {{service.Name}}
                image: docker.io/istio/examples-bookinfo-{{service.Name}}-{{version}}:{{BookinfoService.ImageVersion}}
                imagePullPolicy: IfNotPresent
                ports:
                - containerPort: {{BookinfoService.Port}}
                resources:
                  requests:
                    cpu: 50m
                    memory: 128Mi
                securityContext:
                  allowPrivilegeEscalation: false
                  capabilities:
                    drop: [ALL]
                volumeMounts:
                - name: tmp
                  mountPath: /tmp
              volumes:
              - name: tmp
                emptyDir: {}
        """;
}
