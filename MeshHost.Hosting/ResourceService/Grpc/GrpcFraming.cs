using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace MeshHost.Hosting.ResourceService.Grpc;

/// <summary>
/// Messages on the wire: one byte that tells whether the message is compressed, its length in four bytes, big end first, the message.
/// </summary>
internal static class GrpcFraming
{
    private const int PrefixLength = 5;

    /// <summary>What clients may send in one message. They send requests of a few values; more is a mistake or an attack.</summary>
    private const int MaxMessageLength = 1024 * 1024;

    public static async ValueTask WriteAsync(PipeWriter writer, IMessage message, CancellationToken cancellationToken)
    {
        var length = message.CalculateSize();
        var prefix = writer.GetMemory(PrefixLength);
        prefix.Span[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix.Span[1..], length);
        writer.Advance(PrefixLength);
        message.WriteTo((IBufferWriter<byte>)writer);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a message; <see langword="null"/> at the end of the stream.</summary>
    public static async ValueTask<T?> ReadAsync<T>(PipeReader reader, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (TryRead(ref buffer, out var payload))
            {
                var message = Parse(parser, payload);
                reader.AdvanceTo(buffer.Start);
                return message;
            }

            var truncated = result.IsCompleted && !buffer.IsEmpty;
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (truncated)
            {
                throw new GrpcException(GrpcStatusCode.Internal, "The request ends in the middle of a message.");
            }

            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    private static T Parse<T>(MessageParser<T> parser, ReadOnlySequence<byte> payload)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"The request is not a valid message: {exception.Message}");
        }
    }

    private static bool TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> payload)
    {
        payload = default;
        if (buffer.Length < PrefixLength)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] != 0)
        {
            throw new GrpcException(GrpcStatusCode.Unimplemented, "Compressed messages are not supported.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > MaxMessageLength)
        {
            throw new GrpcException(
                GrpcStatusCode.ResourceExhausted,
                $"The message has {length} bytes; the largest that is accepted has {MaxMessageLength}.");
        }

        if (buffer.Length < PrefixLength + length)
        {
            return false;
        }

        payload = buffer.Slice(PrefixLength, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }
}
