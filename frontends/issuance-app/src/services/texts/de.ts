import type { ServiceTexts } from "./en";

export const de: ServiceTexts = {
  title: "Dienste",
  intro:
    "Wie weit der Prüfdienst ist, welche seiner Replikate lesen und ob seine Kopie mit dem Aussteller übereinstimmt.",
  knowledge: {
    heading: "Was der Prüfdienst weiß",
    loading: "Der Prüfdienst wird gefragt",
    asOf: "Alles bis",
    never:
      "Er hat vom Aussteller noch nichts gehört. Prüfen Sie, ob der Ausstellungsdienst läuft und ob beide dasselbe Redis verwenden.",
    age: (age) => `Das ist ${age} her.`,
    recent: "Er ist auf dem neuesten Stand.",
    old: "Er erfährt nichts Neues. Prüfen Sie, ob der Ausstellungsdienst läuft, ob Redis antwortet und ob die Verarbeitung angehalten ist.",
  },
  running: {
    heading: "Replikate und Versionen",
    services: { issuer: "Ausstellungsdienst", verifier: "Prüfdienst" },
    loading: "Die Replikate werden geladen",
    empty: "Noch hat sich kein Replikat gemeldet.",
    versions: (count) =>
      `${count === 2 ? "Zwei" : count} Versionen laufen: Eine Aktualisierung läuft noch oder ist stehen geblieben.`,
    columns: { name: "Replikat", version: "Version", started: "Gestartet", seen: "Zuletzt gesehen" },
  },
  replicas: {
    heading: "Replikate, die Ereignisse lesen",
    empty: "Kein Replikat des Prüfdienstes liest. Prüfen Sie, ob der Prüfdienst läuft und ob Redis antwortet.",
    columns: { name: "Replikat", pending: "In Verarbeitung", idle: "Zuletzt gelesen" },
    ago: (age) => `vor ${age}`,
    now: "gerade eben",
  },
  rebuild: {
    heading: "Kopie des Prüfdienstes neu aufbauen",
    intro:
      "Liest alle Ereignisse des Ausstellers erneut und vergleicht sie mit dem, was der Prüfdienst hat. Das Prüfen funktioniert währenddessen weiter. Sinnvoll, wenn sich die Inhalte unterscheiden könnten, zum Beispiel nach einer Wiederherstellung.",
    loading: "Der letzte Neuaufbau wird geladen",
    none: "Sie wurde noch nie neu aufgebaut.",
    start: "Neuaufbau starten",
    startTitle: "Kopie des Prüfdienstes neu aufbauen?",
    startText:
      "Alle Ereignisse des Ausstellers werden erneut gelesen; das dauert bei vielen eine Weile. Das Prüfen funktioniert weiter.",
    states: { requested: "Angefordert", running: "Läuft", done: "Fertig", failed: "Fehlgeschlagen" },
    read: (count) => (count === "1" ? "1 Ereignis gelesen" : `${count} Ereignisse gelesen`),
    started: "Begonnen",
    finished: "Beendet",
    by: "Ausgeführt von",
    agreed: "Die Kopie hatte genau den Inhalt, der sich aus den Ereignissen des Ausstellers ergibt.",
    differed: (missing, unknown, different) =>
      `Die Kopie wich ab und wurde ersetzt. Fehlend: ${missing}; dem Aussteller unbekannt: ${unknown}; abweichend: ${different}.`,
    failed: "Die Kopie bleibt, wie sie war. Beheben Sie die Ursache und starten Sie erneut.",
  },
};
