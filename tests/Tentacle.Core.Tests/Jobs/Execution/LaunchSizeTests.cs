using Tentacle.Contracts;
using Tentacle.Core.Jobs.Execution;

namespace Tentacle.Core.Tests.Jobs.Execution;

/// <summary>D9: what a program can be given in all, arguments and environment together.</summary>
public sealed class LaunchSizeTests
{
    private const long Limit = 2 << 20;
    private static readonly JobRequest Small = new() { Script = new JobScript { Bash = "true" }, Arguments = ["a"] };

    public LaunchSizeTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows limits each string alone.");

    [Fact]
    public void Check_SmallRequest_Fits() => Assert.Null(LaunchSize.Check(Small, ShellNames.Bash, Limit));

    [Fact]
    public void Check_ManyArguments_NamesThemAndTheNumbers()
    {
        var error = LaunchSize.Check(Small with { Arguments = [.. Enumerable.Repeat(new string('x', 100_000), 30)] }, ShellNames.Bash, Limit)!;
        Assert.Equal("/arguments", error.Pointer);
        Assert.Contains("3000270 bytes", error.Detail, StringComparison.Ordinal);
        Assert.Contains("2097152", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ManySmallVariables_CountsThePointers()
    {
        var environment = Enumerable.Range(0, 150_000).ToDictionary(i => $"V{i}", _ => "");
        Assert.Equal("/environment", LaunchSize.Check(Small with { Environment = environment }, ShellNames.Bash, Limit)!.Pointer);
    }

    [Fact]
    public void Check_ArgumentsOfPowerShell_GoByFile() =>
        Assert.Null(LaunchSize.Check(Small with { Arguments = [.. Enumerable.Repeat(new string('x', 100_000), 30)] }, ShellNames.Pwsh, Limit));

    [Fact]
    public void Check_VariablesOfAPackage_CountTwice()
    {
        var package = new JobPackage { Id = "a", Version = "1", Environment = "e", Variables = Enumerable.Range(0, 12).ToDictionary(i => $"V{i}", _ => new string('x', 100_000)) };
        Assert.Equal("/package/variables", LaunchSize.Check(new JobRequest { Package = package }, ShellNames.Package, Limit)!.Pointer);
    }

    [Fact]
    public void Check_SmallerLimitThanTheServicesOwnEnvironment_RefusesAndSaysSo() =>
        Assert.Contains("0 are left", LaunchSize.Check(Small, ShellNames.Bash, limit: 1024)!.Detail, StringComparison.Ordinal);
}
