using Tentacle.Core.Instances;
using Tentacle.Core.Platform.Programs;
using Tentacle.Core.Services.Control;

namespace Tentacle.Core.Services.Systemd;

/// <summary>Gives files, and directories with all that is in them, to another account.</summary>
internal static class OwnerChange
{
    /// <exception cref="ServiceException">They cannot be given.</exception>
    public static async Task RunAsync(Instance instance, IReadOnlyList<string> paths, UnixAccount account, CancellationToken cancellationToken)
    {
        // chown goes through the tree without following a link that somebody puts there meanwhile.
        string[] arguments = ["--recursive", "--no-dereference", "-P", "--preserve-root", $"{account.User}:{account.Group}", "--"];
        if (await ProgramCall.RunAsync("chown", [.. arguments, .. paths], cancellationToken) is var answer && answer is not { Succeeded: true })
        {
            throw new ServiceException($"The instance '{instance.Name}' could not be given to the account '{account.Name}': {answer?.Reason ?? "there is no program 'chown'"}.");
        }
    }
}
