using Tentacle.Contracts;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Jobs.Format.Records;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Jobs.Shells;

public sealed class PowerShellScriptTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly JobFolder _folder;

    public PowerShellScriptTests()
    {
        _folder = new JobFolder(_directory["it's"], _directory["work"]);
        Directory.CreateDirectory(_folder.Directory);
        Directory.CreateDirectory(_folder.WorkDirectory);
    }

    private string Bootstrap => Path.Combine(_folder.WorkDirectory, "Bootstrap.ps1");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Prepare_Script_IsUtf8WithMarkSoThatWindowsPowerShellReadsItRight()
    {
        PowerShellScript.Prepare("pwsh", "Write-Output 'håj'", [], _folder);
        Assert.Equal([0xef, 0xbb, 0xbf, .. "Write-Output 'håj'"u8], File.ReadAllBytes(Bootstrap));
    }

    [Fact]
    public void Prepare_ScriptWithAMarkOfItsOwn_HasOneMark()
    {
        PowerShellScript.Prepare("pwsh", "\uFEFF# requires", [], _folder);
        Assert.Equal([0xef, 0xbb, 0xbf, .. "# requires"u8], File.ReadAllBytes(Bootstrap));
    }

    [Fact]
    public void Prepare_WithoutTheMarker_HasNoGuard() => Assert.Null(PowerShellScript.Prepare("pwsh", "exit 0", [], _folder).StartGuard);

    [Fact]
    public void Prepare_WithTheMarker_PutsTheGuardInItsPlace()
    {
        var guard = PowerShellScript.Prepare("pwsh", PowerShellScript.GuardMarker + "\nexit 0", [], _folder).StartGuard!;

        var script = File.ReadAllText(Bootstrap);
        Assert.DoesNotContain(PowerShellScript.GuardMarker, script, StringComparison.Ordinal);
        Assert.Contains($"'{guard.StartedFile.Replace("'", "''", StringComparison.Ordinal)}'", script, StringComparison.Ordinal);
        Assert.Contains($"exit {ScriptExitCodes.PowerShellNeverStarted}", script, StringComparison.Ordinal);
        Assert.EndsWith("\nexit 0", script, StringComparison.Ordinal);
        Assert.True(File.Exists(guard.ShouldRunFile));
        Assert.False(File.Exists(guard.StartedFile));
        Assert.StartsWith(_folder.Directory, guard.StartedFile, StringComparison.Ordinal);
    }
}
