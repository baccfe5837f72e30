using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Testing;

namespace Tentacle.Instances.Tests.Secrets;

public sealed class MachineIdentityTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Find_SameMachine_IsTheSameUnderOneKeyAndAnotherUnderAnother()
    {
        using var key = SecretsKeyFile.LoadOrCreate(_directory["a.key"]);
        using var other = SecretsKeyFile.LoadOrCreate(_directory["b.key"]);
        Assert.SkipWhen(MachineIdentity.Find(key) is null, "This machine has no id.");

        Assert.Equal(MachineIdentity.Find(key), MachineIdentity.Find(key));
        Assert.NotEqual(MachineIdentity.Find(key), MachineIdentity.Find(other));
        Assert.DoesNotContain(File.ReadAllText("/etc/machine-id").Trim(), MachineIdentity.Find(key)!, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void IsClone_OnlyWhenBothAreKnownAndDiffer()
    {
        var settings = MachineIdentity.Assign(new InstanceSettings(), "HERE");

        Assert.False(MachineIdentity.IsClone(new InstanceSettings(), "HERE"));
        Assert.False(MachineIdentity.IsClone(settings, "HERE"));
        Assert.False(MachineIdentity.IsClone(settings, null));
        Assert.True(MachineIdentity.IsClone(settings, "ELSEWHERE"));
        Assert.Same(settings, MachineIdentity.Assign(settings, "HERE"));
        Assert.Same(settings, MachineIdentity.Assign(settings, null));
    }
}
