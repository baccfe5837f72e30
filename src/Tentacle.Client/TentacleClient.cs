using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

/// <summary>
/// A Tentacle as a server sees it. Calls are safe to repeat, because the caller chooses a job's ticket, so network errors are tried again.
/// <code>
/// using var tentacle = TentacleClient.Connect(new TentacleClientOptions
/// {
///     Address = new Uri("https://web01:10933"), AgentThumbprint = Thumbprint.Parse("…"), Certificate = certificate,
/// });
/// var job = await tentacle.SubmitAsync(JobTicket.Parse("deploy-42"), new JobRequest { Script = new JobScript { Bash = "echo hello" } });
/// await foreach (var (record, _) in tentacle.FollowLogAsync(job.Ticket))
/// {
///     Console.WriteLine(record.Text);
/// }
/// </code>
/// </summary>
public sealed partial class TentacleClient : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(300);
    private readonly AgentCalls _calls;
    private readonly AgentPeer _peer;

    private TentacleClient(HttpClient http, AgentPeer peer) => (_calls, _peer) = (new AgentCalls(http, peer), peer);

    /// <summary>Creates a client for a listening agent. It connects on the first call.</summary>
    public static TentacleClient Connect(TentacleClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TentacleClient(AgentTransport.OverTls(options), new AgentPeer(options.Address.ToString(), options.RetryBudget, options.Time)
        {
            Certificate = options.Certificate,
            FirstContactBudget = options.FirstContactBudget ?? options.RetryBudget,
        });
    }

    /// <summary>Creates a client for the agent on this machine, over the socket in the agent's home.</summary>
    public static TentacleClient OverLocalSocket(string path) =>
        new(AgentTransport.OverLocalSocket(path), new AgentPeer("The agent's local socket", TimeSpan.Zero, TimeProvider.System));

    /// <summary>Creates a client over another transport. The handler owns the connections, and keeps them when the client is disposed.</summary>
    internal static TentacleClient Over(HttpMessageHandler handler, AgentPeer peer) => new(AgentTransport.Over(handler), peer);

    /// <summary>Gets the identity and the capabilities of the agent.</summary>
    public Task<AgentDescription> DescribeAsync(CancellationToken cancellationToken = default) =>
        GetAsync(ApiRoutes.Root, ApiJson.Default.AgentDescription, null, cancellationToken);

    /// <summary>Submits a job. Repeating the call with the same content does not run it twice.</summary>
    /// <param name="ticket">The job's name, chosen by the caller.</param>
    /// <param name="request">The definition of the job.</param>
    /// <param name="files">Files that are streamed to the job's working directory. Each is opened again when the call is repeated.</param>
    /// <param name="sent">Receives the number of bytes read from the file that is being sent.</param>
    /// <param name="cancellationToken">Ends the call, never the job.</param>
    /// <exception cref="TentacleProblemException">The agent rejected the job.</exception>
    public async Task<Job> SubmitAsync(
        JobTicket ticket,
        JobRequest request,
        IReadOnlyList<FileInfo>? files = null,
        IProgress<long>? sent = null,
        CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(HttpMethod.Put, ApiRoutes.Job(ticket), m => m.Content = Content(request, files, sent), cancellationToken);
        return await AgentCalls.ReadAsync(response, ApiJson.Default.Job, cancellationToken);
    }

    /// <summary>Predicts the result of a request and creates nothing.</summary>
    public async Task<JobPreflight> PreflightAsync(JobRequest request, CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(
            HttpMethod.Post,
            ApiRoutes.Jobs + "?dryRun=true",
            m => m.Content = JsonContent.Create(request, ApiJson.Default.JobRequest),
            cancellationToken);
        return await AgentCalls.ReadAsync(response, ApiJson.Default.JobPreflight, cancellationToken);
    }

    /// <summary>Lists the deployments, newest first.</summary>
    /// <param name="environment">Restricts the list to this environment; null lists all.</param>
    /// <param name="id">Restricts the list to this package; null lists all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Deployment> ListDeploymentsAsync(string? environment = null, string? id = null, CancellationToken cancellationToken = default) =>
        new AgentList<DeploymentList, Deployment>(_calls, ApiJson.Default.DeploymentList, page => page.Items, page => page.Next)
            .ReadAsync($"{ApiRoutes.Deployments}?limit=100{Query("environment", environment)}{Query("id", id)}", cancellationToken);

    /// <summary>Gets the current state of a job.</summary>
    public Task<Job> GetJobAsync(JobTicket ticket, CancellationToken cancellationToken = default) =>
        GetAsync(ApiRoutes.Job(ticket), ApiJson.Default.Job, null, cancellationToken);

    /// <summary>Waits until the job is complete.</summary>
    public async Task<Job> WaitAsync(JobTicket ticket, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var job = await GetAsync(ApiRoutes.Job(ticket), ApiJson.Default.Job, MaxWait, cancellationToken);
            if (job.State == JobState.Complete)
            {
                return job;
            }
        }
    }

    /// <summary>Lists all jobs, newest first.</summary>
    public IAsyncEnumerable<Job> ListJobsAsync(JobState? state = null, CancellationToken cancellationToken = default) =>
        new AgentList<JobList, Job>(_calls, ApiJson.Default.JobList, page => page.Items, page => page.Next)
            .ReadAsync(
                $"{ApiRoutes.Jobs}?limit=100{Query("state", state is null ? null : JsonNamingPolicy.CamelCase.ConvertName(state.Value.ToString()))}",
                cancellationToken);

    /// <summary>Cancels a job. It may use its grace period before it ends.</summary>
    public async Task<Job> CancelAsync(JobTicket ticket, CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(HttpMethod.Post, ApiRoutes.JobCancel(ticket), null, cancellationToken);
        return await AgentCalls.ReadAsync(response, ApiJson.Default.Job, cancellationToken);
    }

    /// <summary>Deletes a complete job with its workspace and log. Its ticket stays reserved for a while.</summary>
    public async Task ForgetAsync(JobTicket ticket, CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(HttpMethod.Delete, ApiRoutes.Job(ticket), null, cancellationToken);
    }

    /// <summary>
    /// Reads the job's log from a cursor to its last record, while it is written. After a broken connection it continues at the current position: no record is
    /// missing or repeated.
    /// </summary>
    /// <param name="ticket">The job.</param>
    /// <param name="after">The cursor to start after; 0 is the beginning.</param>
    /// <param name="follow">False ends at the current end of the log.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public async IAsyncEnumerable<LogEntry> FollowLogAsync(
        JobTicket ticket,
        long after = 0,
        bool follow = true,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var cursor = after;
        var ended = false;
        while (!ended)
        {
            using var response = await _calls.OpenAsync(
                $"{ApiRoutes.JobLog(ticket)}?after={cursor}&follow={(follow ? "true" : "false")}",
                m => m.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(ApiHeaders.NdJson)),
                cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var reader = new LogRecordReader(body, cursor);
            while (true)
            {
                bool more;
                try
                {
                    more = await reader.ReadAsync(cancellationToken);
                }
                catch (Exception e) when (CallRetry.IsNetworkError(e) && !cancellationToken.IsCancellationRequested)
                {
                    break;
                }

                if (!more)
                {
                    // An agent that stops also ends the answer normally. Only the job's state shows whether the log is complete.
                    ended = !follow || await IsAllAsync(ticket, cursor, cancellationToken);
                    break;
                }

                while (reader.TryTake(out var entry))
                {
                    cursor = entry.Cursor;
                    yield return entry;
                }
            }
        }
    }

    public void Dispose() => _calls.Dispose();

    private async Task<bool> IsAllAsync(JobTicket ticket, long cursor, CancellationToken cancellationToken) =>
        await GetJobAsync(ticket, cancellationToken) is { State: JobState.Complete } job && job.Log.Bytes <= cursor;

    private static string Query(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static HttpContent Content(JobRequest request, IReadOnlyList<FileInfo>? files, IProgress<long>? sent)
    {
        var json = JsonContent.Create(request, ApiJson.Default.JobRequest);
        if (files is null or { Count: 0 })
        {
            return json;
        }

        var parts = new MultipartFormDataContent { { json, "job" } };
        foreach (var file in files)
        {
            parts.Add(new StreamContent(new ReportingStream(file.OpenRead(), sent)), "file", file.Name);
        }

        return parts;
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, TimeSpan? wait, CancellationToken cancellationToken)
    {
        using var response = await _calls.SendAsync(HttpMethod.Get, path, m => Prefer(m, wait), cancellationToken);
        return await AgentCalls.ReadAsync(response, type, cancellationToken);
    }

    private static void Prefer(HttpRequestMessage message, TimeSpan? wait)
    {
        if (wait is { } time)
        {
            message.Headers.Add(ApiHeaders.Prefer, $"wait={time.TotalSeconds:0}");
        }
    }
}
