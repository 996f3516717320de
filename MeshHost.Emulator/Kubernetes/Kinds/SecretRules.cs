using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Secrets: text becomes data, types have required keys, and the type stays.</summary>
internal sealed class SecretRules : KindRules
{
    private static readonly Dictionary<string, string[]> s_requiredKeys = new(StringComparer.Ordinal)
    {
        ["kubernetes.io/tls"] = ["tls.crt", "tls.key"],
        ["kubernetes.io/dockerconfigjson"] = [".dockerconfigjson"],
        ["kubernetes.io/ssh-auth"] = ["ssh-privatekey"],
    };

    public override void Default(JsonObject obj)
    {
        if (obj.Object("stringData") is { } text)
        {
            var data = obj.Ensure("data");
            foreach (var (key, value) in text)
            {
                data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.AsText() ?? ""));
            }

            obj.Remove("stringData");
        }
    }

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        foreach (var (_, value) in obj.Object("data") ?? [])
        {
            if (!Convert.TryFromBase64String(value.AsText() ?? "", new byte[value.AsText()?.Length ?? 0], out _))
            {
                throw ApiErrors.BadRequest("Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 0");
            }
        }

        DataRules.Check(obj, ["data"], faults);
        DataRules.CheckImmutable(obj, old, ["data"], faults);
        var type = obj.Text("type") ?? "";
        foreach (var key in s_requiredKeys.GetValueOrDefault(type, []).Where(key => obj.Object("data")?.ContainsKey(key) != true))
        {
            faults.Add(FieldFault.Required($"data[{key}]"));
        }

        if (old is not null && old.Text("type") != type)
        {
            faults.Add(FieldFault.Invalid("type", $"\"{type}\"", "field is immutable"));
        }
    }
}
