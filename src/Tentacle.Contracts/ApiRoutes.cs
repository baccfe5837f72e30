namespace Tentacle.Contracts;

/// <summary>The routes of the REST API, version 1.</summary>
public static class ApiRoutes
{
    public const string Root = "/api/v1";
    public const string OpenApi = Root + "/openapi.json";
    public const string Livez = Root + "/livez";
    public const string Readyz = Root + "/readyz";
    public const string Health = Root + "/health";
    public const string Metrics = Root + "/metrics";
    public const string RefusedConnections = Root + "/refused-connections";
    public const string ReloadSettings = Root + "/settings/reload";
    public const string Jobs = Root + "/jobs";
    public const string Deployments = Root + "/deployments";
    public const string Tools = Root + "/tools";
    public const string Drain = Root + "/drain";
    public const string Files = Root + "/files";
    public const string Uploads = Root + "/uploads";

    public static string Job(JobTicket ticket) => $"{Jobs}/{ticket}";

    public static string JobLog(JobTicket ticket) => $"{Jobs}/{ticket}/log";

    public static string JobScript(JobTicket ticket) => $"{Jobs}/{ticket}/script";

    public static string JobCancel(JobTicket ticket) => $"{Jobs}/{ticket}/cancel";

    public static string Tool(string name, string version) => $"{Tools}/{Uri.EscapeDataString(name)}/{Uri.EscapeDataString(version)}";

    public static string JobFiles(JobTicket ticket) => $"{Jobs}/{ticket}/files";

    public static string File(string path) => $"{Files}?path={Uri.EscapeDataString(path)}";

    public static string Upload(string id) => $"{Uploads}/{id}";
}
