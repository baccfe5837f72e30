using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Tentacle.Instances;
using Tentacle.Services.Control;
using static Tentacle.Services.Windows.ServiceManagerFunctions;

namespace Tentacle.Services.Windows;

/// <summary>Services under the Windows service control manager.</summary>
[SupportedOSPlatform("windows")]
public sealed class WindowsServiceControl(TimeProvider time) : IServiceControl
{
    private const int Tries = 5;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    public string NameOf(Instance instance) => ServiceName.OnWindows(instance);

    public Task<InstalledService?> FindAsync(Instance instance, CancellationToken cancellationToken) => Task.FromResult(Find(NameOf(instance)));

    public Task<IReadOnlyList<string>> InstallAsync(ServiceDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var order = WindowsServiceOrder.Compose(definition);
        var said = new List<string>();
        if (order.Account is { } account && WindowsAccount.NeedsRight(account))
        {
            said.Add($"Granting log on as a service right to {account}");
            LogonRight.Grant(account);
        }

        if (order.Account is { } owner && owner != WindowsAccount.LocalSystem)
        {
            said.Add(WindowsInstanceAccess.Grant(definition.Instance, owner));
        }

        using var manager = Manager(Connect | CreateService, "Installing", order.Name);
        using var existing = OpenServiceW(manager, order.Name, AllOfService);
        if (existing.IsInvalid && Marshal.GetLastPInvokeError() is var code and not WindowsServiceErrors.DoesNotExist)
        {
            throw WindowsServiceErrors.Create(code, "Opening", order.Name, "SERVICE_CHANGE_CONFIG");
        }

        using var created = existing.IsInvalid ? Create(manager, order) : null;
        if (created is null)
        {
            Change(existing, order);
        }

        if (!Describe(created ?? existing))
        {
            said.Add(
                $"Warning: not all of the description, the delayed start and the recovery of the service '{order.Name}' could be set. "
                + "Set them in services.msc.");
        }

        return Task.FromResult<IReadOnlyList<string>>(said);
    }

    public Task UninstallAsync(Instance instance, CancellationToken cancellationToken)
    {
        var name = NameOf(instance);
        using var manager = Manager(Connect, "Removing", name);
        using var service = OpenServiceW(manager, name, Delete);
        var code = service.IsInvalid || !DeleteService(service) ? Marshal.GetLastPInvokeError() : 0;

        // A service that is marked for deletion is removed when its last handle is closed.
        return code is 0 or WindowsServiceErrors.DoesNotExist or WindowsServiceErrors.MarkedForDelete
            ? Task.CompletedTask
            : throw WindowsServiceErrors.Create(code, "Removing", name, "DELETE");
    }

    public async Task StartAsync(Instance instance, CancellationToken cancellationToken)
    {
        var name = NameOf(instance);
        using var service = Open(name, Start | QueryStatus, "Starting", "SERVICE_START");
        for (var tries = 1; !StartServiceW(service, 0, 0); tries++)
        {
            var code = Marshal.GetLastPInvokeError();
            if (code == WindowsServiceErrors.AlreadyRunning)
            {
                break;
            }

            if (tries == Tries || !WindowsServiceErrors.IsPassing(code))
            {
                throw WindowsServiceErrors.Create(code, "Starting", name, "SERVICE_START");
            }

            // The service control manager is busy after a boot. The delay increases with each try.
            await Task.Delay(TimeSpan.FromSeconds(tries * tries), time, cancellationToken);
        }

        await WaitForAsync(service, ServiceState.Running, "Starting", name, cancellationToken);
    }

    public async Task StopAsync(Instance instance, CancellationToken cancellationToken)
    {
        var name = NameOf(instance);
        using var service = Open(name, Stop | QueryStatus, "Stopping", "SERVICE_STOP");
        if (!ControlService(service, ControlStop, out _) && Marshal.GetLastPInvokeError() is var code and not WindowsServiceErrors.NotActive)
        {
            throw WindowsServiceErrors.Create(code, "Stopping", name, "SERVICE_STOP");
        }

        await WaitForAsync(service, ServiceState.Stopped, "Stopping", name, cancellationToken);
    }

    public async Task RestartAsync(Instance instance, CancellationToken cancellationToken)
    {
        await StopAsync(instance, cancellationToken);
        await StartAsync(instance, cancellationToken);
    }

    private static InstalledService? Find(string name)
    {
        using var manager = Manager(Connect, "Looking up", name);
        using var service = OpenServiceW(manager, name, QueryConfiguration | QueryStatus);
        if (service.IsInvalid)
        {
            return Marshal.GetLastPInvokeError() is var code and not WindowsServiceErrors.DoesNotExist
                ? throw WindowsServiceErrors.Create(code, "Looking up", name, "SERVICE_QUERY_CONFIG")
                : null;
        }

        // An administrator may change the account with other tools, so it is always read from the system.
        var (account, isDisabled) = ReadConfiguration(service, name);
        return new InstalledService(name, StateOf(service, name), account) { NeedsPassword = WindowsAccount.NeedsPassword(account), IsDisabled = isDisabled };
    }

