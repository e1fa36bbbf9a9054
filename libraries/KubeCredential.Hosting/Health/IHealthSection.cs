using System.Text.Json;

namespace KubeCredential.Hosting.Health;

/// <summary>A named object of figures in the health document. It reads memory only and never calls a server, so that health always answers.</summary>
public interface IHealthSection
{
    /// <summary>The property name, such as <c>metrics</c>.</summary>
    string Name { get; }

    /// <summary>Writes the properties of the object; the caller writes the braces.</summary>
    void Write(Utf8JsonWriter json);
}
