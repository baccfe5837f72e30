using System.Reflection;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;

namespace Tentacle.Agent;

/// <summary>The parameters of the agent of one instance.</summary>
public sealed record AgentOptions
{
    /// <summary>The instance that the agent runs.</summary>
    public required Instance Instance { get; init; }

    /// <summary>The key that encrypts the secrets of the instance.</summary>
    public required SecretsKey Secrets { get; init; }

    /// <summary>The version of the agent. The default is that of this build.</summary>
    public string Version { get; init; } =
        typeof(AgentOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>The path of the program, which jobs receive. The default is that of this process.</summary>
    public string ExecutablePath { get; init; } = Environment.ProcessPath ?? "tentacle";

    /// <summary>
    /// The path of the <c>tentacle-supervisor</c> program. Each running job has its own supervisor process. The default is beside this program.
    /// </summary>
    public string SupervisorPath { get; init; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "tentacle-supervisor.exe" : "tentacle-supervisor");

    /// <summary>True when the agent also writes its log to the console. The default is true.</summary>
    public bool LogToConsole { get; init; } = true;
}
