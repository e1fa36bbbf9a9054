/** The texts about portable credentials in English. The other languages have the same keys and parameters. */
export const en = {
  heading: "Take it anywhere",
  meaning:
    "A portable credential proves itself: every verifier of its format checks the issuer’s signature, and reads from the issuer’s status lists whether it is revoked or suspended.",
  forms: {
    pdf: "Certificate (PDF)",
    png: "Certificate (PNG)",
    svg: "Certificate (SVG)",
    vc: "W3C Verifiable Credential",
    "vc-jwt": "The same as a JWT",
    "open-badge": "Open Badge 3.0",
    "vc-ecdsa": "Verifiable Credential, signed with P-256",
    "vc-jcs": "Verifiable Credential, canonical JSON",
  },
  download: (form: string) => `Download: ${form}`,
  refusedTitle: "This file could not be made",
  refusals: {
    noIssuer: "The issuer is not registered, so it has no key to sign with. Register it first.",
    noAddress:
      "This service has no public address at which others could read the issuer's keys. Ask an operator to set it.",
    notOffered: "The credential's type is not offered in this form.",
    noVerifyAddress: "The address at which the credential is verified is not set. Ask an operator to set it.",
    longVerifyAddress:
      "The address at which the credential is verified is too long for a QR code. Ask an operator to set a shorter one.",
    longPaper: "There is too much text for one picture. Use the PDF.",
    missingCharacter:
      "No font has one of its characters. Use another form, or replace the credential with another spelling.",
  },
};

export type PortableTexts = typeof en;
