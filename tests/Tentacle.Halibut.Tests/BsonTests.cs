using System.Text;
using Tentacle.Halibut.Bson;
using Tentacle.Halibut.Wire;
using Tentacle.Testing.Halibut;

namespace Tentacle.Halibut.Tests;

public sealed class BsonTests
{
    private static readonly HalibutLimits Limits = new();

    public static TheoryData<int> Messages => InflaterTests.Messages;

    [Theory]
    [MemberData(nameof(Messages))]
    public void ReadAndWrite_RecordedMessage_GiveTheSameBytes(int frame)
    {
        var bson = HalibutFrame.ReadAll()[frame].Bson!;

        Assert.Equal(bson, BsonWriter.Write(BsonReader.Read(bson, Limits)).ToArray());
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Read_TruncatedMessage_IsRejected(int frame)
    {
        var bson = HalibutFrame.ReadAll()[frame].Bson!;

        Assert.All(Enumerable.Range(0, bson.Length), length => Assert.Throws<HalibutProtocolException>(() => BsonReader.Read(bson.AsMemory(0, length), Limits)));
    }

    [Fact]
    public void ReadAndWrite_EveryType_KeepTheValue()
    {
        var written = new HalibutDocument
        {
            ["text"] = "é\0\U0001f600",
            ["empty"] = "",
            ["null"] = null,
            ["int"] = -1,
            ["long"] = long.MaxValue,
            ["double"] = 1.5,
            ["yes"] = true,
            ["no"] = false,
            ["id"] = Guid.NewGuid(),
            ["bytes"] = new byte[] { 1, 2, 3 },
            ["time"] = FakeServices.Time,
            ["list"] = new object?[] { 1, "two", null, new HalibutDocument { ["x"] = 1L } },
        };
        var bytes = HalibutBson.Write(written);

        var read = BsonReader.Read(bytes, Limits);

        Assert.Equal(bytes, BsonWriter.Write(read).ToArray());
        Assert.Equal(new BsonValue.Text("é\0\U0001f600"), read["text"]);
        Assert.Equal(new BsonValue.Number64(long.MaxValue), read["long"]);
        Assert.Equal(new BsonValue.Uuid((Guid)written["id"]!), read["id"]);
        Assert.Equal(new BsonValue.Moment(FakeServices.Time), read["time"]);
        Assert.Equal(BsonValue.Null, read["missing"]);
    }

    [Fact]
    public void Read_NestedTooDeep_IsRejected()
    {
        var limits = Limits with { MaxDepth = 3 };

        BsonReader.Read(Nested(3), limits);
        Assert.Contains("more than 3 deep", Rejection(Nested(4), limits), StringComparison.Ordinal);
        Assert.Contains("deep", Rejection(Nested(100_000), Limits), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooManyElements_IsRejected()
    {
        var limits = Limits with { MaxElements = 11 };
        var list = new HalibutDocument { ["list"] = Enumerable.Range(0, 10).Cast<object?>().ToArray() };

        BsonReader.Read(HalibutBson.Write(list), limits);
        list["more"] = 1;
        Assert.Contains("more than 11 elements", Rejection(HalibutBson.Write(list), limits), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NameTooLong_IsRejected()
    {
        var limits = Limits with { MaxNameBytes = 10 };

        BsonReader.Read(HalibutBson.Write(new HalibutDocument { [new string('x', 10)] = 1 }), limits);
        Assert.Contains("more than 10 bytes", Rejection(HalibutBson.Write(new HalibutDocument { [new string('x', 11)] = 1 }), limits), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0500000001", "name does not end")]
    [InlineData("0a000000106100000000", "longer")]
    [InlineData("0400000000", "announces 4")]
    [InlineData("ffffffff00", "announces -1")]
    [InlineData("050000000000", "after it")]
    [InlineData("08000000ff610000", "unknown type 255")]
    [InlineData("09000000086100 02 00", "neither")]
    [InlineData("0c000000026100 00000000 00", "announces 0 bytes")]
    [InlineData("0e000000026100ffffff7f0000 00", "longer")]
    [InlineData("0e00000002610002000000414100", "does not end with zero")]
    [InlineData("0e00000002610002000000ff0000", "not UTF-8")]
    [InlineData("0d000000056100 00000000 03 00", "subtype 3")]
    [InlineData("0d000000056100 02000000 00 00", "longer")]
    [InlineData("10000000096100 0000000000000080 00", "out of range")]
    public void Read_Damaged_IsRejected(string hex, string reason) =>
        Assert.Contains(reason, Rejection(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), Limits), StringComparison.Ordinal);

    private static string Rejection(byte[] bson, HalibutLimits limits) => Assert.Throws<HalibutProtocolException>(() => BsonReader.Read(bson, limits)).Message;

    private static byte[] Nested(int depth)
    {
        const int PerLevel = 8;
        var bytes = new List<byte>();
        for (var level = 0; level < depth; level++)
        {
            bytes.AddRange(BitConverter.GetBytes(5 + ((depth - level - 1) * PerLevel)));
            if (level < depth - 1)
            {
                bytes.AddRange([3, .. Encoding.ASCII.GetBytes("d"), 0]);
            }
        }

        bytes.AddRange(new byte[depth]);
        return [.. bytes];
    }
}
