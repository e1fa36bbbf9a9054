namespace Issuance.Api.Storage;

/// <summary>Which bit of a credential's entry in a status list is set. The numbers are stored.</summary>
internal enum StatusBit : short
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The credential is revoked, superseded or erased.</summary>
    Revoked = 1,

    /// <summary>The credential is suspended.</summary>
    Suspended = 2,
}
