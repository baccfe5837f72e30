namespace Tentacle.Architecture.Tests.Rules;

public sealed class FileRulesTests
{
    [Theory]
    [InlineData("Jobs/JobStore.cs", "namespace Tentacle.Core.Jobs;\npublic sealed class JobStore(string manager);", 0)]
    [InlineData("Jobs/JobStore.cs", "namespace Tentacle.Core;", 1)]
    [InlineData("Program.cs", "return 0;", 0)]
    [InlineData("Root.cs", "namespace Tentacle.Core;", 0)]
    [InlineData("Jobs/A.cs", "namespace Tentacle.Core.Jobs;\ninternal sealed class JobManager;", 1)]
    [InlineData("Jobs/A.cs", "namespace Tentacle.Core.Jobs;\npublic readonly record struct JobInfo(int A);", 1)]
    [InlineData("Jobs/A.cs", "namespace Tentacle.Core.Jobs;\npublic sealed class A\n{\n    private static class StringUtils;\n}", 1)]
    [InlineData("Jobs/A.cs", "namespace Tentacle.Core.Jobs;\npublic sealed class A;\npublic enum B { One }", 1)]
    [InlineData("Jobs/A.cs", "namespace Tentacle.Core.Jobs;\npublic sealed class A\n{\n    public sealed class B;\n}\ninternal enum C { One }", 0)]
    [InlineData("Jobs/A.cs", "namespace Tentacle.Core.Jobs;\n/// the class Manager of old\npublic interface IDatabases;", 0)]
    public void Violations_AreFound(string file, string text, int expected) => Assert.Equal(expected, FileRules.Violations("Tentacle.Core", file, text).Count());

    [Fact]
    public void Violations_LongFile_IsFound()
    {
        Assert.Empty(FileRules.Violations("Tentacle.Core", "A.cs", string.Concat(Enumerable.Repeat("// line\n", 399))));
        Assert.Single(FileRules.Violations("Tentacle.Core", "A.cs", string.Concat(Enumerable.Repeat("// line\n", 400))));
    }

    [Fact]
    public void Violations_Wire_IsOneNamespaceButForItsJson()
    {
        Assert.Empty(FileRules.Violations("Tentacle.Contracts", "Jobs/Job.cs", "namespace Tentacle.Contracts;"));
        Assert.Single(FileRules.Violations("Tentacle.Contracts", "Json/ApiJson.cs", "namespace Tentacle.Contracts;"));
    }

    [Fact]
    public void RepeatedEventIds_OverFilesAndInOne_AreFound()
    {
        (string, string)[] files = [("A.cs", "[LoggerMessage(1, X)] [LoggerMessage(EventId = 2)]"), ("B.cs", "[LoggerMessage(2, Y)] [LoggerMessage(3, Z)] [LoggerMessage(3, Z)]")];

        Assert.Equal(2, FileRules.RepeatedEventIds(files).Count());
        Assert.Empty(FileRules.RepeatedEventIds([files[0]]));
    }
}
