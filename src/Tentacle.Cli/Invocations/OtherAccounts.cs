using Tentacle.Instances;

namespace Tentacle.Cli.Invocations;

/// <summary>The message for root about an instance of another account.</summary>
internal static class OtherAccounts
{
    /// <param name="instance">The instance.</param>
    /// <param name="account">The account that owns the instance.</param>
    /// <param name="consequence">The rejected action, as the end of the first sentence.</param>
    public static string Refusal(Instance instance, string account, string consequence)
    {
        var option = instance.IsListed ? $"--instance \"{instance.Name}\"" : $"--config \"{instance.SettingsPath}\"";
        return $"The instance '{instance.Name}' ({instance.SettingsPath}) belongs to the account '{account}', {consequence}. "
            + $"Install it as a service that runs as that account: tentacle service {option} --install --start --username {account}; "
            + $"or run it as that account: sudo -u {account} tentacle run {option}"
            + (instance.IsListed ? $"; or make it the machine's: tentacle create-instance {option} --take-over." : ".");
    }
}
