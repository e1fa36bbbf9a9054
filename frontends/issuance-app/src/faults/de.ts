import type { Say } from "./Say";

const is =
  (text: string): Say =>
  () =>
    text;
const day = "Schreiben Sie den Tag als JJJJ-MM-TT, zum Beispiel 2026-12-31.";
const split = "Teilen Sie die Datei auf.";
const kinds: [english: RegExp, german: string][] = [
  [/\ba whole number\b/g, "eine ganze Zahl"],
  [/\ba number\b/g, "eine Zahl"],
  [/\btrue or false\b/g, "Ja oder Nein (true oder false)"],
  [/\ba list\b/g, "eine Liste"],
  [/\ban object\b/g, "ein Objekt"],
  [/\bnull\b/g, "gar nichts (null)"],
  [/\btext\b/g, "ein Text"],
  [/ or /g, " oder "],
];

const kind = "(?:text|a number|a whole number|true or false|a list|an object|null)";
const onlyKinds = new RegExp(`^${kind}(?: or ${kind})*$`);

/** The service's names for kinds of values, such as `a number or a list`; anything else stays as it is. */
function inGerman(names = ""): string {
  if (!onlyKinds.test(names)) return names;
  return kinds.reduce((text, [english, german]) => text.replaceAll(english, german), names);
}

