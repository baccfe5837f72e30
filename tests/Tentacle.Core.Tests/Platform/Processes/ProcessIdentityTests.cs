using Tentacle.Core.Platform.Processes;

namespace Tentacle.Core.Tests.Platform.Processes;

public sealed class ProcessIdentityTests
{
    [Fact]
    public void IsAlive_OwnProcess_IsTrueUntilTheStartTimeDiffers()
    {
        Assert.True(ProcessIdentity.Current.IsAlive());
        Assert.False((ProcessIdentity.Current with { StartTime = ProcessIdentity.Current.StartTime + 1 }).IsAlive());
        Assert.False((ProcessIdentity.Current with { BootId = "another boot" }).IsAlive());
    }
}
