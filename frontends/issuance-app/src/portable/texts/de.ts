import type { PortableTexts } from "./en";

export const de: PortableTexts = {
  heading: "Zum Mitnehmen",
  meaning:
    "Ein Nachweis in dieser Form beweist sich selbst: Jeder Prüfer des Formats kann die Unterschrift des Ausstellers prüfen und in dessen Statuslisten nachsehen, ob der Nachweis widerrufen oder ausgesetzt ist.",
  forms: {
    pdf: "Urkunde (PDF)",
    png: "Urkunde (PNG)",
    svg: "Urkunde (SVG)",
    vc: "W3C Verifiable Credential",
    "vc-jwt": "Dasselbe als JWT",
    "open-badge": "Open Badge 3.0",
    "vc-ecdsa": "Verifiable Credential, mit P-256 unterschrieben",
    "vc-jcs": "Verifiable Credential, kanonisches JSON",
  },
  download: (form) => `Herunterladen: ${form}`,
};
