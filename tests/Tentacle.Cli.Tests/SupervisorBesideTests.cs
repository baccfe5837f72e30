using System.Diagnostics;

namespace Tentacle.Cli.Tests;

/// <summary>The agent starts <c>tentacle-supervisor</c> from its own directory: it must lie beside <c>tentacle</c>, and start, however that came to be.</summary>
public sealed class SupervisorBesideTests
{
    private static readonly string Extension = OperatingSystem.IsWindows() ? ".exe" : "";
    private static readonly string Repository = FindRepository();

    // bin/CONFIGURATION/net10.0, the same for every project.
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    [Fact]
    public async Task Build_LeavesBoth() => await AssertBothStartAsync(Path.Combine(Repository, "src", "Tentacle.Cli", "bin", Configuration, "net10.0"));

    [Fact]
    public async Task Build_OfProjectThatReferencesIt_LeavesBothThereToo() => await AssertBothStartAsync(AppContext.BaseDirectory);

    private static async Task AssertBothStartAsync(string directory)
    {
        Assert.Equal(0, (await RunAsync(Path.Combine(directory, "tentacle" + Extension), ["version"])).ExitCode);

        // Without its order it ends by itself; what matters is that it is a program that starts: a missing runtime or assembly gives 131 and up.
        var supervisor = Path.Combine(directory, "tentacle-supervisor" + Extension);
        Assert.True(File.Exists(supervisor), supervisor);
        Assert.InRange((await RunAsync(supervisor, [])).ExitCode, 0, 127);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
#pragma warning disable RS0030 // The programs are tested from outside.
        using var process = Process.Start(start)!;
#pragma warning restore RS0030
        process.StandardInput.Close();
        var cancellationToken = TestContext.Current.CancellationToken;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken) + await error;
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output);
    }

    private static string FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Tentacle.sln")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }
}
