using Tentacle.Contracts;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model.Forms;

namespace Tentacle.Manager.Components.Pages;

/// <summary>The trusted servers and the rejected peers, with the actions to trust one.</summary>
public sealed partial class ConnectionsPage
{
    private IReadOnlyList<RefusedConnection> Strangers => [.. (Now?.Refused ?? []).Where(refused => !Now!.Trusts(refused))];

    private string Typed { get; set; } = "";

    private Thumbprint? Parsed { get; set; }

    private string? Error { get; set; }

    private static string Help => "40 or 64 hexadecimal digits. Spaces and colons do not matter.";

    private static string Tries(int count) => count == 1 ? "once," : $"{count:N0} times, most recently";

    private static string Kind(Thumbprint thumbprint) => thumbprint.IsSha1 ? "SHA-1" : "SHA-256";

    private void OnTyped(string typed)
    {
        Typed = typed;
        Parsed = Thumbprint.TryParse(typed, null, out var thumbprint) ? thumbprint : null;
        Error = typed.Length == 0 ? null
            : Parsed is null ? ThumbprintHint.Wrong(typed)
            : Now?.Trusted.Any(server => server.Thumbprint == Parsed) == true ? "This server is trusted already."
            : null;
    }

    private async Task AddAsync()
    {
        if (Parsed is { } thumbprint && await CommandDialog.ShowAsync(Dialogs, new CommandRequest
        {
            Title = "Trust this server",
            Explanation = "From now on it may run anything on this machine. The running agent takes it over at once.",
            Confirm = "Trust this server",
            Commands = [InstanceCommands.Trust(Name, thumbprint)],
        }))
        {
            OnTyped("");
        }
    }

    private async Task RemoveAsync(TrustedServer server) => await CommandDialog.ShowAsync(Dialogs, new CommandRequest
    {
        Title = "Remove this server",
        Explanation = $"{(server.Address is { } address ? $"It is no longer polled at {address}" : "It can no longer connect")}, and its open connections "
            + "are closed. Jobs that it submitted run on; nothing on the disk is touched.",
        Confirm = "Remove the server",
        IsDestructive = true,
        Commands = [InstanceCommands.RemoveTrust(Name, server.Thumbprint)],
    });

    private async Task TrustAsync(RefusedConnection refused) => await TrustDialog.ShowAsync(Dialogs, Name, refused);
}
