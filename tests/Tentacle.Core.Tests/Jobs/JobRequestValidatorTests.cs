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

    [Fact]
    public void Validate_ShortSensitiveValue_IsNotRepeatedInTheError() =>
        Assert.DoesNotContain("q9z", JobRequestValidator.Validate(Good with { SensitiveValues = ["q9z"] })[0].Detail, StringComparison.Ordinal);
}
