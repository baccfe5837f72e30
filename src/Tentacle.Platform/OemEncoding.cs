using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Tentacle.Platform;

/// <summary>The code page that the console programs of Windows use when their output is redirected.</summary>
[SupportedOSPlatform("windows")]
public static partial class OemEncoding
{
    public static Encoding Get()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding((int)GetOEMCP());
    }

    [LibraryImport("kernel32")]
    private static partial uint GetOEMCP();
}
