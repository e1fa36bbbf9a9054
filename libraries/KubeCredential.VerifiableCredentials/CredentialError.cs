namespace KubeCredential.VerifiableCredentials;

/// <summary>What can go wrong with a document. <see cref="CredentialErrors.Text"/> has the stable text of each, such as <c>unknownContext</c>.</summary>
public enum CredentialError
{
    // Reading.

    /// <summary>The text is not JSON, repeats a member, or has a string that is not Unicode.</summary>
    InvalidJson,

    /// <summary>The document has more bytes than allowed.</summary>
    DocumentTooLarge,

    /// <summary>The document is nested more deeply than allowed.</summary>
    NestedTooDeeply,

    /// <summary>A number has no exact place in the range of a double (RFC 8785, section 3.2.2.3).</summary>
    InvalidNumber,

    /// <summary>A member that must be there is missing, or has a value of the wrong form.</summary>
    InvalidMember,

    /// <summary>The document is neither a credential nor a presentation of a version that this library reads.</summary>
    UnsupportedDocument,

    /// <summary>A presentation has more credentials than allowed.</summary>
    TooManyCredentials,

    // JSON-LD and RDF.

    /// <summary>A context is not bundled, and none is ever fetched.</summary>
    UnknownContext,

    /// <summary>A context breaks a rule of JSON-LD 1.1, such as the redefinition of a protected term.</summary>
    InvalidContext,

    /// <summary>A term is not defined by the contexts, so that a signature would not cover it.</summary>
    UndefinedTerm,

    /// <summary>The document breaks a rule of JSON-LD 1.1.</summary>
    InvalidJsonLd,

    /// <summary>The document uses a part of JSON-LD 1.1 that this library does not read.</summary>
    UnsupportedJsonLd,

    /// <summary>The document has more RDF statements than allowed.</summary>
    TooManyStatements,

    /// <summary>Canonicalization takes more work than allowed: the graph is made to be expensive.</summary>
    TooMuchWork,

    // Proofs and keys.

    /// <summary>There is no proof.</summary>
    NoProof,

    /// <summary>There are more proofs than allowed.</summary>
    TooManyProofs,

    /// <summary>A proof lacks a member, or one has a value of the wrong form.</summary>
    InvalidProof,

    /// <summary>The proof is of a type, cryptosuite or algorithm that this library does not know.</summary>
    UnsupportedProof,

    /// <summary>The proof is for another purpose.</summary>
    WrongProofPurpose,

    /// <summary>The proof says that it has expired.</summary>
    ProofExpired,

    /// <summary>The proof says that it was made in the future.</summary>
    ProofNotYetValid,

    /// <summary>The signature does not match: the document was changed, or another key signed it.</summary>
    SignatureMismatch,

    /// <summary>A public key cannot be read, or is not on its curve.</summary>
    InvalidKey,

    /// <summary>The key is of a type that this library does not know, or does not fit the algorithm.</summary>
    UnsupportedKey,

    /// <summary>The challenge in the proof is not the one that was set.</summary>
    WrongChallenge,

    /// <summary>The domain in the proof is not the one that was asked for.</summary>
    WrongDomain,

    // Issuers.

    /// <summary>A DID is malformed.</summary>
    InvalidDid,

    /// <summary>A DID, or another identifier of an issuer, is of a method that this library does not know.</summary>
    UnsupportedDid,

    /// <summary>A did:web names an IP address, or a host that may not be asked.</summary>
    ForbiddenDidHost,

    /// <summary>A DID document is malformed or is that of another DID.</summary>
    InvalidDidDocument,

    /// <summary>The DID document could not be had.</summary>
    DidUnavailable,

    /// <summary>The DID document has no key of that ID.</summary>
    UnknownKey,

    /// <summary>The key may not be used for that purpose.</summary>
    KeyNotAuthorized,

    /// <summary>The key is revoked.</summary>
    KeyRevoked,

    /// <summary>The key has expired.</summary>
    KeyExpired,

    /// <summary>The key belongs to somebody other than the issuer or the holder.</summary>
    NotTheController,

    /// <summary>Keys and controllers refer to each other for longer than is followed.</summary>
    TooManyReferences,

    // Times.

    /// <summary>The document is not valid yet.</summary>
    NotYetValid,

    /// <summary>The document has expired.</summary>
    Expired,

    // JOSE.

    /// <summary>The text is not a compact JWS with the header of a credential or a presentation.</summary>
    InvalidJwt,

    /// <summary>The JWT wraps a credential of version 1.1 in a claim <c>vc</c> or <c>vp</c>, which is not read.</summary>
    LegacyJwt,

    /// <summary>A claim of the JWT says something other than the credential.</summary>
    ClaimMismatch,

    // Status.

    /// <summary>A status entry lacks a member, or one has a value of the wrong form.</summary>
    InvalidStatusEntry,

    /// <summary>The status is of a type or purpose that this library does not know.</summary>
    UnsupportedStatus,

    /// <summary>The status list could not be had.</summary>
    StatusListUnavailable,

    /// <summary>The status list is malformed.</summary>
    InvalidStatusList,

    /// <summary>The status list is smaller than the specification allows: a credential would stand out in it.</summary>
    StatusListTooShort,

    /// <summary>The status list is larger than allowed once it is unpacked.</summary>
    StatusListTooLarge,

    /// <summary>The status list is not signed by the issuer, or its proof is wrong.</summary>
    StatusListUntrusted,

    /// <summary>The status list has expired or is not valid yet.</summary>
    StatusListExpired,

    /// <summary>The status list is for another purpose.</summary>
    WrongStatusPurpose,

    /// <summary>The index is beyond the end of the status list.</summary>
    StatusIndexOutOfRange,

    /// <summary>The credential is revoked.</summary>
    Revoked,

    /// <summary>The credential is suspended.</summary>
    Suspended,

    // Schemas.

    /// <summary>The credential breaks its schema.</summary>
    SchemaViolation,

    /// <summary>The schema could not be had.</summary>
    SchemaUnavailable,

    /// <summary>The schema is malformed, or of a type that this library does not know.</summary>
    UnsupportedSchema,

    // Presentations.

    /// <summary>The holder did not make the proof of the presentation.</summary>
    WrongHolder,

    /// <summary>A credential within the presentation is invalid or could not be checked.</summary>
    CredentialInPresentation,

    // Images.

    /// <summary>The image is malformed, or neither PNG nor SVG.</summary>
    InvalidImage,

    /// <summary>The image holds no badge.</summary>
    NoBadge,

    /// <summary>The image holds a badge of Open Badges 2.0 or earlier, which is not read.</summary>
    LegacyBadge,
}
