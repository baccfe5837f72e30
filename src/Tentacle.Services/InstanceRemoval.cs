using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Jobs.Format;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Directories;
using Tentacle.Services.Control;

namespace Tentacle.Services;

/// <summary>
/// Deletes the files of an instance: settings, key, and the agent's own files in its home. Deployed packages, files of other programs and files that another
/// instance uses are kept.
/// </summary>
/// <param name="control">Finds the service of the instance in the operating system.</param>
/// <param name="index">Finds the other instances.</param>
public sealed class InstanceRemoval(IServiceControl control, InstanceIndex index)
{
    /// <exception cref="SettingsException">
    /// The instance is still in use, or the file system reports an error. Files that were deleted before stay deleted.
    /// </exception>
    public async Task<InstanceLeftovers> DeleteFilesAsync(Instance instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var home = instance.HomeOf(instance.Settings.Load());
        var others = InstanceNeighbours.Find(index, instance).All;
        var sharing = others.FirstOrDefault(other => other.IsAt(home.Directory));
        await RequireUnusedAsync(instance, sharing is null ? home : null, cancellationToken);
        if (sharing is null)
        {
            foreach (var path in InHome(home).Where(path => !others.Any(other => other.Loses(path))))
            {
                Delete(path);
            }
        }

        foreach (var file in ((string[])[.. instance.Notes, instance.SettingsPath, SecretsKeyFile.PathOf(instance)])
            .Where(file => !others.Any(other => other.Owns(file))))
        {
            Delete(file);
            Delete(file + ".lock");
        }

        return new InstanceLeftovers(sharing is null ? DeleteEmpty(home.Directory) : home.Directory, sharing);
    }

    // A home that two instances share is kept, because a job in it cannot be assigned to one of them.
    private static string[] InHome(InstanceHome home) =>
    [
        home.Work, home.Jobs, home.Damaged, home.Uploads, home.Logs,
        .. new[] { home.RefusedConnections, home.Deployments, home.CalamariNotice, home.LocalSocket, home.AgentLock }
            .SelectMany(file => new[] { file, file + ".lock" }),
    ];

    private async Task RequireUnusedAsync(Instance instance, InstanceHome? home, CancellationToken cancellationToken)
    {
        if (await FindServiceAsync(instance, cancellationToken) is { } service)
        {
            throw new SettingsException(
                $"The service {service.Name} still belongs to the instance '{instance.Name}'. Remove it first: "
                + $"tentacle service --instance \"{instance.Name}\" --stop --uninstall.");
        }

        if (home is null)
        {
            return;
        }

        if (home.IsAgentRunning())
        {
            throw new SettingsException($"The agent of the instance '{instance.Name}' is running: '{home.AgentLock}' is locked. Stop it first.");
        }

        if (FindRunningJob(home) is { } job)
        {
            throw new SettingsException(
                $"The job '{job}' of the instance '{instance.Name}' still runs, although the agent does not. "
                + $"Wait for its end, or start the agent and cancel it: tentacle cancel {job} --instance \"{instance.Name}\".");
        }
    }

    private async Task<InstalledService?> FindServiceAsync(Instance instance, CancellationToken cancellationToken)
    {
        try
        {
            return await control.FindAsync(instance, cancellationToken);
        }
        catch (ServiceException)
        {
            // A unit of that name belongs to another program, which does not use these files.
            return null;
        }
    }

    private static string? FindRunningJob(InstanceHome home)
    {
        try
        {
            return !Directory.Exists(home.Jobs) ? null : Directory.EnumerateDirectories(home.Jobs)
                .Where(directory => JobFiles.ReadStarted(new JobFolder(directory, "")) is { } started && started.Supervisor.IsAlive())
                .Select(Path.GetFileName).FirstOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.From("Reading", home.Jobs, e);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            if (Directory.Exists(path) && !File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint))
            {
                if (DirectoryRemoval.Remove(path) is { } remains)
                {
                    throw new StorageException(remains.Error, remains.Path, remains.Reason);
                }
            }
            else
            {
                File.Delete(path);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // It does not exist.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.From("Deleting", path, e);
        }
    }

    private static string? DeleteEmpty(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return null;
        }

        if (Directory.EnumerateFileSystemEntries(directory).Any())
        {
            return directory;
        }

        Delete(directory);
        return null;
    }
}
