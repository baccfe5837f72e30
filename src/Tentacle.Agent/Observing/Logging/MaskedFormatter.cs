using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Tentacle.Contracts;

namespace Tentacle.Agent.Observing.Logging;

/// <summary>
/// Writes one line per event, followed by the indented lines of its exception. Secrets are masked. Text of a peer in a path, a header or a name is
/// escaped, so that it can neither begin a new line nor control the terminal that shows the log.
/// </summary>
internal sealed class MaskedFormatter(CultureInfo culture, LogControl control) : ITextFormatter
{
    private const string Indent = "  ";
    private readonly MessageTemplateTextFormatter _head = new("{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u4} ", culture);
    private readonly MessageTemplateTextFormatter _message = new("{Message:lj}", culture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        _head.Format(logEvent, output);
        using var message = new StringWriter(culture);
        _message.Format(logEvent, message);

        // Mask before escaping, because an escaped secret would not be recognized.
        output.WriteLine(VisibleText.Escape(control.Masked(message.ToString())));
        if (logEvent.Exception is { } exception)
        {
            foreach (var line in control.Masked(exception.ToString()).ReplaceLineEndings("\n").Split('\n'))
            {
                output.WriteLine(Indent + VisibleText.Escape(line));
            }
        }
    }
}
