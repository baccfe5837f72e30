using System.Globalization;
using Tentacle.Platform.Programs;
using Tentacle.Services.Control;

namespace Tentacle.Services.Systemd;

/// <summary>An account of this machine, from any source of accounts that the machine uses.</summary>
internal sealed record UnixAccount(string Name, uint User, uint Group)
{
    public bool IsRoot => User == 0;

    /// <exception cref="ServiceException">The account does not exist.</exception>
    public static async Task<UnixAccount> GetAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await ProgramCall.RunAsync("getent", ["passwd", "--", name], cancellationToken);
        return answer is { Succeeded: true } && answer.Output.Trim().Split(':') is { Length: >= 4 } fields
            ? new UnixAccount(fields[0], uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture))
            : throw new ServiceException(
                $"There is no account '{name}' on this machine. Create it, for example with 'useradd --system --create-home {name}', or name another with "
                + "--username.");
    }
}
