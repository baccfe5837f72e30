using System.Diagnostics;
using Tentacle.Instances;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Cli.Tests;

/// <summary>A machine without instances, on which the real <c>tentacle</c> is called.</summary>
public sealed class Machine : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public Machine()
    {
        Directory.CreateDirectory(CurrentDirectory);
        if (!OperatingSystem.IsWindows())
        {
            // Other accounts are stopped by what is tested, not by the temporary directory.
            File.SetUnixFileMode(_directory.Path, SharedDirectory.Readable);
        }
    }

    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "tentacle.exe" : "tentacle");

    public string this[string relative] => _directory[relative];

    public string CurrentDirectory => _directory["here"];

    public InstanceIndex Index => new(new ConfigurationRoots([_directory["machine"]], _directory["machine"]));

    public Task<Called> CallAsync(params string[] arguments) => StartAsync(Executable, arguments, input: "");

    public Task<Called> CallWithInputAsync(string input, params string[] arguments) => StartAsync(Executable, arguments, input);

    /// <summary>As an account that owns nothing here.</summary>
    public Task<Called> CallAsNobodyAsync(params string[] arguments)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "Only root can become another account.");
        return StartAsync("/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", Executable, .. arguments], input: "");
    }

    /// <summary>Under a shell that prepares the process, for example with limits, and ends with <c>exec "$@"</c>.</summary>
    public Task<Called> CallUnderAsync(string shell, params string[] arguments) =>
        StartAsync("/bin/bash", ["-c", shell + " exec \"$@\"", "bash", Executable, .. arguments], input: "");

    /// <summary>A shell script that finds <c>tentacle</c> in PATH.</summary>
    public Task<Called> CallShellAsync(string script, params string[] arguments) =>
        StartAsync("/bin/bash", ["-c", $"PATH='{AppContext.BaseDirectory}':$PATH exec /bin/sh \"$@\"", "bash", script, .. arguments], input: "");

    /// <summary>A call to be started, and killed, by the test.</summary>
    public ProgramStart Command(params string[] arguments) => new(Executable, arguments)
    {
        Environment = new Dictionary<string, string?> { [ConfigurationRoots.EnvironmentVariable] = _directory["machine"] },
        WorkingDirectory = CurrentDirectory,
    };

    /// <summary>Makes an instance and asserts that it worked.</summary>
    public async Task<Instance> CreateInstanceAsync(string name = "Tentacle")
    {
        var called = await CallAsync("create-instance", "--instance", name, "--config", this[$"{name}/Tentacle.config"]);
        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        return Index.Resolve(name, null, CurrentDirectory);
    }

    public void Dispose() => _directory.Dispose();

    private async Task<Called> StartAsync(string program, IReadOnlyList<string> arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = CurrentDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[ConfigurationRoots.EnvironmentVariable] = _directory["machine"];

        // The runtime reserves its executable memory as a sparse file, which a limit on file sizes would refuse.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
#pragma warning disable RS0030 // The command line is tested from outside, as its own process.
        using var process = Process.Start(start)!;
#pragma warning restore RS0030
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new Called(process.ExitCode, await output, await error);
    }
}

/// <summary>What one call left behind.</summary>
public sealed record Called(int ExitCode, string Out, string Error);
