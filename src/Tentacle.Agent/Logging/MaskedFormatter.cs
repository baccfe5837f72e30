using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Tentacle.Agent.Logging;

/// <summary>Text as the template has it, with secrets hidden, exceptions' texts included.</summary>
internal sealed class MaskedFormatter(string template, CultureInfo culture, LogControl control) : ITextFormatter
{
    private readonly MessageTemplateTextFormatter _plain = new(template, culture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var text = new StringWriter(culture);
        _plain.Format(logEvent, text);
        output.Write(control.Masked(text.ToString()));
    }
}
