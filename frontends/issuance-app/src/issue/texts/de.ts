import type { IssueTexts } from "./en";

export const de: IssueTexts = {
  preview: {
    show: "Vorschau",
    heading: "Vorschau",
    badge: "Noch nicht ausgestellt",
    hint: "Das wird auf dem Nachweis stehen. ID und Prüflink kommen beim Ausstellen hinzu.",
    holder: "Name des Inhabers",
    type: "Art des Nachweises",
    issuer: "Aussteller",
    issue: "Jetzt ausstellen",
  },
  kept: {
    hint: "Art, Aussteller, Gültigkeit und Feldnamen bleiben für den nächsten Inhaber ausgefüllt.",
    clear: "Formular leeren",
    cleared: "Das Formular ist leer.",
    restored: "Ihr Entwurf wurde wiederhergestellt. Er liegt nur in diesem Browser-Tab.",
  },
  undo: {
    label: (name) => `Ausstellung an ${name} rückgängig machen`,
    issued: (name) => `Ausgestellt an ${name}.`,
    canUndo: "Sie können das eine Minute lang rückgängig machen.",
    undo: "Rückgängig",
    left: (seconds) => `${seconds} s`,
    done: (name) => `Rückgängig gemacht: Der Nachweis von ${name} ist widerrufen.`,
    refill: "Formular wieder ausfüllen",
    refilled: "Das Formular enthält wieder die Angaben, damit Sie sie korrigieren können.",
  },
};
