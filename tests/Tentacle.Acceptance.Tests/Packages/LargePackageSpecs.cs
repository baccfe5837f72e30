using System.Formats.Tar;
using System.Globalization;
using System.Text.RegularExpressions;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Monitoring;

namespace Tentacle.Acceptance.Tests.Packages;

/// <summary>A package is never in memory: neither the agent that receives it nor the program that deploys it grows with it.</summary>
public abstract partial class LargePackageSpecs(ConnectedAgent agent)
{
    private const long Size = 500L << 20;
    private const double MaxGrowth = 64 << 20;
    private const long MaxProgramMemory = 160 << 10;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_deploy_half_a_gigabyte_in_little_memory()
    {
        using var app = new DeployedPackage(agent);
        using var directory = new TemporaryDirectory();
        await app.DeployAsync("0.9.0");
        var before = await MemoryAsync();
        var file = Pack(directory, app.Package("1.0.0").Upload!);

        var (job, log) = await app.RunAsync(new JobRequest { Package = app.Package("1.0.0") }, file);

        Assert.True(job.Outcome == JobOutcome.Succeeded, log);
        Assert.Equal(Size, new FileInfo(Path.Combine(app.Directory, "current", "large.bin")).Length);
        Assert.InRange(await MemoryAsync() - before, double.MinValue, MaxGrowth);
        Assert.InRange(long.Parse(Peak().Match(log).Groups["kilobytes"].Value, CultureInfo.InvariantCulture), 1, MaxProgramMemory);
    }

    // The script's parent is the program that deploys: it tells the most memory that it ever had.
    private static FileInfo Pack(TemporaryDirectory directory, string name)
    {
        using (var large = File.Create(directory["large.bin"]))
        {
            large.SetLength(Size);
        }

        var file = new FileInfo(directory[name]);
        using var tar = new TarWriter(file.Create());
        tar.WriteEntry(directory["large.bin"], "large.bin");
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "PostDeploy.sh") { DataStream = new MemoryStream("grep VmHWM /proc/$PPID/status"u8.ToArray()) });
        return file;
    }

    private async Task<double> MemoryAsync() =>
        MetricsText.Parse(await agent.Http.GetStringAsync(ApiRoutes.Metrics, Cancel), openMetrics: false).Single("process_memory_usage_bytes");

    [GeneratedRegex(@"VmHWM:\s+(?<kilobytes>\d+) kB")]
    private static partial Regex Peak();
}

/// <inheritdoc/>
public sealed class ListeningLargePackageSpecs(ListeningAgent agent) : LargePackageSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledLargePackageSpecs(PolledAgent agent) : LargePackageSpecs(agent), IClassFixture<PolledAgent>;
