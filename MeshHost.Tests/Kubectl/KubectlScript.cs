namespace MeshHost.Tests.Kubectl;

/// <summary>What a person does with kubectl in a namespace of their own. Its pods fit no node, so that they are pending on every cluster.</summary>
internal static class KubectlScript
{
    private const string Versions = "the servers' versions know different fields";

    public static IReadOnlyList<KubectlStep> Steps { get; } =
    [
        new("create configmap one --from-literal=a=b"),
        new("create configmap one --from-literal=a=b"),
        new("create secret generic hidden --from-literal=password=pass"),
        new("create serviceaccount robot"),
        new("create role reader --verb=get,list --resource=configmaps"),
        new("create rolebinding reader --role=reader --serviceaccount=<ns>:robot"),
        new("create deployment idle --image=registry.example.com/idle:1 --replicas=0"),
        new("expose deployment idle --port=80 --target-port=8080"),
        new("create job once --image=registry.example.com/once:1 --dry-run=server -o name"),
        new("create deployment idle --image=registry.example.com/idle:1"),
        new("apply -f @web-1"),
        new("apply -f @web-1"),
        new("diff -f @web-2"),
        new("apply -f @web-2"),
        new("apply -f @web-2 --dry-run=server"),
        new("diff -f @web-2"),
        new("apply --server-side -f @api-1"),
        new("apply --server-side -f @api-1"),
        new("diff --server-side -f @api-2"),
        new("apply --server-side -f @api-2 --dry-run=server"),
        new("apply --server-side --field-manager=other -f @api-2"),
        new("apply --server-side --field-manager=other --force-conflicts -f @api-2"),
        new("get configmap api -o jsonpath={.data.level}"),
        new("get configmap api -o yaml --show-managed-fields"),
        new("get deployments,services,configmaps -l part=script"),
        new("get deployment web -o wide"),
        new("get deployment web -o yaml", Versions),
        new("get deployment web -o json", Versions),
        new("get configmap one -o yaml"),
        new("get configmap one -o json"),
        new("get secret hidden -o yaml"),
        new("get service web -o wide"),
        new("get pods -l app=web"),
        new("get pods -l app=web -o wide"),
        new("get replicasets -l app=web"),
        new("get role,rolebinding reader"),
        new("get nosuch"),
        new("get pod nosuch"),
        new("get configmap one -o custom-columns=NAME:.metadata.name,A:.data.a"),
        new("get configmaps --field-selector metadata.name=one -o name"),
        new("get configmaps -l part=script,app!=web -o name"),
        new("get configmaps --sort-by=.metadata.name --no-headers -l part=script"),
        new("describe configmap one"),
        new("describe secret hidden"),
        new("describe deployment web", Versions),
        new("describe service web", Versions),
        new("describe role reader"),
        new("patch deployment idle --type=json -p [{\"op\":\"replace\",\"path\":\"/spec/revisionHistoryLimit\",\"value\":3}]"),
        new("patch deployment idle --type=json -p [{\"op\":\"remove\",\"path\":\"/spec/nosuch\"}]", "newer servers say which operation failed"),
        new("patch deployment idle --type=merge -p {\"spec\":{\"minReadySeconds\":1}}"),
        new("patch deployment idle --type=strategic -p {\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"idle\",\"tty\":true}]}}}}"),
        new("patch deployment idle -p {\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"other\"}}}}"),
        new("get deployment idle -o jsonpath={.spec.revisionHistoryLimit},{.spec.minReadySeconds},{.spec.template.spec.containers[0].image},{.spec.template.spec.containers[0].tty}"),
        new("label configmap one colour=red"),
        new("label configmap one colour=blue"),
        new("label configmap one colour=blue --overwrite"),
        new("label configmap one colour-"),
        new("annotate configmap one note=here"),
        new("annotate configmap one note-"),
        new("scale deployment web --replicas=2"),
        new("scale deployment web --replicas=4 --current-replicas=9"),
        new("scale deployment nosuch --replicas=1"),
        new("rollout status deployment/idle", "whether kubectl still sees it happen is a matter of time"),
        new("rollout restart deployment/idle"),
        new("rollout status deployment/idle", "whether kubectl still sees it happen is a matter of time"),
        new("rollout history deployment/web"),
        new("rollout undo deployment/web"),
        new("get deployment web -o jsonpath={.spec.template.spec.containers[0].image}"),
        new("rollout undo deployment/web --to-revision=99"),
        new("rollout status deployment/web --timeout=1s"),
        new("set image deployment/web web=registry.example.com/web:9"),
        new("wait --for=condition=Available deployment/idle --timeout=60s"),
        new("wait --for=jsonpath={.spec.replicas}=0 deployment/idle --timeout=60s"),
        new("wait --for=condition=Ready pod -l app=web --timeout=1s"),
        new("wait --for=delete configmap/nosuch --timeout=60s"),
        new("create -f @invalid"),
        new("create -f @unknown-field", "kubectl checks fields by itself where the server, 1.20, does not"),
        new("create -f @immutable"),
        new("replace -f @immutable"),
        new("apply -f @definition", "a definition's cluster-wide name may be in use by the run beside this one"),
        new("wait --for=condition=Established crd/widgets.<ns>.example.com --timeout=60s"),
        new("apply -f @widget"),
        new("get widgets.<ns>.example.com"),
        new("get widgets.<ns>.example.com big -o jsonpath={.spec.size},{.spec.colour}"),
        new("apply -f @widget-invalid"),
        new("scale widgets.<ns>.example.com big --replicas=3"),
        new("explain widgets.<ns>.example.com.spec --api-version=<ns>.example.com/v1", "1.20 knows no OpenAPI v3, from which newer kubectls explain"),
        new("explain deployment.spec.replicas", "the servers' versions word their documentation differently"),
        new("explain nosuch"),
        new("api-resources --api-group=apps"),
        new("api-resources --api-group=rbac.authorization.k8s.io --no-headers"),
        new("api-resources --api-group=apps --namespaced=false"),
        new("auth can-i create pods"),
        new("auth can-i list configmaps --as=system:serviceaccount:<ns>:robot"),
        new("auth can-i delete configmaps --as=system:serviceaccount:<ns>:robot"),
        new("get secrets --as=system:serviceaccount:<ns>:robot"),
        new("get configmap one -o name --as=system:serviceaccount:<ns>:robot"),
        new("get events --field-selector reason=ScalingReplicaSet,involvedObject.name=idle", "which events came first, and how often each was counted, is a matter of time"),
        new("top pods"),
        new("top nodes"),
        new("apply -f @held"),
        new("delete configmap held --wait=false"),
        new("get configmap held -o jsonpath={.metadata.finalizers}"),
        new("patch configmap held --type=merge -p {\"metadata\":{\"finalizers\":null}}"),
        new("wait --for=delete configmap/held --timeout=60s"),
        new("get configmap held"),
        new("delete deployment web --cascade=orphan"),
        new("get replicasets -l app=web -o jsonpath={.items[0].metadata.ownerReferences}"),
        new("delete replicasets -l app=web --cascade=background", "how many there are is a matter of the revisions' hashes"),
        new("delete deployment idle --cascade=foreground"),
        new("get deployment idle"),
        new("delete configmap one hidden nosuch"),
        new("delete configmap one"),
        new("delete -f @web-2 --ignore-not-found"),
        new("delete crd widgets.<ns>.example.com"),
    ];

