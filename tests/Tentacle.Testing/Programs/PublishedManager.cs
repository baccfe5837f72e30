namespace Tentacle.Testing.Programs;

/// <summary>The Manager as users get it: its style sheets and scripts beside it, where a built one looks for them where they came from.</summary>
public static class PublishedManager
{
    /// <summary>Publishes it into a new directory, with the given programs.</summary>
    /// <param name="programs">They are copied.</param>
    /// <param name="directory">Made for them.</param>
    /// <param name="cancellationToken">Ends the publish.</param>
    /// <exception cref="InvalidOperationException">The publish failed.</exception>
    public static async Task<TentacleExecutable> PublishAsync(TentacleExecutable programs, string directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(programs);
        Directory.CreateDirectory(directory);
        foreach (var file in Directory.GetFiles(programs.Directory))
        {
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        }

        var artifacts = SourceTree.At("artifacts", "published-manager");
        using var _ = await MachineLock.TakeAsync(Path.Combine(artifacts, ".lock"), cancellationToken);
        var publish = new ProgramStart(
            "dotnet",
            "publish", SourceTree.At("src", "Tentacle.Manager"), "-c", "Release", "-o", Path.Combine(directory, "manager"), "--artifacts-path", artifacts, "-nodeReuse:false", "-tl:off");
        (await RunningProgram.RunAsync(publish, cancellationToken)).Succeeded();
        return new TentacleExecutable(directory);
    }
}
