using Tentacle.Archives;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Platform;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Packages;

/// <summary>
/// Deploys one package in a separate process below its job's supervisor. If it is killed at any point, the current version is either the old or the new one: a
/// version gets its name only when it is complete, and <c>current</c> is switched last.
/// </summary>
public sealed class PackageDeployment
{
    private const int CanceledExitCode = 130;
    private const int FirstSignalExitCode = 129;

    // The maximum time between the end of a script and the arrival of the signal that stops both the script and this process.
    private static readonly TimeSpan AfterSignal = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(250);
    private readonly PackageSite _site;
    private readonly DeploymentOrder _order;
    private readonly DeploymentOutput _output;
    private readonly DeploymentPlace _place;
    private readonly DeploymentJournal _journal;

    private PackageDeployment(PackageSite site, DeploymentOrder order, DeploymentOutput output)
    {
        (_site, _order, _output) = (site, order, output);
        _place = new DeploymentPlace(site.ApplicationDirectory, order.Environment, order.Id);
        _journal = new DeploymentJournal(new InstanceHome(site.HomeDirectory).Deployments);
    }

    /// <summary>Performs the deployment of a request.</summary>
    /// <param name="request">The request from the job's record.</param>
    /// <param name="say">The output to the job's log.</param>
    /// <param name="cancellationToken">Canceled when the job is canceled or has exceeded its time limit.</param>
    /// <returns>The exit code: 0 on success, the exit code of the script that failed, or 1.</returns>
    public static async Task<int> RunAsync(PackageSite site, JobRequest request, DeploymentOutput say, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(say);
        try
        {
            var deployment = new PackageDeployment(site, DeploymentOrder.From(request, site.Environment), say);
            using var turn = await deployment._place.EnterAsync(say, site.Time, cancellationToken);
            return deployment.Run(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CanceledExitCode;
        }
        catch (Exception e) when (IsExpected(e))
        {
            say.Report(e.Message);
            return 1;
        }
    }

    private static bool IsExpected(Exception e) => e is PackageException or IOException or UnauthorizedAccessException or SettingsException;

    private int Run(CancellationToken cancellationToken)
    {
        _place.RemoveLeftovers(_output);
        var deployment = Plan();
        var scripts = Scripts(deployment);
        _journal.Append(deployment);
        FaultPoint.Reach("package-begun");
        foreach (var loop in _order.Variables.Loops)
        {
            _output.Report($"Warning: {loop} It is left as it is.");
        }

        try
        {
            var sha256 = _order.Package is { } package ? Install(package, deployment, cancellationToken) : null;
            RunScripts(scripts, cancellationToken);
            Switch(deployment);
            End(deployment with { Sha256 = sha256 }, DeploymentStatus.Succeeded, null);
            FaultPoint.Reach("package-journaled");
            DeploymentRetention.Apply(_place, _journal.Read(), _order.Package?.Keep ?? 0, _output);
            _output.Progress(100, "Deployed");
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            End(deployment, DeploymentStatus.Canceled, null);
            return CanceledExitCode;
        }
        catch (Exception e) when (IsExpected(e))
        {
            _output.Report(e.Message);
            End(deployment, DeploymentStatus.Failed, e.Message);
            TryDeployFailed(scripts, deployment);
            return (e as PackageException)?.ExitCode ?? 1;
        }
    }

    private Deployment Plan()
    {
        var kept = _order.Package is null ? FindKept() : null;
        return new Deployment
        {
            Ticket = _site.Ticket,
            Environment = _order.Environment,
            Id = _order.Id,
            Version = _order.Version,
            Status = DeploymentStatus.Started,
            Directory = kept?.Directory ?? _place.NextDirectory(_order.Version),
            CustomInstallDirectory = kept is null ? _order.Package!.CustomInstallDirectory : kept.CustomInstallDirectory,
            Purge = kept?.Purge ?? _order.Package!.Purge,
            IsRedeployment = kept is not null,
            StartedAt = _site.Time.GetUtcNow(),
        };
    }

    private Deployment FindKept()
    {
        var kept = _journal.Read()
            .Where(d => d.Id == _order.Id && d.Environment == _order.Environment && Directory.Exists(d.Directory))
            .Where(d => d.Status == DeploymentStatus.Succeeded || d.Directory == _place.Current)
            .ToList();
        return kept.LastOrDefault(d => d.Version == _order.Version) ?? throw new PackageException(
            $"Version {_order.Version} of {_order.Id} is not on disk for {_order.Environment}; there "
            + $"{(kept.Count == 0 ? "is none" : "are " + string.Join(", ", kept.Select(d => d.Version).Distinct()))}. Deploy it as a package.");
    }

    private DeploymentScripts Scripts(Deployment deployment)
    {
        Dictionary<string, string> facts = new()
        {
            ["TentaclePackageId"] = deployment.Id,
            ["TentaclePackageVersion"] = deployment.Version,
            ["TentaclePackageEnvironment"] = deployment.Environment,
            ["TentaclePackageDirectory"] = deployment.Directory,
            ["TentaclePackageCurrentLink"] = _place.CurrentLink,
            ["TentaclePackagePreviousDirectory"] = _place.Current ?? "",
        };
        var environment = DeploymentScripts.Environment(_site.Environment, _order.Variables, facts);
        return new DeploymentScripts(deployment.Directory, environment, new ShellCatalog(), _output);
    }

    private string Install(JobPackage package, Deployment deployment, CancellationToken cancellationToken)
    {
        _output.Report($"Deploying {deployment.Id} {deployment.Version} to {deployment.Environment}: '{deployment.Directory}'.");
        var staging = _place.Temporary();
        try
        {
            var sha256 = new PackageExtraction(_site, _order.Variables, _output).Run(package, staging, cancellationToken);
            AtomicDirectory.Publish(staging, deployment.Directory);
            FaultPoint.Reach("package-published");
            return sha256;
        }
        catch
        {
            _output.ReportRemains(DirectoryRemoval.Remove(staging, CancellationToken.None));
            throw;
        }
    }

    private void RunScripts(DeploymentScripts scripts, CancellationToken cancellationToken)
    {
        foreach (var (name, percent) in new[] { ("PreDeploy", 70), ("Deploy", 80), ("PostDeploy", 90) })
        {
            cancellationToken.ThrowIfCancellationRequested();
            _output.Progress(percent, name);
            Run(scripts, name, cancellationToken);
            FaultPoint.Reach("package-" + name);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    // A canceled job's processes all receive the signal, and a script may end from it before this process has received it. Such an end is a cancellation, not a
    // failure of the script.
    private static void Run(DeploymentScripts scripts, string name, CancellationToken cancellationToken)
    {
        try
        {
            scripts.Run(name);
        }
        catch (PackageException e) when (cancellationToken.WaitHandle.WaitOne(e.ExitCode >= FirstSignalExitCode ? AfterSignal : AfterFailure))
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private void Switch(Deployment deployment)
    {
        if (deployment.CustomInstallDirectory is { } custom)
        {
            CustomDirectory.Install(deployment.Directory, custom, deployment.Purge, _output);
            _output.Report($"Installed to '{custom}'.");
            FaultPoint.Reach("package-custom");
        }

        _place.MakeCurrent(deployment.Directory);
        _output.Report($"'{_place.CurrentLink}' is {Path.GetFileName(deployment.Directory)} now.");
        FaultPoint.Reach("package-switched");
    }

    private void End(Deployment deployment, DeploymentStatus status, string? reason) =>
        _journal.Append(deployment with { Status = status, EndedAt = _site.Time.GetUtcNow(), Reason = reason });

    // The first failure determines the result. A failure of the DeployFailed script is only logged.
    private void TryDeployFailed(DeploymentScripts scripts, Deployment deployment)
    {
        try
        {
            if (Directory.Exists(deployment.Directory))
            {
                scripts.Run("DeployFailed");
            }
        }
        catch (PackageException e)
        {
            _output.Report(e.Message);
        }
    }
}
