using System.Text;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Platform.Processes;

namespace Tentacle.Core.Jobs.Submissions;

/// <summary>Validates a request and reports all errors together, by member. An error never contains a value that may be secret.</summary>
public static class JobRequestValidator
{
    /// <summary>Maximum length in UTF-8 bytes of an argument, and of the name and value of a variable with the equals sign between them.</summary>
    public const int MaxStringBytes = ProcessLimits.MaxStringLength - 1;

    // The limit of Windows for a variable in characters, including its name.
    private const int MaxWindowsVariable = 32_767;

    private const int MaxGraceSeconds = 3600;
    private const int MinSensitiveLength = 4;
    private const int MaxNameLength = 200;
    private const int MaxLabels = 64;

    /// <summary>Validates a request. The list is empty when nothing is wrong.</summary>
    /// <param name="files">The files that were sent with the request. Null omits the check that an upload exists.</param>
    public static IReadOnlyList<ProblemError> Validate(JobRequest request, StagedFiles? files = null)
    {
        List<ProblemError> errors =
        [
            .. What(request),
            .. Script(request.Script),
            .. JobPackageValidator.Validate(request, files),
            .. Arguments(request.Arguments),
            .. Environment(request.Environment),
            .. Files(request.Files),
            .. Limits(request),
            .. SensitiveValues(request.SensitiveValues),
            .. Labels(request),
        ];
        return errors;
    }

    private static IEnumerable<ProblemError> What(JobRequest request)
    {
        var hasScript = request.Script.ByShell().Any();
        var others = (request.Package is null ? 0 : 1) + (request.Redeploy is null ? 0 : 1);
        if (!hasScript && others == 0)
        {
            yield return new("/script", "There is no script. Give at least one of bash, sh, powershell, pwsh, cmd, python, or a package to deploy.");
        }

        if ((hasScript ? 1 : 0) + others > 1)
        {
            yield return new("", "A job does one thing. Give only one of 'script', 'package' and 'redeploy'.");
        }
    }

    private static IEnumerable<ProblemError> Script(JobScript script)
    {
        foreach (var (shell, text) in script.ByShell())
        {
            if (text.Contains('\0'))
            {
                yield return new($"/script/{shell}", "A script cannot contain a NUL character. Remove it.");
            }
        }
    }

    private static IEnumerable<ProblemError> Arguments(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (StringError("argument", arguments[i], 0) is { } error)
            {
                yield return new($"/arguments/{i}", error);
            }
        }
    }

    private static IEnumerable<ProblemError> Environment(IReadOnlyDictionary<string, string> environment)
    {
        foreach (var (name, value) in environment)
        {
            var pointer = $"/environment/{Escape(name)}";
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
            {
                yield return new(pointer, $"'{name}' cannot be the name of an environment variable: it is empty or contains '=' or NUL.");
            }

            if (VariableError(name, value) is { } error)
            {
                yield return new(pointer, error);
            }
        }
    }

    private static IEnumerable<ProblemError> Files(IReadOnlyList<JobFile> files)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < files.Count; i++)
        {
            if (!WorkspacePath.TryNormalize(files[i].Name, out var name))
            {
                yield return new($"/files/{i}/name", $"'{files[i].Name}' cannot be the name of a file of a job. {WorkspacePath.Rule}");
            }
            else if (!names.Add(name))
            {
                yield return new(
                    $"/files/{i}/name",
                    $"'{files[i].Name}' appears twice (upper and lower case are not distinguished). Give each file a name of its own.");
            }
        }
    }

    private static IEnumerable<ProblemError> Limits(JobRequest request)
    {
        if (request.TimeoutSeconds < 0)
        {
            yield return new("/timeoutSeconds", $"{request.TimeoutSeconds} is not a duration. Give seconds, or 0 for no limit.");
        }

        if (request.CancelGraceSeconds is < 0 or > MaxGraceSeconds)
        {
            yield return new("/cancelGraceSeconds", $"{request.CancelGraceSeconds} is out of range. Give 0 to {MaxGraceSeconds} seconds.");
        }

        if (request.Isolation.TimeoutSeconds < 0)
        {
            yield return new("/isolation/timeoutSeconds", $"{request.Isolation.TimeoutSeconds} is not a duration. Give seconds, or 0 to wait for ever.");
        }

        if (request.Isolation.Name is { Length: 0 or > MaxNameLength } name)
        {
            yield return new("/isolation/name", $"The name has {name.Length} characters. Give 1 to {MaxNameLength}.");
        }
    }

    private static IEnumerable<ProblemError> SensitiveValues(IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].Length < MinSensitiveLength)
            {
                yield return new(
                    $"/sensitiveValues/{i}",
                    $"The value is shorter than {MinSensitiveLength} characters: masking it would blot out half the log. Leave it out or use a longer one.");
            }
        }
    }

    private static IEnumerable<ProblemError> Labels(JobRequest request)
    {
        if (request.TaskId is { Length: > MaxNameLength })
        {
            yield return new("/taskId", $"The task id has {request.TaskId.Length} characters. Give at most {MaxNameLength}.");
        }

        if (request.Labels.Count > MaxLabels)
        {
            yield return new("/labels", $"There are {request.Labels.Count} labels. Give at most {MaxLabels}.");
        }

        foreach (var (name, value) in request.Labels)
        {
            if (name.Length is 0 or > MaxNameLength || value.Length > MaxNameLength)
            {
                yield return new($"/labels/{Escape(name)}", $"A label's name has 1 to {MaxNameLength} characters, its value at most {MaxNameLength}.");
            }
        }
    }

    /// <summary>The reason why a variable cannot be in the environment of a program. Null when it can.</summary>
    internal static string? VariableError(string name, string value) =>
        OperatingSystem.IsWindows() && name.Length + value.Length + 1 > MaxWindowsVariable
            ? $"Name and value have {name.Length + value.Length + 1} characters; Windows lets a variable have {MaxWindowsVariable}. "
                + "Put the value into a file of the job."
            : StringError("value", value, Encoding.UTF8.GetByteCount(name) + 1);

    /// <param name="what">The kind of the text, for the message.</param>
    /// <param name="value">The text.</param>
    /// <param name="before">Number of bytes before it in the same string.</param>
    private static string? StringError(string what, string value, int before)
    {
        var most = MaxStringBytes - before;
        return value.Contains('\0') ? $"The {what} contains a NUL character, which no program can be given. Remove it."
            : Encoding.UTF8.GetByteCount(value) > most ? $"The {what} has {Encoding.UTF8.GetByteCount(value)} bytes; "
                + $"{Math.Max(0, most)} are the most that a program can be given here. Put it into a file of the job."
            : null;
    }

    /// <summary>A member's name as one step of a JSON pointer (RFC 6901).</summary>
    public static string Escape(string member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }
}
