using Spectre.Console;
using Tentacle.Cli.Invocations;
using Tentacle.Contracts;

namespace Tentacle.Cli.Demo;

/// <summary>What the demo shows: a line a step; colours on a terminal, plain text in a pipe.</summary>
internal sealed class DemoScreen(Terminal terminal)
{
    private readonly IAnsiConsole? _console = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? null : AnsiConsole.Console;
    private int _step;

    public void Step(string text) => Write($"{++_step}. {text}", "bold");

    public void Detail(string text) => Write($"   {text}", "grey");

    public void Log(LogRecord record) => Write($"   | {record.Text}", record.Stream switch
    {
        LogStream.Stderr => "yellow",
        LogStream.Agent => "grey",
        _ => "teal",
    });

    public void Result(string text, bool good) => Write(text, good ? "bold green" : "bold red");

    /// <summary>Text to be copied: never wrapped.</summary>
    public void Copyable(string text) => terminal.Out.WriteLine(text);

    private void Write(string text, string style)
    {
        if (_console is null)
        {
            terminal.Out.WriteLine(text);
        }
        else
        {
            _console.MarkupLine($"[{style}]{Markup.Escape(text)}[/]");
        }
    }
}
