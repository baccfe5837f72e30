using Tentacle.Core.Jobs.Site;

namespace Tentacle.Core.Health;

/// <summary>Checks that the directories of jobs exist and are writable.</summary>
public sealed class WorkspaceCheck(JobSite site) : IHealthCheck
{
    public string Name => "workspace:writable";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken) => ValueTask.FromResult(
        (Try(site.WorkRoot) ?? Try(site.JobsRoot)) is { } reason ? HealthFinding.Fail(reason) : HealthFinding.Pass($"'{site.WorkRoot}' can be written."));

    private static string? Try(string directory)
    {
        var path = Path.Combine(directory, $".writable-{Guid.NewGuid():N}");
        try
        {
            using (new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose }))
            {
                return null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{directory}' cannot be written by the account '{Environment.UserName}': {e.Message} Give it the directory, or free some space.";
        }
    }
}
