using Tentacle.Testing.Halibut;

namespace Tentacle.Halibut.Tests;

/// <summary>A connection that is served, and the client at its other end.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly LoopbackConnection _connection;

    private Peer(LoopbackConnection connection, Task serving, CancellationTokenSource drain, HalibutClient client)
    {
        _connection = connection;
        Serving = serving;
        Drain = drain;
        Client = client;
    }

    public HalibutClient Client { get; }

    /// <summary>The service side; its stream is closed when it ends, as the owner of a connection does.</summary>
    public Task Serving { get; }

    public CancellationTokenSource Drain { get; }

    /// <summary>A client has dialled.</summary>
    public static async Task<Peer> ListenAsync(FakeServices services, HalibutOptions? options = null)
    {
        var connection = await LoopbackConnection.OpenAsync(TestContext.Current.CancellationToken);
        var drain = new CancellationTokenSource();
        var serving = CloseAfterAsync(
            new HalibutConnection(connection.Listener, services, options ?? new HalibutOptions()).ServeAsync(drain.Token, TestContext.Current.CancellationToken),
            connection.Listener);
        return new Peer(connection, serving, drain, await HalibutClient.DialAsync(connection.Dialler, TestContext.Current.CancellationToken));
    }

    /// <summary>The service has dialled.</summary>
    public static async Task<Peer> PollAsync(FakeServices services, HalibutOptions options)
    {
        var connection = await LoopbackConnection.OpenAsync(TestContext.Current.CancellationToken);
        var drain = new CancellationTokenSource();
        var serving = CloseAfterAsync(
            new HalibutConnection(connection.Dialler, services, options).PollAsync(new Uri("poll://SUB1"), drain.Token, TestContext.Current.CancellationToken),
            connection.Dialler);
        return new Peer(connection, serving, drain, await HalibutClient.AcceptAsync(connection.Listener, TestContext.Current.CancellationToken));
    }

    /// <summary>A call that ends the connection instead of being answered.</summary>
    public async Task FailsAsync<T>(Task call)
        where T : Exception
    {
        await Assert.ThrowsAnyAsync<IOException>(() => call);
        await Assert.ThrowsAsync<T>(() => Serving.WaitAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        _connection.Dispose();
        Drain.Dispose();
    }

    private static async Task CloseAfterAsync(Task serving, Stream stream)
    {
        await using (stream)
        {
            await serving;
        }
    }
}
