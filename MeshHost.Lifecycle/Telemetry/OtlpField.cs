using Google.Protobuf;

namespace MeshHost.Lifecycle.Telemetry;

/// <summary>A field of a protobuf message, as far as it is a message or text itself.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Bytes">Its content, or <see langword="null"/> when it is a number.</param>
internal readonly record struct OtlpField(int Number, ByteString? Bytes)
{
    public static IEnumerable<OtlpField> Read(ByteString message)
    {
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                yield return new OtlpField(number, input.ReadBytes());
            }
            else
            {
                input.SkipLastField();
                yield return new OtlpField(number, null);
            }
        }
    }

    public static ByteString Write(IEnumerable<(int Number, ByteString Bytes)> fields)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            foreach (var (number, bytes) in fields)
            {
                output.WriteTag(number, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(bytes);
            }
        }

        return UnsafeByteOperations.UnsafeWrap(buffer.ToArray());
    }
}
