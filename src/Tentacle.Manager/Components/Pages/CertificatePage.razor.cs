using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Manager.Api;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model;

namespace Tentacle.Manager.Components.Pages;

/// <summary>The page for the instance's certificate.</summary>
public sealed partial class CertificatePage
{
    private const int MaxPfxLength = 1 << 20;

    private static readonly Dictionary<string, object?> NoCompletion = new() { ["autocomplete"] = "new-password" };

    [Inject]
    public required Downloads Downloads { get; init; }

    private Thumbprint? Own => Thumbprint.TryParse(Now?.Settings?.Tentacle.CertificateThumbprint, null, out var own) ? own : null;

    private bool TakesOverAtOnce { get; set; }

    private byte[]? Pfx { get; set; }

    private string? FileError { get; set; }

    private string Password { get; set; } = "";

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task RenewAsync() => await CommandDialog.ShowAsync(Dialogs, new CommandRequest
    {
        Title = "Make a new certificate",
        Explanation = (Own, TakesOverAtOnce) switch
        {
            (null, _) => null,
            (_, true) => "The present certificate and its private key are replaced and cannot be recovered. "
                + "Servers refuse to connect until they are told the new thumbprint. Trusted servers, jobs and settings stay.",
            _ => "The present certificate is used for another week and forgotten then. The new thumbprint is shown here, and by the agent to every server "
                + "that asks it. Trusted servers, jobs and settings stay.",
        },
        Confirm = "Make a new certificate",
        IsDestructive = Own is not null && TakesOverAtOnce,
        Commands = [Own is null || TakesOverAtOnce ? InstanceCommands.NewCertificate(Name) : InstanceCommands.RotateCertificate(Name)],
    });

    private async Task ExportAsync()
    {
        var file = Downloads.Plan($"{InstanceName.FileNameOf(Name)}.cer.pem");
        await CommandDialog.ShowAsync(Dialogs, new CommandRequest
        {
            Title = "Export the certificate",
            Explanation = "The public part only: it is not a secret.",
            Confirm = "Export",
            Commands = [InstanceCommands.ExportCertificate(Name, file.Path)],
            Makes = file,
        });
    }

    private async Task OnFileAsync(InputFileChangeEventArgs change)
    {
        (Pfx, FileError) = (null, null);
        if (change.File.Size > MaxPfxLength)
        {
            FileError = $"{change.File.Name} has {StatusText.Size(change.File.Size)}, which no certificate has. Choose the PFX file.";
            return;
        }

        using var content = new MemoryStream();
        await using var file = change.File.OpenReadStream(MaxPfxLength);
        await file.CopyToAsync(content);
        Pfx = content.ToArray();
    }

    private async Task ImportAsync()
    {
        if (await CommandDialog.ShowAsync(Dialogs, new CommandRequest
        {
            Title = "Import the certificate",
            Explanation = $"{(Own is null ? "" : "The present certificate and its private key are replaced and cannot be recovered. ")}Servers refuse to "
                + "connect until they are told the new thumbprint. The file and its password go to the command on its standard input, a line each.",
            Confirm = "Import",
            IsDestructive = true,
            Commands = [InstanceCommands.ImportCertificate(Name, Pfx, Password)],
        }))
        {
            Password = "";
        }
    }
}
