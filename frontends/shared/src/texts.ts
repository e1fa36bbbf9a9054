import { defineTexts, useTextsOf } from "./i18n";

export const sharedTexts = defineTexts(
  {
    skipToContent: "Skip to content",
    mainNavigation: "Main",
    lightOrDark: { light: "Switch to dark colours", dark: "Switch to light colours" },
    language: "Language",
    copied: "Copied",
    traceId: "Trace id",
    openTrace: "Open the trace",
    copyTrace: "Copy the trace id",
    tryAgain: "Try again",
    cancel: "Cancel",
    close: "Close",
    print: "Print",
    live: {
      label: "Live updates",
      states: { connecting: "Connecting…", live: "Live", reconnecting: "Reconnecting…", offline: "Offline" },
      meanings: {
        connecting: "Asking the service to tell of changes at once.",
        live: "Changes appear here as they happen.",
        reconnecting: "The connection was lost and is tried again. Until then this page asks every few seconds.",
        offline: "This device has no connection. What is shown may be old.",
      },
    },
    errors: {
      offlineTitle: "You seem to be offline",
      offline: "This page will work again once this device has a connection.",
      unreachableTitle: "The service cannot be reached",
      unreachable: "It may be restarting. Nothing you entered is lost.",
      busyTitle: "The service is busy",
      busy: (seconds: number | undefined) =>
        seconds === undefined ? "Please try again shortly." : `Please try again in ${seconds} seconds.`,
      refusedTitle: "The service refused this",
      brokenTitle: "This page has a problem",
      broken: "Reloading usually helps. Nothing was sent.",
      reload: "Reload the page",
    },
    notFound: {
      title: "There is no such page",
      text: "The link may be old, or a part of it may be missing.",
      home: "Go to the start page",
    },
    credential: {
      heading: "Credential",
      holder: "Holder",
      type: "Type",
      issuer: "Issuer",
      issued: "Issued",
      expires: "Valid until",
      expired: "Expired",
      never: "Does not expire",
      id: "Credential id",
      copyId: "Copy the credential id",
      metadata: "Further data",
      issuedBy: "Issued by worker",
    },
  },
  {
    de: {
      skipToContent: "Zum Inhalt springen",
      mainNavigation: "Haupt",
      lightOrDark: { light: "Zu dunklen Farben wechseln", dark: "Zu hellen Farben wechseln" },
      language: "Sprache",
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
        states: { connecting: "Verbindet…", live: "Live", reconnecting: "Verbindet neu…", offline: "Offline" },
        meanings: {
          connecting: "Der Dienst wird gebeten, Änderungen sofort mitzuteilen.",
          live: "Änderungen erscheinen hier, sobald sie geschehen.",
          reconnecting:
            "Die Verbindung ging verloren und wird neu aufgebaut. Bis dahin fragt diese Seite alle paar Sekunden nach.",
          offline: "Dieses Gerät hat keine Verbindung. Was zu sehen ist, kann veraltet sein.",
        },
      },
      errors: {
        offlineTitle: "Sie sind anscheinend offline",
        offline: "Diese Seite funktioniert wieder, sobald dieses Gerät eine Verbindung hat.",
        unreachableTitle: "Der Dienst ist nicht erreichbar",
        unreachable: "Vielleicht startet er gerade neu. Ihre Eingaben bleiben erhalten.",
        busyTitle: "Der Dienst ist ausgelastet",
        busy: (seconds) =>
          seconds === undefined
            ? "Bitte versuchen Sie es gleich noch einmal."
            : `Bitte versuchen Sie es in ${seconds} Sekunden noch einmal.`,
        refusedTitle: "Der Dienst hat das abgelehnt",
        brokenTitle: "Mit dieser Seite stimmt etwas nicht",
        broken: "Neu laden hilft meistens. Es wurde nichts gesendet.",
        reload: "Seite neu laden",
      },
      notFound: {
        title: "Diese Seite gibt es nicht",
        text: "Der Link ist vielleicht veraltet oder unvollständig.",
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
    },
  },
);

export function useSharedTexts() {
  return useTextsOf(sharedTexts);
}
