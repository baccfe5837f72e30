using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>Certificates in and out, the support bundle, and an instance that is deleted with all it has.</summary>
public sealed class IdentitySpecs(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_export_the_certificate_without_its_key()
    {
        var page = await fixture.OpenAsync("instance/Web01/certificate");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export without the private key…" }).ClickAsync();

        var pem = await File.ReadAllTextAsync(await RunAndDownloadAsync(page, "Export", "web01.cer.pem"), Cancel);

        using var certificate = X509Certificate2.CreateFromPem(pem);
        Assert.Equal(fixture.Instance.Thumbprint, certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256));
        Assert.DoesNotContain("PRIVATE", pem, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_change_the_certificate_without_an_outage()
    {
        await using var world = await TemporaryInstance.StartAsync(Cancel, fixture.Server.Thumbprint);
        await using var manager = await RunningManager.StartAsync(world, Cancel);
        var page = await fixture.OpenStrangerAsync();
        await page.GotoAsync("file://" + manager.ForwardingFile);
        await page.GetByRole(AriaRole.Link, new() { Name = "Certificate" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a new certificate…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator(".script pre")).ToHaveTextAsync("tentacle new-certificate --instance Tentacle --overlap 7d");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a new certificate" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        using var server = world.Connect(fixture.Server);
        var told = await server.DescribeAsync(Cancel);
        Assert.Equal(world.Thumbprint, told.Certificate.Thumbprint.Value);
        await Expect(page.GetByLabel($"next SHA-256 thumbprint {told.NextCertificate!.Thumbprint}")).ToBeVisibleAsync();
        await Expect(page.GetByLabel($"next SHA-1 thumbprint {told.NextCertificate.Sha1Thumbprint}")).ToBeVisibleAsync();
        await Expect(page.GetByText($"It takes over by itself on {told.NextCertificate.PresentedFrom:yyyy-MM-dd}.")).ToBeVisibleAsync();
        await page.EvaluateAsync("scrollTo(0, 0)");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("certificate-next-light"), FullPage = true });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_download_a_support_bundle()
    {
        var page = await fixture.OpenAsync("instance/Web01/diagnostics");
        await page.GetByRole(AriaRole.Button, new() { Name = "Support bundle…" }).ClickAsync();

        using var bundle = ZipFile.OpenRead(await RunAndDownloadAsync(page, "Make it", "tentacle-diagnostics-web01.zip"));

        Assert.Superset(new HashSet<string> { "settings.json", "health.json", "machine.txt" }, bundle.Entries.Select(entry => entry.FullName).ToHashSet());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_import_a_certificate_and_then_delete_the_instance_with_its_files()
    {
        await using var world = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { Name = "Moved" }, Cancel);
        await using var manager = await RunningManager.StartAsync(world, Cancel);
        using var directory = new TemporaryDirectory();
        using var identity = TestCertificate.CreateRsa("CN=Moved here");
        var page = await fixture.OpenStrangerAsync();
        await page.GotoAsync("file://" + manager.ForwardingFile);
        await page.GetByRole(AriaRole.Link, new() { Name = "Certificate" }).ClickAsync();
        await Expect(page.Locator("#pfx")).ToBeEnabledAsync();
        await page.Locator("#pfx").SetInputFilesAsync(identity.WritePfx(directory.Path, "s3cret-pfx"));
        await page.Locator("#pfx-password").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import the certificate…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator(".script pre")).ToHaveTextAsync("tentacle import-certificate --instance Moved --from-base64 - --pfx-password -");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("password");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await page.Locator("#pfx-password").FillAsync("s3cret-pfx");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import the certificate…" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Expect(dialog.GetByText("Done.")).ToBeVisibleAsync();
        await Expect(dialog).Not.ToContainTextAsync("s3cret-pfx");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(page.GetByLabel($"SHA-256 thumbprint {identity.Thumbprint}")).ToBeVisibleAsync();

        await File.WriteAllTextAsync(Path.Combine(world.Home, "mine.txt"), "not the agent's", Cancel);
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete this instance" }).ClickAsync();
        await page.GetByLabel("Delete them.").CheckAsync();
        await Expect(page.Locator(".script pre")).ToHaveTextAsync("tentacle delete-instance --instance Moved --delete-home");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete the instance…" })).ToBeDisabledAsync();
        await page.Locator("#confirmation").FillAsync("Moved");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the instance…" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete the instance" }).ClickAsync();
        await Expect(dialog.Locator(".console")).ToContainTextAsync($"What else was in {world.Home} is kept.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("Set up a Tentacle on this machine");
        Assert.False(File.Exists(world.SettingsFile));
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(world.Home).Select(Path.GetFileName));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("first-start-light") });
        await page.Context.CloseAsync();
    }

    private static async Task<string> RunAndDownloadAsync(IPage page, string confirm, string name)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = confirm }).ClickAsync();
        var link = dialog.GetByRole(AriaRole.Link, new() { Name = $"Download {name}" });
        await Expect(link).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        Assert.Equal(name, download.SuggestedFilename);
        return await download.PathAsync();
    }
}
