using Tentacle.Contracts;
using Tentacle.Core.Jobs.Execution;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs;

/// <summary>Checks the requirements of a valid request on this machine. Leaves nothing on disk.</summary>
internal sealed class JobPreconditions(JobSite site, LiveSettings settings, ShellCatalog shells)
{
    /// <summary>The shells of this machine.</summary>
    public ShellCatalog Shells => shells;

    /// <summary>The number of bytes that must be free on the disk of the workspaces.</summary>
    public long MinimumFreeDisk => settings.Current.Disk.MinimumFree;

    /// <summary>The requirements of the request that this machine does not meet.</summary>
    public IEnumerable<ProblemError> Check(JobRequest request)
    {
        var shell = PackageJob.ChooseShell(request, site, shells);
        if (shell is null && request.Script.ByShell().Any())
        {
            yield return new(
                "/script",
                $"No script of the request can be run here: this machine has {string.Join(", ", shells.Names)}. "
                + "Send a script for one of these, or install the shell.");
        }

        if (shell is not null && ShellCatalog.FindUnrepresentable(shell.Name, request.Arguments) is { } detail)
        {
            yield return new("/arguments", detail);
        }

        if (shell is not null && LaunchSize.Check(request, shell.Name, ProcessLimits.Arguments) is { } tooLarge)
        {
            yield return tooLarge;
        }

        if ((FindUnwritable(site.WorkRoot) ?? FindUnwritable(site.JobsRoot)) is { } unwritable)
        {
            yield return new("", unwritable);
        }

        var needed = MinimumFreeDisk + request.Files.Sum(f => (long)f.Content.Length);
        if (DiskSpace.FreeBytes(site.WorkRoot) is var free && free < needed)
        {
            yield return new("", $"'{site.WorkRoot}' has {free} bytes free; this job needs {needed}. Free some space, or lower the setting disk.minimumFree.");
        }
    }

    private static string? FindUnwritable(string directory)
    {
        var probe = Path.Combine(directory, ".probe-" + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{directory}' cannot be written: {e.Message} Give the agent's account access to it.";
        }
    }
}
