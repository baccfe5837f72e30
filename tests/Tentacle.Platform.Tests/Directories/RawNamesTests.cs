using Tentacle.Platform.Directories;

namespace Tentacle.Platform.Tests.Directories;

/// <summary>B2: names that are not UTF-8 are shown and taken back without loss.</summary>
public sealed class RawNamesTests
{
    [Theory]
    [InlineData(new byte[] { (byte)'c', (byte)'a', (byte)'f', 0xE9 }, "raw:caf%E9")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'\n', (byte)'%', (byte)' ' }, "raw:%FF%FE%0A%25%20")]
    [InlineData(new byte[] { 0xED, 0xB2, 0x80 }, "raw:%ED%B2%80")]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, 0x80, 0x80 }, "raw:%F0%9F%98%80%80")]
    [InlineData(new byte[] { (byte)'r', (byte)'a', (byte)'w', (byte)':', (byte)'x' }, "raw:raw:x")]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'b' }, "a\nb")]
    [InlineData(new byte[] { 0xC3, 0xA9 }, "\u00e9")]
    [InlineData(new byte[] { (byte)'x', (byte)'r', (byte)'a', (byte)'w', (byte)':' }, "xraw:")]
    public void Name_InWhateverBytes_IsShownAndTakenBack(byte[] bytes, string shown)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var name = FileNameBytes.Decode(bytes);

        Assert.Equal(shown, RawNames.Show(name));
        Assert.True(RawNames.TryRead(shown, out var read));
        Assert.Equal(name, read);
        Assert.Equal(bytes, FileNameBytes.Encode(read));
        Assert.Equal([.. bytes, 0], FileNameBytes.Terminated(name));
    }

    [Fact]
    public void Path_EachNameByItself() => Assert.Equal("/a/raw:caf%E9/raw:raw:b/c", RawNames.Show("/a/caf\uDCE9/raw:b/c"));

    [Theory]
    [InlineData("raw:")]
    [InlineData("raw:%")]
    [InlineData("raw:%4")]
    [InlineData("raw:%ZZ")]
    [InlineData("raw:%+1")]
    [InlineData("raw:a%00")]
    [InlineData("raw:a%2Fb")]
    [InlineData("raw:.")]
    [InlineData("raw:%2E%2E")]
    [InlineData("raw:caf\u00e9")]
    [InlineData("a/raw:/b")]
    public void Name_ThatBreaksTheRule_IsNotTaken(string shown) => Assert.False(RawNames.TryRead(shown, out _));

    [Fact]
    public void Bytes_OfEveryValue_ComeBack()
    {
        var random = new Random(54);
        var bytes = new byte[40];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            var name = bytes.AsSpan(0, random.Next(1, bytes.Length)).ToArray();
            name.AsSpan().Replace((byte)0, (byte)1);
            name.AsSpan().Replace((byte)'/', (byte)1);
            Assert.Equal(name, FileNameBytes.Encode(FileNameBytes.Decode(name)));
            if (name is not ([(byte)'.'] or [(byte)'.', (byte)'.']))
            {
                Assert.True(RawNames.TryRead(RawNames.Show(FileNameBytes.Decode(name)), out var read));
                Assert.Equal(name, FileNameBytes.Encode(read!));
            }
        }
    }
}
