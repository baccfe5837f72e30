using System.Globalization;
using Tentacle.Manager.Tests.Running;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Manager.Tests.Authentication;

/// <summary>A Manager whose token was used once, and whose environment tries to make it listen elsewhere.</summary>
public sealed class GuardedManager : IAsyncLifetime
{
    private RunningManager? _manager;

    public int TemptingPort { get; } = FreePort.Next();

    public string Cookie { get; private set; } = "";

    public string CookieAttributes { get; private set; } = "";

    public string UsedToken { get; private set; } = "";

    public Uri UsedStart { get; private set; } = null!;

    public UnixFileMode FileMode { get; private set; }

    public UnixFileMode DirectoryMode { get; private set; }

    public TemporaryInstance Instance { get; private set; } = null!;

    internal RunningManager Manager => _manager!;

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var everywhere = string.Create(CultureInfo.InvariantCulture, $"http://0.0.0.0:{TemptingPort}");
        Instance = await TemporaryInstance.CreateAsync(
            new TemporaryInstanceOptions
            {
                Environment = new Dictionary<string, string?>
                {
                    ["ASPNETCORE_URLS"] = everywhere,
                    ["ASPNETCORE_ENVIRONMENT"] = "Development",
                    ["Kestrel__Endpoints__Everywhere__Url"] = everywhere,
                },
            },
            cancellationToken);
        _manager = await RunningManager.StartAsync(Instance, cancellationToken);
        FileMode = File.GetUnixFileMode(_manager.ForwardingFile);
        DirectoryMode = File.GetUnixFileMode(Path.GetDirectoryName(_manager.ForwardingFile)!);
        (UsedToken, UsedStart) = (_manager.Token, _manager.StartAddress);
        using var http = _manager.CreateHttp();
        using var response = await http.GetAsync(UsedStart, cancellationToken);
        var cookie = response.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").Single();
        (Cookie, CookieAttributes) = (cookie.Split(';')[0], cookie);
    }

    public async ValueTask DisposeAsync()
    {
        if (_manager is not null)
        {
            await _manager.DisposeAsync();
        }

        await Instance.DisposeAsync();
    }
}
