using Spectre.Console;
using Tentacle.Cli.Invocations;
using Tentacle.Contracts;

namespace Tentacle.Cli.Demo;

/// <summary>The output of the demo, one line per step: colours and hanging indents on a terminal, plain text in a pipe.</summary>
internal sealed class DemoScreen(Terminal terminal)
{
    private const int Indent = 3;
    private readonly IAnsiConsole? _console = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
        ? null
        : AnsiConsole.Console;
    private int _step;

    public void Step(string text)
    {
        var number = $"{++_step}.";
        if (_console is null)
        {
            terminal.Out.WriteLine($"{number} {text}");
            return;
        }

        var line = new Grid().AddColumn(new GridColumn().Width(Indent - 1).Padding(0, 0, 1, 0)).AddColumn(new GridColumn().Padding(0, 0));
        _console.Write(line.AddRow(new Text(number, Style.Parse("bold teal")), new Text(text, Style.Parse("bold"))));
    }

    public void Detail(string text) => WriteIndented(text, "grey");

    public void Log(LogRecord record) => WriteIndented($"| {record.Text}", record.Stream switch
    {
        LogStream.Stderr => "yellow",
        LogStream.Agent => "grey",
        _ => "teal",
    });

    public void Result(string text, bool good)
    {
        if (_console is null)
        {
            terminal.Out.WriteLine(text);
        }
        else
        {
            _console.MarkupLine($"[{(good ? "bold green" : "bold red")}]{Markup.Escape(text)}[/]");
        }
    }

    /// <summary>Writes text to be copied, which is never wrapped.</summary>
    public void Copyable(string text) => terminal.Out.WriteLine(text);

    private void WriteIndented(string text, string style)
    {
        if (_console is null)
        {
            terminal.Out.WriteLine(new string(' ', Indent) + text);
        }
        else
        {
            _console.Write(new Padder(new Text(text, Style.Parse(style)), new Padding(Indent, 0, 0, 0)));
        }
    }
}
