using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Secrets;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Platform.Directories;
using Tentacle.Core.Services.Control;

namespace Tentacle.Core.Services;

/// <summary>Deletes what an instance keeps on the disk: settings, key, and in its home what the agent made. What was deployed, and what others put there, stays.</summary>
/// <param name="control">Knows whether the operating system still runs the instance.</param>
public sealed class InstanceRemoval(IServiceControl control)
{
    /// <exception cref="SettingsException">Something still uses it, or the file system refuses; what came before is deleted.</exception>
    /// <returns>The home directory when something is left in it; else null.</returns>
    public async Task<string?> DeleteFilesAsync(Instance instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var home = instance.HomeOf(instance.Settings.Load());
        await RequireUnusedAsync(instance, home, cancellationToken);
        foreach (var directory in new[] { home.Work, home.Jobs, home.Damaged, home.Uploads, home.Logs })
        {
            Delete(directory);
        }

        var key = SecretsKeyFile.PathOf(instance);
        foreach (var file in (string[])[home.RefusedConnections, home.Deployments, home.LocalSocket, home.AgentLock, .. instance.Notes, instance.SettingsPath, key])
        {
            Delete(file);
            Delete(file + ".lock");
        }

        return DeleteEmpty(home.Directory);
    }

    private async Task RequireUnusedAsync(Instance instance, InstanceHome home, CancellationToken cancellationToken)
    {
        if (await FindServiceAsync(instance, cancellationToken) is { } service)
        {
            throw new SettingsException($"The service {service.Name} still belongs to the instance '{instance.Name}'. Remove it first: tentacle service --instance \"{instance.Name}\" --stop --uninstall.");
        }

        if (IsLocked(home.AgentLock))
        {
            throw new SettingsException($"The agent of the instance '{instance.Name}' is running: '{home.AgentLock}' is locked. Stop it first.");
        }

        if (FindRunningJob(home) is { } job)
        {
            throw new SettingsException($"The job '{job}' of the instance '{instance.Name}' still runs, although the agent does not. Wait for its end, or start the agent and cancel it: tentacle cancel {job} --instance \"{instance.Name}\".");
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
            // A unit of that name that is somebody else's: it does not use these files.
            return null;
        }
    }

    private static bool IsLocked(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                using var held = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
            }

            return false;
        }
        catch (IOException e) when (OwnedFile.IsHeldElsewhere(e))
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.Of("Locking", path, e);
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
            throw SettingsException.Of("Reading", home.Jobs, e);
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
            // It was never made.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.Of("Deleting", path, e);
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
