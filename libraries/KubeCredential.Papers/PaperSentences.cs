namespace KubeCredential.Papers;

/// <summary>The sentences around what a paper says, in its language.</summary>
/// <param name="Introduction">Before the holder's name: "This certifies that".</param>
/// <param name="Award">Between the name and the title: "has been awarded".</param>
/// <param name="IssuedBy">"Issued by".</param>
/// <param name="IssuedOn">"Issued on".</param>
/// <param name="ValidFrom">"Valid from".</param>
/// <param name="ValidUntil">"Valid until".</param>
/// <param name="Id">"Credential ID".</param>
/// <param name="Check">Above the address: "Check this credential at".</param>
/// <param name="Attached">That a PDF carries the signed credential; shown only where it does.</param>
/// <param name="CodeText">What the QR code is, for those who cannot see it: "QR code of the address".</param>
/// <param name="LogoText">What the logo is, for those who cannot see it: "Logo".</param>
public sealed record PaperSentences(
    string Introduction, string Award, string IssuedBy, string IssuedOn, string ValidFrom, string ValidUntil, string Id, string Check, string Attached, string CodeText, string LogoText);
