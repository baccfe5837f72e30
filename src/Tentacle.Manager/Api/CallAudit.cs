using Tentacle.Core.Platform.Programs;

namespace Tentacle.Manager.Api;

/// <summary>Who called the agent through the API page. The agent notes it, too, for what changes something: it is told the name.</summary>
internal sealed partial class CallAudit(ILogger<CallAudit> logger)
{
    public static readonly string Account = $"manager:{SudoAccount.Name ?? Environment.UserName}";

    public void Note(string instance, string method, string path, int status) => LogCalled(Account, method, path, instance, status);

    [LoggerMessage(6001, LogLevel.Information, "{Account} called {Method} {Path} of '{Instance}': {Status}")]
    private partial void LogCalled(string account, string method, string path, string instance, int status);
}
