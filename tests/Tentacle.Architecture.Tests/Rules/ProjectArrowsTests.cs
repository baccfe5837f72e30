using System.Xml.Linq;
using Tentacle.Architecture.Tests.Reading;

namespace Tentacle.Architecture.Tests.Rules;

public sealed class ProjectArrowsTests
{
    [Theory]
    [InlineData("Tentacle.Supervisor", """<ProjectReference Include="../Tentacle.Contracts/Tentacle.Contracts.csproj" /><ProjectReference Include="../Tentacle.Platform/Tentacle.Platform.csproj" /><ProjectReference Include="../Tentacle.Jobs.Format/Tentacle.Jobs.Format.csproj" />""", 0)]
    [InlineData("Tentacle.Supervisor", """<ProjectReference Include="..\Tentacle.Contracts\Tentacle.Contracts.csproj" /><ProjectReference Include="..\Tentacle.Platform\Tentacle.Platform.csproj" /><ProjectReference Include="..\Tentacle.Jobs.Format\Tentacle.Jobs.Format.csproj" /><ProjectReference Include="../Tentacle.Core/Tentacle.Core.csproj" />""", 1)]
    [InlineData("Tentacle.Supervisor", "", 3)]
    [InlineData("Tentacle.Contracts", """<ProjectReference Include="../Tentacle.Core/Tentacle.Core.csproj" ReferenceOutputAssembly="false" />""", 1)]
    [InlineData("Tentacle.Surprise", "", 1)]
    public void Violations_AreFound(string name, string references, int expected)
    {
        var project = SourceProject.Parse(name, "", XDocument.Parse($"<Project><ItemGroup>{references}</ItemGroup></Project>"));

        Assert.Equal(expected, ProjectArrows.Violations([project]).Count());
    }

    [Fact]
    public void Violations_BuildOnlyReference_DoesNotStandForARealOne()
    {
        const string references = """
            <Project><ItemGroup>
              <ProjectReference Include="../Tentacle.Agent/Tentacle.Agent.csproj" />
              <ProjectReference Include="../Tentacle.Core/Tentacle.Core.csproj" />
              <ProjectReference Include="../Tentacle.Contracts/Tentacle.Contracts.csproj" />
              <ProjectReference Include="../Tentacle.Platform/Tentacle.Platform.csproj" />
              <ProjectReference Include="../Tentacle.Instances/Tentacle.Instances.csproj" />
              <ProjectReference Include="../Tentacle.Jobs.Format/Tentacle.Jobs.Format.csproj" />
              <ProjectReference Include="../Tentacle.Services/Tentacle.Services.csproj" />
              <ProjectReference Include="../Tentacle.Client/Tentacle.Client.csproj" />
              <ProjectReference Include="../Tentacle.Supervisor/Tentacle.Supervisor.csproj"><ReferenceOutputAssembly>BOOL</ReferenceOutputAssembly></ProjectReference>
            </ItemGroup></Project>
            """;

        Assert.Empty(ProjectArrows.Violations([SourceProject.Parse("Tentacle.Cli", "", XDocument.Parse(references.Replace("BOOL", "false", StringComparison.Ordinal)))]));
        Assert.Single(ProjectArrows.Violations([SourceProject.Parse("Tentacle.Cli", "", XDocument.Parse(references.Replace("BOOL", "true", StringComparison.Ordinal)))]));
    }
}
