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
};

export type PortableTexts = typeof en;
