using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Apis;

namespace MeshHost.Gcp.Http;

/// <summary>
/// Reads and writes the models with System.Text.Json: null is left out and false is sent, as Google's APIs tell the two apart;
/// 64-bit numbers come as text.
/// </summary>
internal sealed class ModelSerializer : ISerializer
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static ModelSerializer Instance { get; } = new();

    public string Format => "json";

    public static T Read<T>(JsonElement element) => element.Deserialize<T>(s_options)!;

    public void Serialize(object obj, Stream target) => JsonSerializer.Serialize(target, obj, obj.GetType(), s_options);

    public string Serialize(object obj) => JsonSerializer.Serialize(obj, obj.GetType(), s_options);

    public T Deserialize<T>(string input) => string.IsNullOrWhiteSpace(input) ? default! : (T)Deserialize(input, typeof(T));

    public object Deserialize(string input, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(input, type, s_options)!;
        }
        catch (JsonException ex)
        {
            // The exception by which Google.Apis tells an answer that is not JSON, such as a proxy's page, from its own faults.
            throw new Newtonsoft.Json.JsonException(ex.Message, ex);
        }
    }

    public T Deserialize<T>(Stream input)
    {
        using var reader = new StreamReader(input);
        return Deserialize<T>(reader.ReadToEnd());
    }
}
