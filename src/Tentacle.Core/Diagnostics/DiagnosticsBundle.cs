using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Platform;

namespace Tentacle.Core.Diagnostics;

/// <summary>
/// The information that support asks for, in one zip. Every text passes through one mask of all secrets that are known here. A file that cannot be
/// read is reported in the zip and does not cause an exception, because the bundle serves machines where something is wrong.
/// </summary>
public sealed class DiagnosticsBundle : IDisposable
{
    private const int LogTail = 1 << 20;
    private const int LogFiles = 3;

    private readonly Instance _instance;
    private readonly string _version;
    private readonly DateTimeOffset _time;
    private readonly ZipArchive _zip;
    private readonly InstanceSettings? _settings;
    private readonly string? _problem;
    private readonly SecretMask _mask;

    public DiagnosticsBundle(Stream output, Instance instance, string version, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(instance);
        (_instance, _version, _time) = (instance, version, time);
        _zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        try
        {
            _settings = instance.Settings.Load();
            Home = instance.HomeOf(_settings);
        }
        catch (SettingsException e)
        {
            _problem = e.Message;
        }

        _mask = new SecretMask(KnownSecrets.Find(instance, _settings));
    }

    /// <summary>The home of the instance; null when the settings cannot be read.</summary>
    public InstanceHome? Home { get; }

    public void AddMachine()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Time: {_time:u}")
            .AppendLine(CultureInfo.InvariantCulture, $"Tentacle: {_version}")
            .AppendLine(CultureInfo.InvariantCulture, $"Program: {Environment.ProcessPath}")
            .AppendLine(CultureInfo.InvariantCulture, $"Runtime: {RuntimeInformation.FrameworkDescription} ({RuntimeInformation.RuntimeIdentifier})")
            .AppendLine(CultureInfo.InvariantCulture, $"OperatingSystem: {RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})")
            .AppendLine(CultureInfo.InvariantCulture, $"Machine: {Environment.MachineName}, {Environment.ProcessorCount} processors")
            .AppendLine(CultureInfo.InvariantCulture, $"Account: {Environment.UserName} (privileged: {Environment.IsPrivilegedProcess})")
            .AppendLine(CultureInfo.InvariantCulture, $"Instance: {_instance.Name}")
            .AppendLine(CultureInfo.InvariantCulture, $"Settings: {_instance.SettingsPath}")
            .AppendLine(CultureInfo.InvariantCulture, $"Home: {Home?.Directory}")
            .AppendLine()
            .AppendLine("Disk:");
        foreach (var directory in new[] { Home?.Directory, _settings?.Tentacle.Deployment.ApplicationDirectory, Path.GetTempPath() }.OfType<string>()
            .Where(Directory.Exists))
        {
            var drive = new DriveInfo(directory);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {directory}: {drive.AvailableFreeSpace >> 20} MiB free of {drive.TotalSize >> 20} MiB, {drive.DriveFormat}");
        }

        text.AppendLine().AppendLine("Environment variables (names only):");
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name}");
        }

        AddText("machine.txt", text.ToString());
    }

    public void AddSettings()
    {
        AddText("settings.json", SettingsWithoutSecrets.Read(_instance.SettingsPath));
        if (_problem is not null)
        {
            AddText("settings-problem.txt", _problem);
        }

        if (Home is not null)
        {
            AddFile("refused.json", Home.RefusedConnections);
        }
    }

    public void AddPorts()
    {
        var port = _settings?.Tentacle.Services.PortNumber;
        var text = new StringBuilder().AppendLine(
            CultureInfo.InvariantCulture,
            $"The Tentacle's port is {port}{(_settings?.Tentacle.Services.NoListen == true ? ", but it does not listen" : "")}.");
        foreach (var listener in ListeningPorts.Find().OrderBy(listener => listener.Port))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{(listener.Port == port ? "*" : " ")} {listener.Address}:{listener.Port}  "
                + $"{(listener.ProcessId is { } pid ? $"process {pid} {listener.ProcessName}" : "held by a process that this account may not see")}");
        }

        AddText("ports.txt", text.ToString());
    }

    public void AddLogs()
    {
        if (Home is null || !Directory.Exists(Home.Logs))
        {
            return;
        }

        foreach (var pattern in new[] { "OctopusTentacle*.txt", "Commands*.txt", "audit*.ndjson" })
        {
            foreach (var file in new DirectoryInfo(Home.Logs).EnumerateFiles(pattern).OrderByDescending(file => file.LastWriteTimeUtc).Take(LogFiles))
            {
                AddFile($"logs/{file.Name}", file.FullName);
            }
        }
    }

    public void AddHealth(HealthReport report) => AddText("health.json", JsonSerializer.Serialize(report, ApiJson.Default.HealthReport));

    public void AddAgent(AgentDescription agent) => AddText("agent.json", JsonSerializer.Serialize(agent, ApiJson.Default.AgentDescription));

    /// <summary>Adds the state and outcome of each job. Scripts, labels and logs are left out, because they may contain confidential data.</summary>
    public void AddJobs(IEnumerable<Job> jobs)
    {
        var text = new StringBuilder();
        foreach (var job in jobs)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{job.CreatedAt:u} {job.Ticket} {job.State} {job.Outcome} {job.ExitCode} {job.Reason}");
        }

        AddText("jobs.txt", text.ToString());
    }

    /// <summary>Adds a text with its secrets masked.</summary>
    public void AddText(string name, string text)
    {
        using var writer = new StreamWriter(_zip.CreateEntry(name).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write(_mask.Apply(text));
    }

    public void Dispose() => _zip.Dispose();

    private void AddFile(string name, string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(Math.Max(0, file.Length - LogTail), SeekOrigin.Begin);
            using var reader = new StreamReader(file, Encoding.UTF8);
            if (file.Position > 0)
            {
                // The first line may begin in the middle of a secret, which the mask would not recognise.
                reader.ReadLine();
            }

            AddText(name, reader.ReadToEnd());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // The file does not exist, so there is nothing to add.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            AddText(name, $"'{path}' could not be read: {e.Message}");
        }
    }
}
