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
  refusedTitle: "Diese Datei konnte nicht erstellt werden",
  refusals: {
    noIssuer: "Der Aussteller ist nicht registriert und hat deshalb keinen Schlüssel. Registrieren Sie ihn zuerst.",
    noAddress:
      "Dieser Dienst hat keine öffentliche Adresse, unter der andere die Schlüssel des Ausstellers lesen könnten. Bitten Sie einen Betreiber, sie einzustellen.",
    notOffered: "Die Art dieses Nachweises wird in dieser Form nicht angeboten.",
    noVerifyAddress:
      "Die Adresse, unter der der Nachweis geprüft wird, ist nicht eingestellt. Bitten Sie einen Betreiber darum.",
    longVerifyAddress:
      "Die Adresse, unter der der Nachweis geprüft wird, ist für einen QR-Code zu lang. Bitten Sie einen Betreiber um eine kürzere.",
    longPaper: "Für ein einzelnes Bild ist es zu viel Text. Verwenden Sie das PDF.",
    missingCharacter:
      "Keine Schrift hat eines der Zeichen. Verwenden Sie eine andere Form, oder ersetzen Sie den Nachweis durch einen mit anderer Schreibweise.",
  },
};
