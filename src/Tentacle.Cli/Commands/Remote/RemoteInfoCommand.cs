using System.Text.Json;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Cli.Remote;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Cli.Commands.Remote;

/// <summary><c>remote info</c>: shows the identity and the capabilities of a listening agent.</summary>
internal static class RemoteInfoCommand
{
    private static readonly Option Format = Option.Format();

    public static Command Create() =>
        new("remote info", "Shows who a listening Tentacle is and what it can do", RunAsync) { Options = [.. RemoteAgent.Options, Format] };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var json = invocation.Arguments.WantsJson(Format);
        using var tentacle = RemoteAgent.Connect(invocation);
        try
        {
            var agent = await tentacle.DescribeAsync(cancellationToken);
            invocation.Print(json ? JsonSerializer.Serialize(agent, ApiJson.Default.AgentDescription) : Text(agent));
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is TentacleConnectionException or TentacleProblemException)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    private static string Text(AgentDescription agent) => $"""
        Instance:     {agent.Instance} on {agent.HostName}
        Version:      {agent.Version}
        System:       {agent.OperatingSystem.Name}, {agent.OperatingSystem.Architecture}
        Thumbprint:   {agent.Certificate.Thumbprint} (SHA-256)
                      {agent.Certificate.Sha1Thumbprint} (SHA-1)
        Home:         {agent.HomeDirectory}
        Applications: {agent.ApplicationDirectory}
        Shells:       {string.Join(", ", agent.Shells.Select(s => s.Version is null ? s.Name : $"{s.Name} ({s.Version})"))}
        """;
}
