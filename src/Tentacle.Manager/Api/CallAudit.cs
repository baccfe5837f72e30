using Tentacle.Platform.Programs;

namespace Tentacle.Manager.Api;

/// <summary>
/// The audit log of calls through the API page. The agent also records calls that change something, under the account that the Manager sends.
/// </summary>
internal sealed partial class CallAudit(ILogger<CallAudit> logger)
{
    public static readonly string Account = $"manager:{SudoAccount.Name ?? Environment.UserName}";

    public void Record(string instance, string method, string path, int status) => LogCalled(Account, method, path, instance, status);

    [LoggerMessage(7001, LogLevel.Information, "{Account} called {Method} {Path} of '{Instance}': {Status}")]
    private partial void LogCalled(string account, string method, string path, string instance, int status);
}
