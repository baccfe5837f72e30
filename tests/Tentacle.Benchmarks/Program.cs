using Tentacle.Benchmarks;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

// Measures the published programs as processes, each figure beside a bare baseline in the same run.
// dotnet run -c Release --project tests/Tentacle.Benchmarks [-- NAME...]   with names as printed; without, all of them. The name "built" stands for the
// programs of this build on the JIT instead of the published ones, for a quick look.
if (args is [BareKestrel.Argument, var port, var directory])
{
    await BareKestrel.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), directory);
    return;
}

if (args is [FleetServer.Argument or FleetAgents.Argument, ..])
{
    await (args[0] == FleetServer.Argument ? FleetServer.RunAsync(args) : FleetAgents.RunAsync(args));
    return;
}

if (args is ["fleet"])
{
    await Fleet.MeasureAsync();
    return;
}

var cancel = CancellationToken.None;
var executable = args.Contains("built") ? TentacleExecutable.Built : await PublishedTentacle.GetAsync(cancel);
using var server = TestCertificate.Create();
var options = new TemporaryInstanceOptions { Executable = executable, Trust = [server.Thumbprint] };

(string Name, Func<TemporaryInstance, Task> Run)[] all =
[
    ("commands", Commands.MeasureAsync),
    ("start", instance => StartUp.MeasureAsync(instance, server)),
    ("memory", instance => Memory.MeasureAsync(instance, server)),
    ("echo", instance => EchoJob.MeasureAsync(instance, server)),
    ("latency", instance => LogLatency.MeasureAsync(instance, server)),
    ("throughput", instance => LogThroughput.MeasureAsync(instance, server)),
    ("files", instance => Transfers.MeasureAsync(instance, server)),
    ("files-memory", instance => Transfers.MeasureMemoryAsync(instance, server)),
    ("polling", instance => PolledCalls.MeasureAsync(instance, server)),
    ("jobs", instance => ManyJobs.MeasureAsync(instance, server)),
    ("strangers", instance => Strangers.MeasureAsync(instance, server)),
];

Console.WriteLine($"{Environment.ProcessorCount} cores, {Environment.OSVersion}, .NET {Environment.Version}");
foreach (var file in Directory.GetFiles(executable.Directory).Where(f => Path.GetExtension(f).Length == 0))
{
    Figures.Print("size", Path.GetFileName(file), $"{new FileInfo(file).Length / 1e6:0.0} MB");
}

if (args.Length == 0)
{
    await Fleet.MeasureAsync();
}

if (args.Length == 0 || args.Contains("manager"))
{
    await ManagerPages.MeasureAsync(server);
}

foreach (var (name, run) in all.Where(b => args.Length == 0 || args.Contains(b.Name)))
{
    await using var instance = await TemporaryInstance.CreateAsync(options, cancel);
    await run(instance);
}
