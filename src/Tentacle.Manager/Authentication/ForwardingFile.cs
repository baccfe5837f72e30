using System.Text;
using Tentacle.Instances;
using Tentacle.Platform.Programs;

namespace Tentacle.Manager.Authentication;

/// <summary>
/// An HTML file that only its owner can read and that redirects the browser to the Manager with the token. An address on the browser's command line would be
/// visible in the list of processes. Until a browser connects, the file gets a new token before the old one expires.
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

    /// <summary>Renews the token in the file until a browser has used it, then deletes the file.</summary>
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
            // The Manager is stopping. Dispose deletes the file.
        }

        Dispose();
    }

    // The directory is empty when the account becomes its owner. A file that root writes later is given to the account before it gets its final name.
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
            // A browser has connected, and the directory was deleted then.
        }
    }
}
