using System.Text;
using System.Text.RegularExpressions;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Core.Packages;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Programs;
using Tentacle.Testing;
using Tentacle.Testing.Archives;

namespace Tentacle.Core.Tests.Packages;

/// <summary>Deployments as the program of a job does them, with real scripts.</summary>
public sealed partial class PackageDeploymentTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _log = new();
    private int _jobs;

    private string Applications => _directory["Applications"];

    private DeploymentJournal Journal => new(_directory["deployments.ndjson"]);

    [Fact]
    public async Task A1_DamagedPackage_InstallsNothingAndLeavesTheVersionInUse()
    {
        await DeployAsync("1.0.0", new RawZip().With(new("page", "1.0.0")).ToBytes());

        var code = await DeployAsync("2.0.0", new RawZip().With(new("page", "2.0.0")).With(new("x", "content") { Crc = 1 }).ToBytes());

        Assert.Equal((1, "1.0.0"), (code, Current("Test", "web")));
        Assert.Contains("The package is damaged: the CRC-32 of 'x' is", _log.ToString(), StringComparison.Ordinal);
        Assert.Equal(["1.0.0"], Versions("Test", "web"));
        Assert.Equal([DeploymentStatus.Succeeded, DeploymentStatus.Failed], Journal.Read().Select(d => d.Status));
    }

    [Theory]
    [InlineData("utf-8", false, true)]
    [InlineData("utf-8", true, false)]
    [InlineData("utf-8", true, true)]
    [InlineData("utf-16", true, true)]
    [InlineData("utf-16BE", true, false)]
    public async Task A7_ScriptSavedOnWindows_RunsAndKeepsItsModeAndTime(string encoding, bool marked, bool returns)
    {
        var newline = returns ? "\r\n" : "\n";
        var script = $"#!/bin/sh{newline}cat > '{_directory["said"]}' <<END{newline}hej $TentaclePackageVersion{newline}END{newline}";
        var written = Encoding.GetEncoding(encoding);
        byte[] content = [.. marked ? written.GetPreamble() : [], .. written.GetBytes(script)];

        var code = await DeployAsync("1.0.0", new RawZip().With(new("Deploy.sh", content) { UnixMode = 0x81E8 }).ToBytes());

        Assert.True(code == 0, _log.ToString());
        Assert.Equal("hej 1.0.0\n", await File.ReadAllTextAsync(_directory["said"], TestContext.Current.CancellationToken));
        var installed = new FileInfo(Path.Combine(Applications, "Test", "web", "1.0.0", "Deploy.sh"));
        Assert.Equal((UnixFileMode)0b111_101_000, installed.UnixFileMode);
        Assert.Equal(new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc), installed.LastWriteTimeUtc);
    }

    [Theory]
    [InlineData("1.0.0+build.5", "Pre Production", "My App")]
    [InlineData("1.2.3+sha.5", "Prod (EU)", "Acme.Web")]
    [InlineData("2024.1 beta", "Zürich", "con")]
    [InlineData("v1", "a/b", "..x")]
    public async Task A9_NamesThatPeopleGive_AreDeployedAndDeployedAgain(string version, string environment, string id)
    {
        var package = new RawZip().With(new("page", "one")).With(new("Deploy.sh", $"echo \"$TentaclePackageId|$TentaclePackageVersion|$TentaclePackageEnvironment\" >> '{_directory["said"]}'")).ToBytes();
        await DeployAsync(version, package, environment, id);
        await DeployAsync("2.0.0", new RawZip().With(new("page", "two")).ToBytes(), environment, id);
        var again = new JobRequest { Redeploy = new JobRedeployment { Id = id, Version = version, Environment = environment } };

        var code = await RunAsync(again);

        Assert.True(code == 0, _log.ToString());
        Assert.Equal("one", Current(environment, id));
        Assert.Equal([$"{id}|{version}|{environment}", $"{id}|{version}|{environment}"], await File.ReadAllLinesAsync(_directory["said"], TestContext.Current.CancellationToken));
        Assert.Equal([(id, version, environment), (id, "2.0.0", environment), (id, version, environment)], Journal.Read().Select(d => (d.Id, d.Version, d.Environment)));
        Assert.All(Journal.Read(), d => Assert.Equal(Applications, Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(d.Directory)))));
    }

    [Fact]
    public async Task A9_EnvironmentsThatDifferLittle_AreTwo()
    {
        foreach (var environment in new[] { "Pre Production", "pre production", "Pre%20Production", "Pre+Production" })
        {
            await DeployAsync("1.0.0", new RawZip().With(new("page", environment)).ToBytes(), environment);
        }

        foreach (var environment in new[] { "Pre Production", "pre production", "Pre%20Production", "Pre+Production" })
        {
            Assert.Equal(environment, Current(environment, "web"));
        }
    }

    [Fact]
    public async Task A12_ProgressOfADeployment_OnlyGrows()
    {
        var zip = new RawZip();
        for (var i = 0; i < 40; i++)
        {
            zip.With(new($"file {i}", new string('x', 50_000)));
        }

        await DeployAsync("1.0.0", zip.With(new("Deploy.sh", ":")).ToBytes());

        var percents = Percent().Matches(_log.ToString()).Select(m => int.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[1].Value)), null)).ToList();
        Assert.Equal(percents.Distinct().Order(), percents);
        Assert.Equal(100, percents[^1]);
        Assert.InRange(percents.Count, 8, 30);
    }

    [Fact]
    public async Task A13_OldVersionThatCannotBeRemoved_IsAWarningAtEachDeployment()
    {
        await DeployAsync("1.0.0", new RawZip().With(new("page", "1.0.0")).ToBytes(), keep: 1);
        var kept = Path.Combine(Applications, "Test", "web", "1.0.0", "page");
        Assert.SkipUnless(TryChangeAttribute("+i", kept), "This file system, or account, cannot make a file immutable.");
        try
        {
            Assert.Equal(0, await DeployAsync("2.0.0", new RawZip().With(new("page", "2.0.0")).ToBytes(), keep: 1));
            Assert.Contains("Warning:", _log.ToString(), StringComparison.Ordinal);

            _log.GetStringBuilder().Clear();
            Assert.Equal(0, await DeployAsync("3.0.0", new RawZip().With(new("page", "3.0.0")).ToBytes(), keep: 2));
            Assert.Contains("The next deployment tries again", _log.ToString(), StringComparison.Ordinal);

            _log.GetStringBuilder().Clear();
            Assert.Equal(0, await RunAsync(new JobRequest { Redeploy = new JobRedeployment { Id = "web", Version = "2.0.0", Environment = "Test" } }));
            Assert.Contains("The next deployment tries again", _log.ToString(), StringComparison.Ordinal);
            Assert.Equal("2.0.0", Current("Test", "web"));
        }
        finally
        {
            foreach (var file in Directory.EnumerateFiles(Applications, "page", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            {
                TryChangeAttribute("-i", file);
            }
        }

        _log.GetStringBuilder().Clear();
        Assert.Equal(0, await DeployAsync("4.0.0", new RawZip().With(new("page", "4.0.0")).ToBytes(), keep: 1));
        Assert.DoesNotContain("Warning", _log.ToString(), StringComparison.Ordinal);
        Assert.Equal(["4.0.0"], Versions("Test", "web"));
    }

    [Fact]
    public async Task A14_VariablesThatReferToEachOther_AreNamed()
    {
        var variables = new Dictionary<string, string> { ["A"] = "#{B}", ["B"] = "#{A}" };

        var code = await DeployAsync("1.0.0", new RawZip().With(new("web.config", "x=#{A}")).ToBytes(), variables: variables);

        Assert.Equal(0, code);
        Assert.Contains("'A' refers to itself: A → B → A", _log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("not known and left", _log.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _log.Dispose();
        _directory.Dispose();
    }

    [GeneratedRegex("progress percentage='([^']*)'")]
    private static partial Regex Percent();

    private static bool TryChangeAttribute(string change, string file) =>
        ExecutableSearch.Find("chattr") is { } chattr && ForegroundProcess.Run(chattr, [change, file], new Dictionary<string, string>(), "/") == 0;

    private string? Current(string environment, string id)
    {
        var directory = Journal.Read().Last(d => d.Environment == environment && d.Id == id).Directory;
        var page = Path.Combine(Path.GetDirectoryName(directory)!, "current", "page");
        return File.Exists(page) ? File.ReadAllText(page) : null;
    }

    private IEnumerable<string?> Versions(string environment, string id) =>
        new DirectoryInfo(Path.Combine(Applications, environment, id)).EnumerateDirectories().Where(d => d.LinkTarget is null).Select(d => d.Name).Order(StringComparer.Ordinal);

    private Task<int> DeployAsync(string version, byte[] package, string environment = "Test", string id = "web", int keep = 5, Dictionary<string, string>? variables = null)
    {
        var file = _directory[$"{_jobs}.zip"];
        File.WriteAllBytes(file, package);
        var request = new JobPackage { Id = id, Version = version, Environment = environment, Path = file, Keep = keep, SubstituteIn = ["*.config"] };
        return RunAsync(new JobRequest { Package = request }, variables);
    }

    private Task<int> RunAsync(JobRequest request, Dictionary<string, string>? variables = null)
    {
        var environment = (variables ?? []).ToDictionary(v => PackageJob.VariablePrefix + v.Key, v => v.Value);
        environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        var site = new PackageSite
        {
            Ticket = JobTicket.Parse($"job-{_jobs++}"),
            HomeDirectory = _directory.Path,
            ApplicationDirectory = Applications,
            WorkDirectory = _directory.Path,
            Environment = environment,
            Time = TimeProvider.System,
        };
        return PackageDeployment.RunAsync(site, request, new DeploymentOutput(_log), TestContext.Current.CancellationToken);
    }
}
