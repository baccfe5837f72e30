using Tentacle.Manager.Model;
using Tentacle.Manager.Model.Forms;

namespace Tentacle.Manager.Tests.Model;

public sealed class StatusTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2, "just now")]
    [InlineData(42, "42 s ago")]
    [InlineData(90, "1 min ago")]
    [InlineData(7300, "2 h ago")]
    [InlineData(200_000, "2 days ago")]
    public void Ago_SaysItAsPeopleDo(int seconds, string words) => Assert.Equal(words, StatusText.Ago(Now.AddSeconds(-seconds), Now));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(577_765_376, "551 MiB")]
    public void Size_HasAUnit(long bytes, string words) => Assert.Equal(words, StatusText.Size(bytes));

    [Theory]
    [InlineData("AB", "2 of 40 digits so far.")]
    [InlineData("XY", "“X” is not a hexadecimal digit. A thumbprint has the digits 0–9 and A–F only.")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "42 digits: 2 more than SHA-1 has, 22 fewer than SHA-256.")]
    public void Thumbprint_ThatIsWrong_IsExplained(string typed, string words) => Assert.Equal(words, ThumbprintHint.Wrong(typed));
}
