using Tentacle.Platform.Processes;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Platform.Tests.Processes;

public sealed class ProcessIdentityTests
{
    [Fact]
    public void IsAlive_OwnProcess_IsTrueUntilTheStartTimeDiffers()
    {
        Assert.True(ProcessIdentity.Current.IsAlive());
        Assert.False((ProcessIdentity.Current with { StartTime = ProcessIdentity.Current.StartTime + 1 }).IsAlive());
        Assert.False((ProcessIdentity.Current with { BootId = "another boot" }).IsAlive());
    }

    [Fact]
    public async Task IsStopped_StoppedProcess_IsTrueUntilItGoesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells.");
        const int sigStop = 19;
        const int sigCont = 18;
        await using var program = RunningProgram.Start(new ProgramStart("/bin/sleep", "1000"));
        var identity = ProcessIdentity.Find(program.Id)!;
        Assert.False(identity.IsStopped());

        program.Send(sigStop);
        await Eventually.TrueAsync(identity.IsStopped, TestContext.Current.CancellationToken);
        program.Send(sigCont);
        await Eventually.TrueAsync(() => !identity.IsStopped(), TestContext.Current.CancellationToken);

        program.Send(sigStop);
        (identity with { StartTime = identity.StartTime + 1 }).Kill();
        Assert.True(identity.IsAlive());
        identity.Kill();
        await Eventually.TrueAsync(() => !identity.IsAlive(), TestContext.Current.CancellationToken);
        Assert.False(identity.IsStopped());
    }
}
