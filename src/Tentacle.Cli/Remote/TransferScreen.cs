using System.Globalization;
using Spectre.Console;
using Tentacle.Cli.Invocations;
using Tentacle.Client;

namespace Tentacle.Cli.Remote;

/// <summary>Shows a transfer: on a terminal a bar with rate and remaining time, in a pipe one line at the end.</summary>
internal sealed class TransferScreen(Terminal terminal)
{
    /// <param name="what">The name of the transferred file, for example <c>app.zip</c>.</param>
    /// <param name="verb">The verb of the last line, for example <c>Uploaded</c>.</param>
    public async Task RunAsync(string what, string verb, Func<IProgress<TransferProgress>?, Task<TransferredFile>> transfer)
    {
        var started = terminal.Time.GetTimestamp();
        var file = Console.IsOutputRedirected || terminal.Out != Console.Out ? await transfer(null) : await WithBarAsync(what, transfer);
        var seconds = terminal.Time.GetElapsedTime(started).TotalSeconds;
        terminal.Out.WriteLine(file.WasThere
            ? $"'{file.Path}' is there already with the same content: nothing was transferred. SHA-256 {file.Sha256}"
            : string.Create(CultureInfo.InvariantCulture, $"{verb} '{file.Path}': {file.Length} bytes in {seconds:0.0} s. SHA-256 {file.Sha256}"));
    }

    private static Task<TransferredFile> WithBarAsync(string what, Func<IProgress<TransferProgress>?, Task<TransferredFile>> transfer) =>
        AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => transfer(new Bar(context.AddTask(Markup.Escape(what), autoStart: true))));

    // Progress<T> is not suitable, because it reports later and out of order.
    private sealed class Bar(ProgressTask task) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Total == 0 ? 1 : value.Bytes;
        }
    }
}
