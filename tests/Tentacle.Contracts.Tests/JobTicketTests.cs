namespace Tentacle.Contracts.Tests;

public sealed class JobTicketTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("Deploy-1.2_3")]
    [InlineData("console")]
    public void TryParse_NameThatEveryFileSystemHolds_IsATicket(string text)
    {
        Assert.True(JobTicket.TryParse(text, null, out var ticket));
        Assert.Equal(text, ticket.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("ends.")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("..")]
    [InlineData("NUL")]
    [InlineData("com1.txt")]
    [InlineData("ünïcode")]
    public void TryParse_NameThatSomeFileSystemRefuses_IsNone(string text) => Assert.False(JobTicket.TryParse(text, null, out _));

    [Fact]
    public void TryParse_129Characters_IsNone() => Assert.False(JobTicket.TryParse(new string('a', 129), null, out _));

    [Fact]
    public void Equals_OtherCase_IsTheSameTicket()
    {
        Assert.Equal(JobTicket.Parse("Deploy"), JobTicket.Parse("dEPLOY"));
        Assert.Equal(JobTicket.Parse("Deploy").GetHashCode(), JobTicket.Parse("deploy").GetHashCode());
        Assert.Equal("deploy", JobTicket.Parse("Deploy").FolderName);
    }
}
