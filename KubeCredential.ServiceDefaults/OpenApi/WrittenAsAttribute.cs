namespace KubeCredential.ServiceDefaults.OpenApi;

/// <summary>Declares, for the OpenAPI document, the shape of the JSON written by a type that writes existing JSON text.</summary>
/// <param name="shape">The type whose JSON it is.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class WrittenAsAttribute(Type shape) : Attribute
{
    /// <summary>The type whose JSON it is.</summary>
    public Type Shape => shape;
}