    public static IReadOnlyDictionary<string, string> Manifests { get; } = new Dictionary<string, string>
    {
        ["web-1"] = Web("1", "one"),
        ["web-2"] = Web("2", "two"),
        ["api-1"] = Api("info"),
        ["api-2"] = Api("debug"),
        ["invalid"] = """
            apiVersion: v1
            kind: Service
            metadata: {name: Not_A_Name}
            spec:
              ports: [{port: 99999}]
            """,
        ["unknown-field"] = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: odd}
            dta: {a: b}
            """,
        ["immutable"] = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: fixed}
            immutable: true
            data: {a: b}
            """,
        ["held"] = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: held, finalizers: [example.com/hold]}
            """,
        ["definition"] = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.<ns>.example.com}
            spec:
              group: <ns>.example.com
              scope: Namespaced
              names: {kind: Widget, plural: widgets, singular: widget}
              versions:
              - name: v1
                served: true
                storage: true
                subresources:
                  scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
                additionalPrinterColumns:
                - {name: Size, type: integer, jsonPath: .spec.size}
                - {name: Colour, type: string, jsonPath: .spec.colour}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        description: What is wanted of a widget.
                        required: [size]
                        properties:
                          size: {type: integer, minimum: 1, description: How big it is.}
                          colour: {type: string, default: grey, enum: [grey, green]}
                          replicas: {type: integer}
                      status:
                        type: object
                        properties:
                          replicas: {type: integer}
            """,
        ["widget"] = """
            apiVersion: <ns>.example.com/v1
            kind: Widget
            metadata: {name: big}
            spec: {size: 10}
            """,
        ["widget-invalid"] = """
            apiVersion: <ns>.example.com/v1
            kind: Widget
            metadata: {name: small}
            spec: {size: 1, colour: red}
            """,
    };

    private static string Web(string tag, string text) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web, labels: {part: script} }
        data: { text: {{text}} }
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, labels: {part: script} }
        spec:
          clusterIP: None
          selector: {app: web}
          ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {part: script} }
        spec:
          replicas: 1
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              nodeSelector: {example.com/node: none}
              containers:
              - name: web
                image: registry.example.com/web:{{tag}}
                ports: [{containerPort: 8080}]
        """;

    private static string Api(string level) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: api, labels: {part: script} }
        data: { level: {{level}} }
        """;
}
