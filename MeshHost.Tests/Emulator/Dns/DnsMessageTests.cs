using MeshHost.Emulator.Dns;

namespace MeshHost.Tests.Emulator.Dns;

/// <summary>Answers on the wire.</summary>
public sealed class DnsMessageTests
{
    private static readonly byte[] s_query =
    [
        0x12, 0x34, 0x01, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        4, (byte)'s', (byte)'h', (byte)'o', (byte)'p', 4, (byte)'t', (byte)'e', (byte)'s', (byte)'t', 0, 0x00, 0x01, 0x00, 0x01,
    ];

    [Fact]
    public void Answer_has_the_address_WhenTheNameHasOne()
    {
        var answer = DnsMessage.Answer(s_query, name => name == "shop.test" ? "198.51.100.7" : null);

        Assert.NotNull(answer);
        Assert.Equal(0, answer[3] & 0x0f);
        Assert.Equal(1, answer[7]);
        Assert.Equal([198, 51, 100, 7], answer[^4..]);
    }

    [Fact]
    public void Answer_says_that_there_is_no_such_name_WhenNothingHasIt()
    {
        var answer = DnsMessage.Answer(s_query, _ => null);

        Assert.NotNull(answer);
        Assert.Equal(3, answer[3] & 0x0f);
    }

    [Fact]
    public void Answer_is_empty_but_good_WhenAnotherTypeIsAskedFor()
    {
        byte[] query = [.. s_query];
        query[^3] = 28; // AAAA

        var answer = DnsMessage.Answer(query, _ => "198.51.100.7");

        Assert.NotNull(answer);
        Assert.Equal(0, answer[3] & 0x0f);
        Assert.Equal(0, answer[7]);
    }

    [Fact]
    public void Answer_is_nothing_WhenTheDatagramIsNoQuery() => Assert.Null(DnsMessage.Answer([1, 2, 3], _ => null));

    [Fact]
    public void Answer_is_a_format_error_WhenTheNameIsCutOff()
    {
        var answer = DnsMessage.Answer(s_query.AsSpan(0, 16), _ => "198.51.100.7");

        Assert.NotNull(answer);
        Assert.Equal(1, answer[3] & 0x0f);
    }
}