    private static unsafe (string Account, bool IsDisabled) ReadConfiguration(ServiceManagerHandle service, string name)
    {
        // The documented maximum size of a configuration.
        const int MaxSize = 8 * 1024;
        var buffer = NativeMemory.Alloc(MaxSize);
        try
        {
            var configuration = (ServiceConfiguration*)buffer;
            return QueryServiceConfigW(service, configuration, MaxSize, out _)
                ? (configuration->Account is null ? WindowsAccount.LocalSystem : new string(configuration->Account), configuration->Start == Disabled)
                : throw WindowsServiceErrors.Create(Marshal.GetLastPInvokeError(), "Looking up", name, "SERVICE_QUERY_CONFIG");
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private static ServiceState StateOf(ServiceManagerHandle service, string name) =>
        QueryServiceStatus(service, out var status)
            ? status.State switch
            {
                1 => ServiceState.Stopped,
                2 => ServiceState.Starting,
                3 => ServiceState.Stopping,
                _ => ServiceState.Running,
            }
            : throw WindowsServiceErrors.Create(Marshal.GetLastPInvokeError(), "Looking up", name, "SERVICE_QUERY_STATUS");

    private static unsafe ServiceManagerHandle Create(ServiceManagerHandle manager, WindowsServiceOrder order)
    {
        fixed (char* dependencies = order.Dependencies)
        {
            var service = CreateServiceW(
                manager,
                order.Name,
                order.Name,
                AllOfService,
                OwnProcess,
                AutoStart,
                NormalError,
                order.CommandLine,
                null,
                0,
                dependencies,
                order.Account,
                order.Password);
            return service.IsInvalid
                ? throw WindowsServiceErrors.Create(Marshal.GetLastPInvokeError(), "Installing", order.Name, "SC_MANAGER_CREATE_SERVICE")
                : service;
        }
    }

    private static unsafe void Change(ServiceManagerHandle service, WindowsServiceOrder order)
    {
        fixed (char* dependencies = order.Dependencies)
        {
            if (!ChangeServiceConfigW(
                service, NoChange, AutoStart, NoChange, order.CommandLine, null, 0, dependencies, order.Account, order.Password, order.Name))
            {
                throw WindowsServiceErrors.Create(Marshal.GetLastPInvokeError(), "Changing", order.Name, "SERVICE_CHANGE_CONFIG");
            }
        }
    }

    // The service works without these settings, so a system that does not support one of them still gets the service.
    private static unsafe bool Describe(ServiceManagerHandle service)
    {
        var actions = stackalloc FailureAction[WindowsServiceOrder.RecoveryDelays.Count];
        for (var i = 0; i < WindowsServiceOrder.RecoveryDelays.Count; i++)
        {
            actions[i] = new FailureAction { Kind = 1, DelayMilliseconds = (uint)WindowsServiceOrder.RecoveryDelays[i].TotalMilliseconds };
        }

        var failure = new FailureActions
        {
            ResetSeconds = (uint)WindowsServiceOrder.RecoveryReset.TotalSeconds,
            Count = (uint)WindowsServiceOrder.RecoveryDelays.Count,
            Actions = actions,
        };
        var yes = 1;
        fixed (char* description = ServiceDefinition.Description)
        {
            var text = description;
            return ChangeServiceConfig2W(service, DescriptionSetting, &text)
                & ChangeServiceConfig2W(service, FailureActionsSetting, &failure)
                & ChangeServiceConfig2W(service, FailureActionsFlagSetting, &yes)
                & ChangeServiceConfig2W(service, DelayedStartSetting, &yes);
        }
    }

    private static ServiceManagerHandle Open(string name, uint access, string doing, string right)
    {
        using var manager = Manager(Connect, doing, name);
        var service = OpenServiceW(manager, name, access);
        return service.IsInvalid ? throw WindowsServiceErrors.Create(Marshal.GetLastPInvokeError(), doing, name, right) : service;
    }

    private static ServiceManagerHandle Manager(uint access, string doing, string name)
    {
        var manager = OpenSCManagerW(null, null, access);
        return manager.IsInvalid ? throw WindowsServiceErrors.Create(Marshal.GetLastPInvokeError(), doing, name, "SC_MANAGER_CREATE_SERVICE") : manager;
    }

    private async Task WaitForAsync(ServiceManagerHandle service, ServiceState wanted, string doing, string name, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (StateOf(service, name) is var state && state != wanted)
        {
            if (wanted == ServiceState.Running && state == ServiceState.Stopped)
            {
                _ = QueryServiceStatus(service, out var status);
                throw WindowsServiceErrors.Create(status.ExitCode == 0 ? WindowsServiceErrors.EndedAtOnce : (int)status.ExitCode, doing, name, "SERVICE_START");
            }

            if (time.GetElapsedTime(started) > MaxWait)
            {
                throw new ServiceException(
                    $"{doing} the service '{name}' has taken more than {MaxWait.TotalSeconds:0} seconds; it is {state}. "
                    + "Its log in the instance's Logs folder says what it is doing.");
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
