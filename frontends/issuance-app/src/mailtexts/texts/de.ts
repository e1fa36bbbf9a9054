import type { MailTextTexts } from "./en";

export const de: MailTextTexts = {
  heading: "Nachrichten an Inhaber",
  intro:
    "Was die Inhaber dieses Ausstellers per E-Mail erhalten, in ihrer eigenen Sprache. Platzhalter in geschweiften Klammern werden für jeden Inhaber ausgefüllt.",
  loading: "Die Nachrichten werden geladen",
  kind: "Nachricht",
  kinds: {
    invitation: "Einladung",
    newLink: "Neuer Link",
    expiry: "Hinweis vor dem Ablauf",
    answer: "Antwort auf eine Korrektur",
  },
  language: "Sprache",
  own: (language) => `${language} (geändert)`,
  subject: "Betreff",
  body: "Text des Schreibens",
  bodyHint: "Einfacher Text. Eine leere Zeile beginnt einen neuen Absatz.",
  insert: "Einfügen",
  placeholders: {
    holder: "Name des Inhabers",
    credential: "Nachweis",
    issuer: "Aussteller",
    link: "persönlicher Link",
    expires: "letzter Tag des Links",
    answer: "Ihre Antwort",
  },
  preview: "Vorschau",
  previewHint: "Mit einem Beispiel-Inhaber.",
  previewAway: "Die Vorschau erscheint, wenn der Text keine Fehler hat.",
  save: "Nachrichten speichern",
  saved: "Die Nachrichten wurden gespeichert.",
  reset: "Standardtext verwenden",
  discard: "Änderungen verwerfen",
  readOnly: "Nur Registrare ändern diese Nachrichten.",
  errors: {
    unknown: (names) => `Diese Platzhalter gibt es nicht: ${names}`,
    empty: "Geben Sie einen Text ein.",
    tooLong: (limit) => `Verwenden Sie höchstens ${limit} Zeichen.`,
    link: "Der Text braucht den Platzhalter {link}, sonst kann der Inhaber den Nachweis nicht öffnen.",
  },
};
