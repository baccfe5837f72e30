using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Principal;
using Tentacle.Services.Control;

namespace Tentacle.Services.Windows;

/// <summary>The right to log on as a service. Windows starts a service for an account only with this right.</summary>
[SupportedOSPlatform("windows")]
internal static partial class LogonRight
{
    private const string Right = "SeServiceLogonRight";
    private const uint CreateAccountAndLookUpNames = 0x10 | 0x800;

    /// <summary>Grants the right. Does nothing when the account has it already.</summary>
    /// <exception cref="ServiceException">The account does not exist, or the right cannot be granted.</exception>
    public static void Grant(string fullName)
    {
        var sid = SidOf(fullName);
        var attributes = new ObjectAttributes { Length = Marshal.SizeOf<ObjectAttributes>() };
        Check(LsaOpenPolicy(0, in attributes, CreateAccountAndLookUpNames, out var policy), fullName);
        try
        {
            Add(policy, sid, fullName);
        }
        finally
        {
            _ = LsaClose(policy);
        }
    }

    private static unsafe void Add(nint policy, byte[] sid, string fullName)
    {
        fixed (byte* account = sid)
        fixed (char* text = Right)
        {
            var right = new CountedString
            {
                Length = (ushort)(Right.Length * sizeof(char)),
                Capacity = (ushort)((Right.Length + 1) * sizeof(char)),
                Text = text,
            };
            Check(LsaAddAccountRights(policy, account, &right, 1), fullName);
        }
    }

    private static byte[] SidOf(string fullName)
    {
        try
        {
            var sid = (SecurityIdentifier)new NTAccount(WindowsAccount.DirectoryName(fullName)).Translate(typeof(SecurityIdentifier));
            var bytes = new byte[sid.BinaryLength];
            sid.GetBinaryForm(bytes, 0);
            return bytes;
        }
        catch (IdentityNotMappedException e)
        {
            throw new ServiceException($"There is no account '{fullName}'. Write it as DOMAIN\\name or .\\name; a managed account ends with a dollar.", e);
        }
    }

    private static void Check(uint status, string fullName)
    {
        if (status != 0)
        {
            var reason = Marshal.GetPInvokeErrorMessage((int)LsaNtStatusToWinError(status)).TrimEnd();
            throw new ServiceException(
                $"The right 'Log on as a service' ({Right}) could not be granted to '{fullName}': {reason} Grant it in the local security policy "
                + "(secpol.msc, User Rights Assignment), or run the command in an elevated prompt.");
        }
    }

    [LibraryImport("advapi32")]
    private static partial uint LsaOpenPolicy(nint system, in ObjectAttributes attributes, uint access, out nint policy);

    [LibraryImport("advapi32")]
    private static unsafe partial uint LsaAddAccountRights(nint policy, byte* sid, CountedString* rights, uint count);

    [LibraryImport("advapi32")]
    private static partial uint LsaClose(nint policy);

    [LibraryImport("advapi32")]
    private static partial uint LsaNtStatusToWinError(uint status);

    [StructLayout(LayoutKind.Sequential)]
    private struct ObjectAttributes
    {
        public int Length;
        public nint RootDirectory;
        public nint ObjectName;
        public uint Attributes;
        public nint SecurityDescriptor;
        public nint SecurityQualityOfService;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct CountedString
    {
        public ushort Length;
        public ushort Capacity;
        public char* Text;
    }
}
