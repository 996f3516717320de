using MeshHost.Emulator.Kubernetes.Types;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>The refusals of the real API server, word for word, because people and tools match on them.</summary>
internal static class ApiErrors
{
    public static StatusException NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type.GroupResource} \"{name}\" not found") { Name = name, Group = type.Group, Kind = type.Plural };

    public static StatusException UnknownPath() =>
        new(404, "NotFound", "the server could not find the requested resource");

    public static StatusException AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.GroupResource} \"{name}\" already exists") { Name = name, Group = type.Group, Kind = type.Plural };

    public static StatusException Modified(ResourceType type, string name) =>
        Conflict(type, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static StatusException Conflict(ResourceType type, string name, string message) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {type.GroupResource} \"{name}\": {message}")
        {
            Name = name,
            Group = type.Group,
            Kind = type.Plural,
        };

    public static StatusException Invalid(ResourceType type, string name, IReadOnlyList<FieldFault> faults)
    {
        var distinct = faults.Select(fault => fault.ToString()).Distinct().ToList();
        var text = distinct.Count == 1 ? distinct[0] : $"[{string.Join(", ", distinct)}]";
        return new StatusException(422, "Invalid", $"{type.QualifiedKind} \"{name}\" is invalid: {text}")
        {
            Name = name,
            Group = type.Group,
            Kind = type.Kind,
            Causes = [.. faults.Select(fault => fault.ToCause())],
        };
    }

    public static StatusException BadRequest(string message) => new(400, "BadRequest", message);

    public static StatusException Forbidden(ResourceType type, string name, string message) =>
        new(403, "Forbidden", $"{type.GroupResource} \"{name}\" is forbidden: {message}") { Name = name, Group = type.Group, Kind = type.Plural };

    public static StatusException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");

    public static StatusException Expired(string message) => new(410, "Expired", message);

    public static StatusException Internal(string message) =>
        new(500, "InternalError", $"Internal error occurred: {message}") { Causes = [new StatusCause("", message, "")] };

    public static StatusException UnsupportedMediaType(string message) => new(415, "UnsupportedMediaType", message);

    public static StatusException NotAcceptable(string accepted) =>
        new(406, "NotAcceptable", $"only the following media types are accepted: {accepted}");
}
