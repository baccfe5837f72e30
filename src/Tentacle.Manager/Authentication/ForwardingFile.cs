using System.Text;
using Tentacle.Core.Instances;
using Tentacle.Core.Platform.Programs;

namespace Tentacle.Manager.Authentication;

/// <summary>
/// An HTML file that only its owner can read and that sends the browser to us with the token: an address given to the browser itself would show in the
/// list of processes. Until a browser has come it is renewed with a new token before the old one ends.
/// </summary>
internal sealed class ForwardingFile(AllowedOrigins origins, OneTimeToken token, Session session, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BetweenRenewals = OneTimeToken.Lifetime - TimeSpan.FromSeconds(10);
    private readonly string _directory = MakeDirectory();

    public string FilePath => Path.Combine(_directory, "open-tentacle-manager.html");

    public void Write()
    {
        var address = new Uri(origins.Preferred, $"{SessionGate.StartPath}?token={token.Issue()}");
        var html = $"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Tentacle Manager</title><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url={address}"></head><body><a href="{address}">Open the Tentacle Manager</a></body></html>""";
        OwnedFile.Replace(FilePath, Encoding.UTF8.GetBytes(html));
    }

    /// <summary>Keeps the file fresh until a browser has used it, then deletes it.</summary>
    public async Task KeepFreshAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenRenewals, time);
        try
        {
            while (!session.Begun.IsCompleted)
            {
                await Task.WhenAny(session.Begun, timer.WaitForNextTickAsync(cancellationToken).AsTask());
                cancellationToken.ThrowIfCancellationRequested();
                if (!session.Begun.IsCompleted)
                {
                    Write();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The Manager ends; Dispose deletes the file.
        }

        Dispose();
    }

    // Empty when it is given away: what root writes into it later belongs to that account before it has its name.
    private static string MakeDirectory()
    {
        var directory = Directory.CreateTempSubdirectory("tentacle-manager-").FullName;
        SudoAccount.Give(directory);
        return directory;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // A browser came, and it was deleted then.
        }
    }
}
