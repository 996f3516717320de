using System.Text;

namespace MeshHost.Emulator.Kubernetes.Protobuf;

/// <summary>Reads the fields of one protobuf message.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public int Field { get; private set; }

    /// <summary>The value of a varint or fixed field.</summary>
    public long Number { get; private set; }

    /// <summary>The content of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    public bool IsNumber { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Content);

    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        Field = (int)(tag >> 3);
        IsNumber = true;
        Content = default;
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BitConverter.ToInt64(Take(8));
                break;
            case 2:
                IsNumber = false;
                Content = Take(checked((int)Varint()));
                break;
            case 5:
                Number = BitConverter.ToInt32(Take(4));
                break;
            default:
                throw ApiErrors.BadRequest("the protobuf body has a field of an unknown wire type");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw ApiErrors.BadRequest("the protobuf body ends early");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private long Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw ApiErrors.BadRequest("the protobuf body has a number that is too long");
    }
}