/** The rules in German, by the service's codes for them. A code that is missing here is shown in the service's English. */
export const german: Partial<Record<string, Say>> = {
  required: is("Diese Angabe fehlt."),
  requiredExpiry: is("Diese Angabe fehlt: der letzte Tag, an dem der neue Nachweis gültig ist."),
  requiredReason: ([names]) => `Diese Angabe fehlt. Möglich sind: ${names}`,
  notText: is("Hier muss ein Text stehen."),
  notUnicode: is("Der Text enthält ein ungültiges Zeichen (ein einzelnes Surrogat)."),
  controlCharacters: is("Steuerzeichen sind nicht erlaubt."),
  empty: is("Der Text darf nicht leer sein oder nur aus Leerzeichen bestehen."),
  tooLong: ([length, limit]) => `Der Text hat ${length} Zeichen; erlaubt sind höchstens ${limit}.`,
  changesDirection: ([character]) =>
    `${character} ändert die Schreibrichtung des umgebenden Textes und ist nicht erlaubt.`,
  invisible: ([characters]) => `Der Text hat keine sichtbaren Zeichen: ${characters} ist unsichtbar.`,
  email: ([limit]) =>
    `Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.org${limit ? ` (höchstens ${limit} Zeichen)` : ""}.`,
  tooFarAhead: ([years]) => `Der Tag darf höchstens ${years} Jahre in der Zukunft liegen.`,
  beforeValidFrom: ([start]) => `Der Tag darf nicht vor dem ersten Gültigkeitstag liegen (${start}).`,
  beforeToday: ([today]) => `Der Tag darf nicht vor dem heutigen liegen (${today}, UTC).`,
  day: is("Schreiben Sie einen Kalendertag, den es gibt, als JJJJ-MM-TT."),
  dayWithTime: is(`Das ist ein Tag mit Uhrzeit. ${day}`),
  dayIsNumber: is(`Das ist eine Zahl. ${day}`),
  dayAmbiguous: ([one, other]) => `Das kann zweierlei bedeuten: ${one} oder ${other}. ${day}`,
  dayShortYear: is(`Das Jahr braucht vier Ziffern. ${day}`),
  dayNone: is(`Das ist kein Tag. ${day}`),
  dayUnreal: is(`Diesen Kalendertag gibt es nicht. ${day}`),
  number: is("Hier muss eine Zahl stehen, zum Beispiel 3.9."),
  numberAmbiguous: ([one, other]) =>
    `Das kann zweierlei bedeuten: ${one} oder ${other}. Schreiben Sie die Zahl mit Dezimalpunkt und ohne Tausendertrennzeichen.`,
  wholeNumber: is("Hier muss eine ganze Zahl stehen."),
  yesOrNo: ([words]) => `Hier muss Ja oder Nein stehen (${words}).`,
  jsonObject: is("Hier muss ein JSON-Objekt stehen."),
  metadataTooLarge: ([bytes]) => `Die Angaben sind größer als ${bytes} Byte.`,
  metadataTooDeep: ([levels]) => `Die Angaben sind tiefer als ${levels} Ebenen verschachtelt.`,
  unknownMember: ([names]) => `Diese Angabe ist unbekannt. Möglich sind zum Beispiel: ${names}`,
  repeatedMember: is("Diese Angabe kommt mehrmals vor."),
  notJson: ([fault]) =>
    fault === undefined
      ? "Hier muss ein JSON-Objekt stehen."
      : `Das ist kein gültiges JSON oder zu tief verschachtelt (${fault}).`,
  brokenEncoding: is("Der Text ist kein gültiges UTF-8."),
  credentialId: is("Hier muss eine vollständige Nachweis-ID (UUID) stehen."),
  notYourIssuer: ([name]) => `Sie dürfen nur Nachweise für ${name} ausstellen.`,
  unknownIssuer: is(
    "Unter diesem Namen ist kein Aussteller registriert. Prüfen Sie die Schreibweise oder registrieren Sie ihn zuerst.",
  ),
  unknownType: is("Unter diesem Namen ist für diesen Aussteller keine Nachweisart registriert."),
  typeOutOfValidity: ([, latest]) =>
    latest
      ? `Das ist länger, als Nachweise dieser Art gültig sind. Spätester Tag: ${latest}`
      : "Das passt nicht zur Gültigkeitsdauer dieser Nachweisart.",
  brokenCharacter: is(
    "Ein Zeichen konnte nicht gelesen werden (U+FFFD). Prüfen Sie, wie die Datei gespeichert wurde, oder korrigieren Sie die Zelle.",
  ),
  nul: is("Der Text enthält ein NUL-Zeichen."),
  spreadsheetError: is("Die Tabelle zeigt in dieser Zelle einen Fehler."),
  duplicateRow: is("Eine andere Zeile betrifft denselben Inhaber, dieselbe Art und denselben Aussteller."),
  duplicateChange: is("Eine andere Zeile betrifft denselben Nachweis."),
  stands: ([id]) => `Für diesen Inhaber gibt es vom selben Aussteller schon einen Nachweis dieser Art: ${id}.`,
  notIssuedHere: is("Ein Nachweis mit dieser ID wurde hier nicht ausgestellt."),
  erased: is("Der Nachweis wurde gelöscht."),
  revoked: is("Der Nachweis wurde widerrufen; das ist endgültig."),
  superseded: ([id]) => `Der Nachweis wurde durch ${id} ersetzt.`,
  expired: ([on]) => `Der Nachweis ist am ${on} abgelaufen.`,
  expiredRenewal: is("Der Nachweis ist abgelaufen. Geben Sie einen neuen letzten Gültigkeitstag an."),
  suspended: is("Der Nachweis ist ausgesetzt."),
  reasonNotNeeded: is("Diese Aktion braucht keinen Grund. Verwenden Sie die private Notiz."),
  onlyForRenewal: is("Diese Angabe gibt es nur beim Verlängern."),
  unchanged: is("Das war schon so; nichts wurde geändert."),
  notWritten: is("Der Dienst konnte die Zeile nicht speichern. Laden Sie sie noch einmal hoch."),
  brokenSince: ([rule]) => `Die Zeile verstößt seit der Prüfung gegen eine Regel: ${rule}`,
  rowTooLong: ([limit]) => `Die Zeile hat mehr als ${limit} Zeichen.`,
  rowTooManyCells: ([cells, headings]) =>
    headings
      ? `Die Zeile hat ${cells} Zellen, es gibt aber nur ${headings} Überschriften.`
      : `Die Zeile hat Zellen hinter der letzten erlaubten Spalte (${cells}).`,
  lineNotObject: is("In dieser Zeile muss ein JSON-Objekt stehen."),
  memberName: ([limit]) => `Der Name einer Angabe muss 1 bis ${limit} Zeichen haben, ohne Steuerzeichen.`,
  type: ([names]) => `Hier muss ein Text oder ${inGerman(names)} stehen.`,
  typeNumber: is("Hier muss eine Zahl stehen."),
  typeBoolean: is("Hier muss Ja oder Nein (true oder false) stehen."),
  typeList: is("Hier muss eine Liste stehen."),
  typeObject: is("Hier muss ein Objekt stehen."),
  choice: ([names]) => `Möglich sind: ${names}`,
  minLength: ([limit]) => `Der Text muss mindestens ${limit} Zeichen haben.`,
  maxLength: ([limit]) => `Der Text darf höchstens ${limit} Zeichen haben.`,
  minItems: ([limit]) => `Die Liste muss mindestens ${limit} Einträge haben.`,
  maxItems: ([limit]) => `Die Liste darf höchstens ${limit} Einträge haben.`,
  minimum: ([limit]) => `Die Zahl muss mindestens ${limit} sein.`,
  maximum: ([limit]) => `Die Zahl darf höchstens ${limit} sein.`,
  exclusiveMinimum: ([limit]) => `Die Zahl muss größer als ${limit} sein.`,
  exclusiveMaximum: ([limit]) => `Die Zahl muss kleiner als ${limit} sein.`,
  multipleOf: ([step]) => `Die Zahl muss ein Vielfaches von ${step} sein.`,
  uniqueItems: is("Kein Eintrag darf zweimal vorkommen."),
  pattern: ([pattern]) => `Der Text muss zum Muster ${pattern} passen.`,
  dateTime: is("Schreiben Sie den Zeitpunkt mit Zeitzone als JJJJ-MM-TTThh:mm:ssZ."),
  uri: is("Geben Sie eine vollständige Webadresse ein, zum Beispiel https://example.org/."),
  format: ([format]) => `Der Wert muss das Format ${format} haben.`,
  noSuchField: is("Die Nachweisart hat kein solches Feld."),
  constant: ([value]) => `Hier muss ${inGerman(value)} stehen.`,
  fileEmpty: is("Die Datei oder ihr erstes Blatt ist leer."),
  fileOnlyHeadings: is("Die Datei hat Überschriften, aber keine Zeilen."),
  fileTooManyRows: ([limit]) => `Die Datei hat mehr als ${limit} Zeilen. ${split}`,
  fileTooManyColumns: ([, limit]) => `Die Datei hat zu viele Spalten; erlaubt sind höchstens ${limit}.`,
  fileNoHeadings: is("In der ersten Zeile müssen die Überschriften der Spalten stehen."),
  fileFirstRowTooLong: ([limit]) => `Die erste Zeile hat mehr als ${limit} Zeichen.`,
  fileHeadingNul: ([column]) => `Die Überschrift von Spalte ${column} enthält ein NUL-Zeichen.`,
  fileHeadingTooLong: ([column, length, limit]) =>
    `Die Überschrift von Spalte ${column} hat ${length} Zeichen; erlaubt sind höchstens ${limit}.`,
  fileHeadingTwice: ([one, other, heading]) =>
    `Die Spalten ${one} und ${other} haben dieselbe Überschrift: ${heading}. Geben Sie jeder ihre eigene.`,
  fileOpenQuote: ([row]) => `Ein Anführungszeichen, das in Zeile ${row} beginnt, wird nie geschlossen.`,
  fileNotUtf8: is("Die Datei ist kein gültiges UTF-8; NDJSON muss es sein."),
  fileOldWorkbook: is(
    "Die Arbeitsmappe hat ein altes Format (.xls) oder ein Kennwort. Speichern Sie sie als .xlsx ohne Kennwort.",
  ),
  filePdf: is("Das ist ein PDF. Laden Sie eine CSV-, NDJSON- oder Excel-Datei (.xlsx) hoch."),
  fileInflates: is("Die Arbeitsmappe wird entpackt viel größer, als ihre Zeilen brauchen."),
  fileTooLarge: is(
    "Die Arbeitsmappe hat zu viel Text, zu viele Teile oder Formate oder eine zu lange Zelle. Kürzen Sie sie, oder speichern Sie das Blatt als CSV.",
  ),
  fileDamaged: (details) =>
    details.length === 0
      ? "Die Arbeitsmappe hat kein Blatt."
      : "Die Arbeitsmappe ist beschädigt oder nicht lesbar. Speichern Sie sie neu oder als CSV.",
  fileNoWorkbook: is("Das ist ein ZIP-Archiv, aber keine Excel-Arbeitsmappe (.xlsx)."),
};
