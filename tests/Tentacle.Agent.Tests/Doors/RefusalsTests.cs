using System.Net;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Agent.Doors.Untrusted;
using Tentacle.Contracts;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Tests.Doors;

/// <summary>What strangers may write into the log: one line a minute, and the most telling one.</summary>
public sealed class RefusalsTests : IDisposable
{
    private static readonly IPEndPoint Remote = new(IPAddress.Parse("192.0.2.1"), 50_000);
    private readonly FakeTimeProvider _time = new();
    private readonly WrittenLines _log = new();
    private readonly Refusals _refusals;

    public RefusalsTests() => _refusals = new Refusals(new RefusedConnections(_time, "Web 1"), _time, _log);

    public void Dispose() => _refusals.Dispose();

    [Fact]
    public void Note_ManyKinds_IsOneLineAtOnceAndOneEveryMinuteAfter()
    {
        using var certificate = AgentCertificate.Create(TimeProvider.System);
        _refusals.RecordCrowded(Remote.Address);
        Assert.StartsWith("Ended a connection from 192.0.2.1", Assert.Single(_log.Lines), StringComparison.Ordinal);
        for (var i = 0; i < 500; i++)
        {
            _refusals.RecordCrowded(Remote.Address);
            _refusals.RecordUnencrypted(Remote, UnencryptedProtocol.Http);
        }

        _refusals.RecordCertificate(Remote, certificate);
        Assert.Single(_log.Lines);

        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(2, _log.Lines.Count);
        Assert.StartsWith($"Refused 192.0.2.1:50000: its certificate {Thumbprint.Sha256Of(certificate)}", _log.Lines[1], StringComparison.Ordinal);
        Assert.Contains("--instance \"Web 1\" --trust", _log.Lines[1], StringComparison.Ordinal);
        Assert.EndsWith("1 with a certificate that is not trusted, 500 that spoke plain HTTP, 500 that gave way to newer ones", _log.Lines[1], StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(2, _log.Lines.Count);
    }

    private sealed class WrittenLines : Microsoft.Extensions.Logging.ILogger<Refusals>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
