namespace KubeCredential.Papers.Typesetting;

/// <summary>The fonts that a text is set in.</summary>
internal enum FontStyle
{
    /// <summary>Plain text.</summary>
    Regular,

    /// <summary>What stands out; scripts for which there is no bold font are set in the plain one.</summary>
    Bold,

    /// <summary>Names: with serifs where there are such.</summary>
    Serif,
}
