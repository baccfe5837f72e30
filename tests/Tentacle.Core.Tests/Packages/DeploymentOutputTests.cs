using Tentacle.Core.Packages;

namespace Tentacle.Core.Tests.Packages;

public sealed class DeploymentOutputTests
{
    [Fact]
    public void Progress_ThatWouldRunBackwards_IsNotTold()
    {
        using var log = new StringWriter();
        var output = new DeploymentOutput(log);

        foreach (var percent in new[] { 10, 60, 10, 60, 20, 70 })
        {
            output.Progress(percent, "Extracting");
        }

        Assert.Equal(3, log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
