import type { SharedTexts } from "./en";

export const de: SharedTexts = {
  skipToContent: "Zum Inhalt springen",
  mainNavigation: "Hauptnavigation",
  lightOrDark: { light: "Dunkles Design einschalten", dark: "Helles Design einschalten" },
  copied: "Kopiert",
  traceId: "Trace-ID",
  openTrace: "Trace öffnen",
  copyTrace: "Trace-ID kopieren",
  tryAgain: "Erneut versuchen",
  cancel: "Abbrechen",
  close: "Schließen",
  print: "Drucken",
  live: {
    label: "Live-Aktualisierung",
    states: {
      connecting: "Verbindung wird hergestellt…",
      live: "Live",
      reconnecting: "Verbindung wird wiederhergestellt…",
      offline: "Offline",
    },
    meanings: {
      connecting: "Die Live-Aktualisierung wird verbunden.",
      live: "Änderungen erscheinen hier sofort.",
      reconnecting:
        "Die Verbindung ist unterbrochen. Bis sie wieder steht, wird diese Seite alle paar Sekunden aktualisiert.",
      offline: "Dieses Gerät ist offline. Die Anzeige ist möglicherweise veraltet.",
    },
  },
  errors: {
    offlineTitle: "Sie sind offline",
    offline: "Verbinden Sie dieses Gerät mit dem Internet und versuchen Sie es erneut.",
    unreachableTitle: "Der Dienst ist nicht erreichbar",
    unreachable:
      "Möglicherweise startet er gerade neu. Versuchen Sie es gleich noch einmal. Ihre Eingaben bleiben erhalten.",
    busyTitle: "Der Dienst ist ausgelastet",
    busy: (seconds) =>
      seconds === undefined
        ? "Versuchen Sie es gleich noch einmal."
        : `Versuchen Sie es in ${seconds === 1 ? "einer Sekunde" : `${seconds} Sekunden`} noch einmal.`,
    refusedTitle: "Die Anfrage wurde abgelehnt",
    refused: (status) => `Der Dienst antwortete mit dem HTTP-Status ${status}.`,
    brokenTitle: "Etwas ist schiefgelaufen",
    broken: "Laden Sie die Seite neu. Tritt der Fehler wieder auf, melden Sie ihn mit dieser Meldung:",
    reload: "Seite neu laden",
  },
  notFound: {
    title: "Seite nicht gefunden",
    text: "Der Link ist möglicherweise veraltet oder unvollständig.",
    home: "Zur Startseite",
  },
  credential: {
    heading: "Nachweis",
    holder: "Inhaber",
    type: "Art",
    issuer: "Aussteller",
    issued: "Ausgestellt",
    expires: "Gültig bis",
    expired: "Abgelaufen",
    never: "Unbefristet",
    id: "Nachweis-ID",
    copyId: "Nachweis-ID kopieren",
    metadata: "Weitere Angaben",
    issuedBy: "Ausgestellt von Worker",
  },
};
