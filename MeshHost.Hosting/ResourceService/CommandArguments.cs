using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;
using MeshHost.Hosting.ResourceService.Grpc;
using MeshHost.Hosting.ResourceService.Wire;
using WireFormat = MeshHost.Hosting.ResourceService.Wire.CommandResultFormat;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Carries the inputs and outcomes of commands over the wire.</summary>
internal static class CommandArguments
{
    public static InteractionInputCollection Read(IResource? resource, ResourceCommandRequest request)
    {
        var declared = resource?.Annotations.OfType<ResourceCommandAnnotation>()
            .FirstOrDefault(c => c.Name == request.CommandName)?.Arguments ?? [];
        List<Aspire.Hosting.InteractionInput> inputs = [];
        foreach (var input in declared)
        {
            inputs.Add(new Aspire.Hosting.InteractionInput
            {
                Name = input.Name,
                Label = input.Label,
                InputType = input.InputType,
                Required = input.Required,
                Options = input.Options,
                Value = request.Arguments.TryGetValue(input.Name, out var value) ? Text(input.Name, value) : input.Value,
            });
        }

        foreach (var (name, value) in request.Arguments)
        {
            if (!declared.Any(i => string.Equals(i.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                inputs.Add(new Aspire.Hosting.InteractionInput
                {
                    Name = name,
                    InputType = Aspire.Hosting.InputType.Text,
                    Value = Text(name, value),
                });
            }
        }

        return new InteractionInputCollection(inputs);
    }

    public static ResourceCommandResponse ToResponse(ExecuteCommandResult result)
    {
        var response = new ResourceCommandResponse
        {
            Kind = result.Success ? ResourceCommandResponseKind.Succeeded
                : result.Canceled ? ResourceCommandResponseKind.Cancelled
                : ResourceCommandResponseKind.Failed,
        };
        if (result.Message is { } message)
        {
            response.Message = message;
#pragma warning disable CS0612 // Older dashboards read the deprecated field only.
            response.ErrorMessage = message;
#pragma warning restore CS0612
        }

        if (result.Data is { } data)
        {
            response.Result = new ResourceCommandResult
            {
                Value = data.Value,
                DisplayImmediately = data.DisplayImmediately,
                Format = data.Format switch
                {
                    Aspire.Hosting.ApplicationModel.CommandResultFormat.Json => WireFormat.Json,
                    Aspire.Hosting.ApplicationModel.CommandResultFormat.Markdown => WireFormat.Markdown,
                    _ => WireFormat.Text,
                },
            };
        }

        return response;
    }

    private static string? Text(string name, Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => value.StringValue,
        Value.KindOneofCase.NumberValue => value.NumberValue.ToString(CultureInfo.InvariantCulture),
        Value.KindOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        Value.KindOneofCase.NullValue or Value.KindOneofCase.None => null,
        _ => throw new GrpcException(GrpcStatusCode.InvalidArgument, $"The argument '{name}' must be a string, a number, a boolean or null."),
    };
}
