using System.Buffers.Binary;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Instances.Settings;
using Tentacle.Jobs.Format;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>Starts a job's supervisor and sends it the launch specification. The supervisor and the script then run independently of the agent.</summary>
internal sealed class JobLaunch(JobSite site, LiveSettings settings, ShellCatalog shells)
{
    /// <summary>Starts the supervisor. Only the supervisor marks the start on disk.</summary>
    /// <exception cref="JobLaunchException">Nothing was started. The message contains the reason.</exception>
    public async Task<PipedProcess> StartAsync(JobEntry entry, int run, CancellationToken cancellationToken)
    {
        var spec = SpecFor(entry, run);
        PipedProcess supervisor;
        try
        {
            supervisor = PipedProcess.Start(site.SupervisorPath, JobEnvironment.Inherited(), entry.Folder.Directory);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new JobLaunchException($"The supervisor '{site.SupervisorPath}' could not be started: {e.Message}. Reinstall the Tentacle.", e);
        }

        FaultPoint.Reach("supervisor-untold");
        try
        {
            await SendAsync(supervisor.Input, spec, cancellationToken);
            return supervisor;
        }
        catch (IOException e)
        {
            supervisor.Dispose();
            throw new JobLaunchException($"The supervisor '{site.SupervisorPath}' ended before it could be told what to run: {e.Message}", e);
        }
    }

    private static async Task SendAsync(Stream input, LaunchSpec spec, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(spec, JobRecordJson.Default.LaunchSpec);
        var frame = new byte[sizeof(int) + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, json.Length);
        json.CopyTo(frame, sizeof(int));
        await using (input)
        {
            await input.WriteAsync(frame, cancellationToken);
        }
    }

    private ShellInvocation DeployPackage(JobEntry entry) => new(site.ExecutablePath, [PackageJob.Command, entry.Folder.Job]);

    private ShellInvocation RunScript(JobRecord record, JobEntry entry)
    {
        var script = record.Request.Script.ByShell().First(s => shells.Find(s.Key)?.Name == record.Shell);
        return shells.Prepare(record.Shell, script.Value, record.Request.Arguments, entry.Folder);
    }

    private LaunchSpec SpecFor(JobEntry entry, int run)
    {
        var record = JobFiles.ReadJob(entry.Folder) ?? throw new JobLaunchException(
            $"'{entry.Folder.Job}' is gone or damaged. The job cannot be run; submit it under another ticket.")
        {
            ExitCode = ScriptExitCodes.Fatal,
        };
        var request = record.Request;
        var secrets = JobSecrets.Read(record, entry.Folder, site.Secrets, out var damage);
        if (damage is not null)
        {
            throw new JobLaunchException(
                $"Its environment and sensitive values are lost: '{entry.Folder.Secrets}' {damage}. Nothing was started. Submit the job under another ticket.")
            {
                ExitCode = ScriptExitCodes.Fatal,
            };
        }

        OwnerOnlyDirectory.Create(entry.Folder.WorkDirectory);
        var proxy = JobProxy.From(settings.Current.Octopus.Proxy, site.Secrets);
        var invocation = entry.DeploysPackage ? DeployPackage(entry) : RunScript(record, entry);

        return new LaunchSpec
        {
            Ticket = record.Ticket,
            Folder = entry.Folder,
            Program = invocation.Program,
            Arguments = invocation.Arguments,
            Environment = JobEnvironment.Create(record, site, secrets, proxy, run),
            SensitiveValues = [.. secrets.SensitiveValues, .. proxy.Secrets],
            TimeoutSeconds = request.TimeoutSeconds,
            Deadline = request.Deadline,
            CancelGraceSeconds = request.CancelGraceSeconds,
            LogLimit = settings.Current.Jobs.LogLimit,
            Run = run,
            ResumeAfterReboot = request.ResumeAfterReboot,
            StartGuard = invocation.StartGuard is { } guard ? guard with { TimeoutSeconds = settings.Current.Jobs.PowerShellStartSeconds } : null,
        };
    }
}

/// <summary>The launch of a job failed and nothing was started. The message is for the job's log.</summary>
public sealed class JobLaunchException : Exception
{
    public JobLaunchException(string message)
        : base(message)
    {
    }

    public JobLaunchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public JobLaunchException()
    {
    }

    /// <summary>The exit code of the job.</summary>
    public int ExitCode { get; init; } = ScriptExitCodes.ShellNotStarted;
}
