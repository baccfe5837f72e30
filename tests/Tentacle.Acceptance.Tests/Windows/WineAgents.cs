using System.Security.Cryptography.X509Certificates;
using Tentacle.Testing;
using Tentacle.Testing.Programs;
using Tentacle.Testing.Wine;

namespace Tentacle.Acceptance.Tests.Windows;

/// <summary>A Windows, as far as Wine is one, with the published programs.</summary>
public sealed class WineAgents : IAsyncLifetime
{
    private readonly TemporaryDirectory _programs = new();
    private WineMachine? _machine;
    private string _missing = "The machine was not started.";

    /// <summary>Skips the test, and says why, where no such machine can be had.</summary>
    public WineMachine Machine
    {
        get
        {
            Assert.SkipWhen(_machine is null, _missing);
            return _machine;
        }
    }

    /// <summary>As Wine shows this machine's files.</summary>
    public string Tentacle => "Z:" + _programs["tentacle.exe"].Replace('/', '\\');

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "This is Windows.");
        var cancellationToken = TestContext.Current.CancellationToken;
        try
        {
            _machine = await WineMachine.StartAsync(
                new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0", ["OCTOPUS_CONTRIBUTE_ENV_SETTINGS"] = "true" }, cancellationToken);
        }
        catch (MissingMachineException e)
        {
            _missing = e.Message;
            return;
        }

        var published = await PublishedTentacle.GetForWindowsAsync(cancellationToken);

        // A copy, because settings lie beside the program.
        foreach (var file in Directory.EnumerateFiles(published.Directory))
        {
            File.Copy(file, _programs[Path.GetFileName(file)]);
        }

        // Wine 8 makes no keys, so the agent has its certificate from outside.
        using var certificate = TestCertificate.CreateRsa();
        await File.WriteAllTextAsync(_programs[".env"], $"TENTACLE_CERTIFICATE={Convert.ToBase64String(certificate.Certificate.Export(X509ContentType.Pkcs12))}\n", cancellationToken);
    }

    /// <summary>Runs <c>tentacle</c> there.</summary>
    public Task<ProgramResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) => Machine.RunAsync(cancellationToken, [Tentacle, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }

        _programs.Dispose();
    }
}
