namespace KubeCredential.Papers;

/// <summary>An address is too long for a QR code that can be scanned from paper.</summary>
/// <param name="largestVersion">The largest version of the code (ISO/IEC 18004).</param>
public sealed class LongAddressException(int largestVersion) : Exception($"The address is too long for a QR code of version {largestVersion}.");
