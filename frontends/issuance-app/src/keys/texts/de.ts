import { de as issuers } from "../../issuers/texts/de";
import type { KeyTexts } from "./en";

export const de: KeyTexts = {
  title: "Schlüssel",
  intro:
    "API-Schlüssel von Personen und Programmen, Anmeldelinks und die Schlüssel, mit denen Ereignisse signiert werden.",
  api: {
    heading: "API-Schlüssel",
    intro: "Ein Schlüssel meldet eine Person oder ein Programm an. Schlüssel aus der Konfiguration stehen nicht hier.",
    service: "Dienst",
    services: { issuer: "Ausstellungsdienst", verifier: "Prüfdienst" },
    loading: "Die API-Schlüssel werden geladen",
    emptyTitle: "Keine API-Schlüssel",
    empty: "Erstellen Sie für jede Person und jedes Programm einen eigenen, damit sich jeder einzeln widerrufen lässt.",
    columns: {
      name: "Bezeichnung",
      roles: "Rollen",
      state: "Zustand",
      expires: "Läuft ab",
      lastUsed: "Zuletzt benutzt",
      actions: "Aktionen",
    },
    states: { active: "Aktiv", expired: "Abgelaufen", revoked: "Widerrufen" },
    never: "Nie",
    notUsed: "Nie",
    only: (organisation) => `nur ${organisation}`,
    more: "Mehr laden",
    create: "Schlüssel erstellen",
    createTitle: "API-Schlüssel erstellen",
    name: "Bezeichnung",
    nameHint: "Wofür der Schlüssel ist, zum Beispiel eine Person oder ein Programm.",
    roles: "Rollen",
    roleNames: { issuer: "Aussteller", operator: "Betreiber", auditor: "Revisor" },
    roleHints: {
      issuer: "Stellt Nachweise aus und ändert ihren Status",
      operator: "Betreibt beide Dienste und verwaltet Schlüssel",
      auditor: "Liest und prüft das Audit-Protokoll",
    },
    organisation: "Nur für diese Organisation",
    organisationHint: "Optional und nur mit der Rolle Aussteller allein. Der Name, wie er auf den Nachweisen steht.",
    expires: "Letzter Tag",
    expiresHint: "Optional. Der Schlüssel funktioniert bis zum Ende dieses Tages (UTC).",
    rotate: "Rotieren",
    rotateOne: (name) => `Rotieren: ${name}`,
    rotateTitle: "Diesen Schlüssel rotieren?",
    rotateText:
      "Ein neuer Schlüssel ersetzt ihn. Der alte funktioniert noch einen Tag, damit er ausgetauscht werden kann.",
    revoke: "Widerrufen",
    revokeOne: (name) => `Widerrufen: ${name}`,
    revokeTitle: "Diesen Schlüssel widerrufen?",
    revokeText:
      "Er funktioniert binnen einer Sekunde nicht mehr, und Sitzungen, die mit ihm begonnen wurden, enden. Das lässt sich nicht rückgängig machen.",
    once: {
      title: "Der neue Schlüssel",
      madeTitle: "Schlüssel erstellt",
      made: "Kopieren Sie ihn jetzt. Er wird nicht noch einmal angezeigt.",
      copy: "Schlüssel kopieren",
      done: "Fertig",
    },
    errors: {
      name: "Geben Sie eine Bezeichnung ein.",
      roles: "Wählen Sie mindestens eine Rolle.",
      day: "Geben Sie einen vollständigen Tag ein, heute oder später.",
    },
  },
  link: {
    heading: "Auf einem anderen Gerät anmelden",
    intro: "Ein Link, der einen Browser einmal als Sie anmeldet. Er läuft nach kurzer Zeit ab.",
    create: "Anmeldelink erstellen",
    once: {
      madeTitle: "Ihr Anmeldelink",
      made: "Öffnen Sie ihn auf dem anderen Gerät. Wer ihn hat, kann sich als Sie anmelden.",
      copy: "Link kopieren",
      done: "Fertig",
    },
  },
  sessions: {
    heading: "Wer angemeldet ist",
    intro:
      "Browser, die bei dieser App angemeldet sind. Eine Sitzung endet von selbst, wenn sie nicht genutzt wird, oder mit ihrem Schlüssel.",
    loading: "Die Sitzungen werden geladen",
    emptyTitle: "Niemand ist angemeldet",
    empty: "Programme, die bei jeder Anfrage einen API-Schlüssel senden, haben keine Sitzung und stehen nicht hier.",
    columns: {
      name: "Name",
      roles: "Rollen",
      signedIn: "Angemeldet",
      lastUsed: "Zuletzt genutzt",
      actions: "Aktionen",
    },
    current: "Diese Sitzung",
    end: "Sitzung beenden",
    endOne: (name) => `Sitzung beenden: ${name}`,
    endTitle: "Diese Sitzung beenden?",
    endText: (name) =>
      `${name} wird sofort abgemeldet und kann sich wieder anmelden. Widerrufen Sie den Schlüssel, wenn das nicht sein soll.`,
    more: "Weitere laden",
  },
  signing: {
    ...issuers.keys,
    heading: "Signaturschlüssel",
    intro: "Mit diesen Schlüsseln signiert der Ausstellungsdienst Ereignisse, damit Prüfdienste ihnen vertrauen.",
    empty: "Der Dienst hat noch keine Signaturschlüssel. Sie entstehen bei seinem Start.",
    rotateText: "Der nächste Schlüssel wird aktiv, der aktive wird abgelöst. Was er signiert hat, bleibt gültig.",
    compromiseText: (id) =>
      `Der private Schlüssel von ${id} wird sofort gelöscht, und alles, was er signiert hat, wird neu signiert. Das lässt sich nicht rückgängig machen.`,
  },
};
