using Tentacle.Contracts;
using Tentacle.Core.Jobs.Submissions;

namespace Tentacle.Core.Tests.Jobs;

public sealed class JobRequestValidatorTests
{
    private static readonly JobRequest Good = new() { Script = new JobScript { Bash = "true" } };

    [Fact]
    public void Validate_ScriptAlone_IsFine() => Assert.Empty(JobRequestValidator.Validate(Good));

    [Fact]
    public void Validate_EverythingWrong_IsSaidAtOnceByMember()
    {
        var bad = new JobRequest
        {
            Arguments = ["fine", "nul\0"],
            Environment = new Dictionary<string, string> { ["A=B"] = "x", ["BIG"] = new('x', JobRequestValidator.MaxStringBytes + 1) },
            Files = [new JobFile("../x", []), new JobFile("a", []), new JobFile("A", [])],
            TimeoutSeconds = -1,
            CancelGraceSeconds = 3601,
            Isolation = new JobIsolation { Name = "", TimeoutSeconds = -5 },
            SensitiveValues = ["abc"],
        };

        Assert.Equal(
            [
                "/script", "/arguments/1", "/environment/A=B", "/environment/BIG", "/files/0/name", "/files/2/name", "/timeoutSeconds",
                "/cancelGraceSeconds", "/isolation/timeoutSeconds", "/isolation/name", "/sensitiveValues/0",
            ],
            JobRequestValidator.Validate(bad).Select(e => e.Pointer));
    }

    /// <summary>D9: MAX_ARG_STRLEN counts name, sign, value and the NUL at the end.</summary>
    [Fact]
    public void Validate_VariableThatFitsOnlyWithoutItsName_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows counts differently.");
        const int most = 131_071;
        Assert.Empty(JobRequestValidator.Validate(Good with { Arguments = [new('x', most)], Environment = new Dictionary<string, string> { ["NAME"] = new('x', most - 5) } }));
        Assert.Equal("/arguments/0", Assert.Single(JobRequestValidator.Validate(Good with { Arguments = [new('x', most + 1)] })).Pointer);
        Assert.Equal("/environment/NAME", Assert.Single(JobRequestValidator.Validate(Good with { Environment = new Dictionary<string, string> { ["NAME"] = new('ü', (most - 5) / 2 + 1) } })).Pointer);
        Assert.Contains("131066 are the most", JobRequestValidator.Validate(Good with { Environment = new Dictionary<string, string> { ["NAME"] = new('x', most) } })[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_PackageVariableThatItsPrefixMakesTooLong_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows counts differently.");
        var package = new JobPackage { Id = "a", Version = "1", Environment = "e", Path = "/x.zip", Variables = new Dictionary<string, string> { ["V"] = new('x', 131_071 - "TentaclePackageVariable.V=".Length) } };
        Assert.Empty(JobRequestValidator.Validate(new JobRequest { Package = package }));
        package = package with { Variables = new Dictionary<string, string> { ["V"] = package.Variables["V"] + "x" } };
        Assert.Equal("/package/variables/V", Assert.Single(JobRequestValidator.Validate(new JobRequest { Package = package })).Pointer);
    }

    [Fact]
    public void Validate_ShortSensitiveValue_IsNotRepeatedInTheError() =>
        Assert.DoesNotContain("q9z", JobRequestValidator.Validate(Good with { SensitiveValues = ["q9z"] })[0].Detail, StringComparison.Ordinal);
}
