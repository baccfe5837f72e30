using System.Net;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Tests.Settings;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("[::1]", "::1")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("::", "::")]
    [InlineData("fe80::1%1", "fe80::1%1")]
    public void TryParse_Address_IsOneThatASocketTakes(string text, string expected)
    {
        Assert.True(ListenAddress.TryParse(text, out var address, out _));
        Assert.Equal(IPAddress.Parse(expected), address);
    }

    [Theory]
    [InlineData("fe80::1", "needs its interface")]
    [InlineData("fe80::1%no-such-interface", "no interface 'no-such-interface'")]
    [InlineData("localhost", "not an IP address")]
    [InlineData("", "not an IP address")]
    [InlineData("1", "not an IP address")]
    [InlineData("127.1", "not an IP address")]
    [InlineData("010.0.0.1", "not an IP address")]
    [InlineData("[::1]:10933", "not an IP address")]
    [InlineData("127.0.0.1:10933", "not an IP address")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("ff02::1", "multicast")]
    [InlineData("255.255.255.255", "broadcast")]
    public void TryParse_NoneThatCanBeListenedOn_SaysWhy(string text, string expected)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out var fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalize_NamedInterface_StaysANameAndAMappedAddressDoesNot()
    {
        Assert.Equal("fe80::1%lo", ListenAddress.Normalize("[fe80::1%lo]", IPAddress.Parse("fe80::1%1")));
        Assert.Equal("127.0.0.1", ListenAddress.Normalize("::ffff:127.0.0.1", IPAddress.Parse("127.0.0.1")));
    }
}
