using System.Text;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Jobs.Format.Records;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Jobs.Shells;

/// <summary>A7: scripts that an editor of Windows has saved.</summary>
public sealed class UnixScriptTextTests
{
    private const string Script = "#!/bin/sh\necho grüße\n";

    public static TheoryData<string, byte[]> Saved => new()
    {
        { "carriage returns", Encoding.UTF8.GetBytes(Script.Replace("\n", "\r\n", StringComparison.Ordinal)) },
        { "UTF-8 with a mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Script)] },
        { "both", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Script.Replace("\n", "\r\n", StringComparison.Ordinal))] },
        { "UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Script.Replace("\n", "\r\n", StringComparison.Ordinal))] },
        { "UTF-16 without a mark", Encoding.Unicode.GetBytes(Script) },
        { "UTF-16, high byte first", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Script)] },
        { "UTF-16, high byte first, without a mark", Encoding.BigEndianUnicode.GetBytes(Script) },
        { "UTF-32", [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(Script)] },
    };

    [Theory]
    [MemberData(nameof(Saved))]
    public void Script_SavedOnWindows_IsAsUnixHasIt(string how, byte[] saved)
    {
        Assert.NotEmpty(how);
        Assert.Equal(Script, Encoding.UTF8.GetString(UnixScriptText.Normalize(saved)!));
    }

    [Fact]
    public void Script_AsUnixHasIt_IsLeft()
    {
        Assert.Null(UnixScriptText.Normalize(Encoding.UTF8.GetBytes(Script)));
        Assert.Null(UnixScriptText.Normalize([]));
        Assert.Null(UnixScriptText.Normalize("printf 'a\\rb\r'"u8));
    }

    [Theory]
    [InlineData("bash", "Bootstrap.sh", "echo a\necho b\n")]
    [InlineData("sh", "Bootstrap.sh", "echo a\necho b\n")]
    [InlineData("python", "Bootstrap.py", "echo a\necho b\n")]
    [InlineData("cmd", "Bootstrap.cmd", "echo a\r\necho b\r\n")]
    public void Script_OfARequest_IsWrittenAsItsShellReadsIt(string shell, string file, string written)
    {
        using var directory = new TemporaryDirectory();
        var folder = new JobFolder(directory["job"], directory["work"]);
        Directory.CreateDirectory(folder.WorkDirectory);

        new ShellCatalog().Prepare(shell, "\uFEFFecho a\r\necho b\r\n", [], folder);

        Assert.Equal(Encoding.UTF8.GetBytes(written), File.ReadAllBytes(Path.Combine(folder.WorkDirectory, file)));
    }

    [Fact]
    public void Script_InAnEncodingOfSingleBytes_StaysInIt() => Assert.Equal([0xFC, 0x0A], UnixScriptText.Normalize([0xFC, 0x0D, 0x0A]));

    [Fact]
    public void Script_OfARequest_LosesOneMarkAndItsCarriageReturns()
    {
        Assert.Equal("echo a\necho b", UnixScriptText.Normalize("\uFEFFecho a\r\necho b"));
        Assert.Equal("echo \uFEFF", UnixScriptText.WithoutMark("echo \uFEFF"));
    }
}
