using Tentacle.Contracts;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Tests.Model;

public sealed class HealthStatusTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Thumbprint Known = Thumbprint.Parse(new string('A', 64));
    private static readonly Thumbprint Stranger = Thumbprint.Parse(new string('B', 64));

    [Fact]
    public void Instance_ThatRunsAndTrusts_IsHealthy() => Assert.Equal(HealthLevel.Good, HealthStatusText.From(Running(Known), Now).Level);

    [Fact]
    public void Instance_WhoseAgentIsAway_SaysSo() => Assert.Equal("Not running", HealthStatusText.From(Running(Known) with { Agent = null }, Now).Words);

    [Fact]
    public void Instance_WhoseAgentReportsAFailure_SaysThatFirst() =>
        Assert.Equal(
            new HealthStatusText(HealthLevel.Bad, "Disk too full for jobs", "10 MiB free."),
            HealthStatusText.From(Running() with { Refused = [Refusal(Now)], Report = Report(("trust:servers", HealthStatus.Warn, "Nobody."), ("disk:free", HealthStatus.Fail, "10 MiB free.")) }, Now));

    [Fact]
    public void Instance_WithoutCalamari_SaysItOnlyWhenNothingElseIsToBeSaid()
    {
        var missing = ("calamari:installed", HealthStatus.Warn, "Not running latest version of Calamari.");

        Assert.Equal("Calamari not installed yet", HealthStatusText.From(Running(Known) with { Report = Report(missing, ("disk:free", HealthStatus.Pass, "")) }, Now).Words);
        Assert.Equal("Certificate ends soon", HealthStatusText.From(Running(Known) with { Report = Report(missing, ("certificate:validity", HealthStatus.Warn, "")) }, Now).Words);
    }

    [Fact]
    public void Instance_WithAWarningOfACheckThatIsNotKnownHere_NamesIt() =>
        Assert.Equal(new HealthStatusText(HealthLevel.Warning, "moon: look at this", "It is full."), HealthStatusText.From(Running(Known) with { Report = Report(("moon:phase", HealthStatus.Warn, "It is full.")) }, Now));

    [Fact]
    public void Instance_ThatTurnedAServerAway_WarnsForAnHour()
    {
        var refused = Running(Known) with { Refused = [Refusal(Now.AddMinutes(-59))] };

        Assert.Equal("A server was rejected", HealthStatusText.From(refused, Now).Words);
        Assert.Equal("Healthy", HealthStatusText.From(refused, Now.AddMinutes(2)).Words);
    }

    [Fact]
    public void Instance_ThatTrustsWhomItOnceTurnedAway_IsHealthy() =>
        Assert.Equal("Healthy", HealthStatusText.From(Running(Known, Stranger) with { Refused = [Refusal(Now)] }, Now).Words);

    private static RefusedConnection Refusal(DateTimeOffset at) => new()
    {
        FirstAt = at,
        At = at,
        Address = "10.0.0.1",
        ClaimedSubject = "CN=x",
        Thumbprint = Stranger,
        Sha1Thumbprint = Thumbprint.Parse(new string('B', 40)),
        Count = 1,
        TrustCommand = "",
    };

    private static HealthReport Report(params (string Name, HealthStatus Status, string Output)[] checks) => new()
    {
        Status = checks.Max(check => check.Status),
        Version = "1.0",
        ServiceId = "A",
        Notes = [],
        Checks = checks.ToDictionary(
            check => check.Name,
            IReadOnlyList<HealthCheckResult> (check) => [new HealthCheckResult { Status = check.Status, Time = Now, Output = check.Output, ObservedValue = null, ObservedUnit = null, Threshold = null }]),
    };

    private static InstanceSnapshot Running(params Thumbprint[] trusted) => new()
    {
        Name = "A",
        Settings = new InstanceSettings
        {
            Tentacle = new TentacleSettings { Communication = new CommunicationSettings { TrustedOctopusServers = [.. trusted.Select(thumbprint => new TrustedServer { Thumbprint = thumbprint })] } },
        },
        Agent = new AgentDescription
        {
            Version = "1.0",
            Instance = "A",
            HostName = "h",
            OperatingSystem = new OperatingSystemDescription("Linux", "X64"),
            HomeDirectory = "/h",
            ApplicationDirectory = "/a",
            Certificate = new CertificateDescription(Known, Thumbprint.Parse(new string('A', 40)), Now, Now),
            NextCertificate = null,
            Shells = [],
            Capabilities = [],
            Limits = new AgentLimits(1, 1, 1),
        },
    };
}
