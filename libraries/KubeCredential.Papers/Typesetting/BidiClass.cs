namespace KubeCredential.Papers.Typesetting;

/// <summary>The bidirectional class of a character (Unicode Standard Annex #9, table 4), by the names it has there.</summary>
internal enum BidiClass : byte
{
    L,
    R,
    AL,
    EN,
    ES,
    ET,
    AN,
    CS,
    NSM,
    BN,
    B,
    S,
    WS,
    ON,
    LRE,
    LRO,
    RLE,
    RLO,
    PDF,
    LRI,
    RLI,
    FSI,
    PDI,
}
