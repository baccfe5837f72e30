using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Tentacle.Manager.Components;

/// <summary>The document around every page.</summary>
public sealed partial class App
{
    // Rendered once, when the browser is there: a first rendering on the way would look at every instance twice.
    private static IComponentRenderMode Interactive { get; } = new InteractiveServerRenderMode(prerender: false);
}
