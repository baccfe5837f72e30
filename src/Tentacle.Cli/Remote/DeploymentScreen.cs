using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tentacle.Cli.Invocations;
using Tentacle.Contracts;

namespace Tentacle.Cli.Remote;

/// <summary>Shows the log and the progress of a deployment job. On a terminal the progress is one changing line, in a pipe one line per ten percent.</summary>
internal sealed partial class DeploymentScreen(Terminal terminal)
{
    private const int BarWidth = 30;
    private const int PipeStep = 10;
    private readonly bool _isTerminal = terminal.Error == Console.Error && !Console.IsErrorRedirected;
    private readonly JobLogPrinter _printer = new(terminal);
    private int _shown = -1;
    private string _step = "";

    /// <summary>Receives the progress of the upload.</summary>
    public IProgress<long> Sending(long length) => new Upload(this, Math.Max(1, length));

    public void Print(LogRecord record)
    {
        if (Message().Match(record.Text) is { Success: true } message && TryDecode(message, out var percent, out var step))
        {
            Show(percent, step);
            return;
        }

        Clear();
        _printer.Print(record);
    }

    private static bool TryDecode(Match message, out int percent, out string step)
    {
        try
        {
            step = Encoding.UTF8.GetString(Convert.FromBase64String(message.Groups["message"].Value));
            return int.TryParse(
                Encoding.UTF8.GetString(Convert.FromBase64String(message.Groups["percent"].Value)),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out percent);
        }
        catch (FormatException)
        {
            (percent, step) = (0, "");
            return false;
        }
    }

    private void Show(int percent, string step)
    {
        if (_isTerminal)
        {
            var filled = Math.Clamp(percent, 0, 100) * BarWidth / 100;
            terminal.Error.Write($"\r{new string('#', filled)}{new string('.', BarWidth - filled)} {percent,3} % {step}\u001b[K{(percent == 100 ? "\n" : "")}");
            terminal.Error.Flush();
        }
        else if (step != _step || percent / PipeStep != _shown / PipeStep)
        {
            terminal.Error.WriteLine($"{percent,3} % {step}");
        }

        (_shown, _step) = (percent, step);
    }

    private void Clear()
    {
        if (_isTerminal && _shown is >= 0 and < 100)
        {
            terminal.Error.Write("\r\u001b[K");
        }
    }

    [GeneratedRegex(@"^##octopus\[progress percentage='(?<percent>[^']*)' message='(?<message>[^']*)'\]$")]
    private static partial Regex Message();

    // Progress<T> is not suitable, because it reports later and out of order.
    private sealed class Upload(DeploymentScreen screen, long length) : IProgress<long>
    {
        private int _last = -1;

        public void Report(long value)
        {
            if ((int)(value * 100 / length) is var percent && percent != _last)
            {
                _last = percent;
                screen.Show(percent, "Uploading");
            }
        }
    }
}
