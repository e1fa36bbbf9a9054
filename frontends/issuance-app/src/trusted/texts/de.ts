import type { TrustedTexts } from "./en";

export const de: TrustedTexts = {
  title: "Vertrauenswürdige Aussteller",
  intro:
    "Aussteller anderswo, deren Nachweise der Prüfdienst als gültig bezeichnet. Ein ordentlicher Nachweis jedes anderen Ausstellers gilt als in Ordnung, aber nicht vertrauenswürdig. Ihre eigenen Aussteller brauchen keinen Eintrag.",
  loading: "Vertrauenswürdige Aussteller werden geladen",
  add: "Aussteller vertrauen",
  change: "Ändern",
  changeOne: (name) => `${name} ändern`,
  remove: "Entfernen",
  removeOne: (name) => `${name} entfernen`,
  removeTitle: "Diesem Aussteller nicht mehr vertrauen?",
  removeText: (name) =>
    `Von jetzt an meldet der Prüfdienst Nachweise von ${name} als nicht vertrauenswürdig, wann auch immer sie ausgestellt wurden.`,
  save: "Speichern",
  emptyTitle: "Noch keine vertrauenswürdigen Aussteller",
  empty: "Fügen Sie einen Aussteller mit seiner DID hinzu und geben Sie an, für welche Nachweise Sie ihm vertrauen.",
  columns: { name: "Aussteller", types: "Für", period: "Zeitraum", changed: "Zuletzt geändert", actions: "Aktionen" },
  all: "alle Arten",
  always: "unbegrenzt",
  from: (day) => `ab ${day}`,
  to: (day) => `bis ${day}`,
  between: (from, to) => `${from} bis ${to}`,
  by: (actor, day) => `${day} von ${actor}`,
  did: "Kennung (DID)",
  didHint: "Die Kennung des Ausstellers, zum Beispiel did:web:university.example. Sie lässt sich später nicht ändern.",
  name: "Bezeichnung",
  nameHint: "So wird er bei einer Prüfung angezeigt",
  types: "Arten von Nachweisen",
  typesHint: "Je Zeile eine, genau wie im Nachweis. Bleibt das Feld leer, gilt es für alle.",
  fromLabel: "Vertrauen ab",
  toLabel: "Vertrauen bis",
  periodHint: "Optional. Es zählt der Tag, ab dem ein Nachweis gültig ist. Ihn schreibt der Aussteller.",
  changedMeanwhile:
    "Jemand anderes hat diesen Eintrag geändert. Schließen Sie das Fenster, sehen Sie sich den Eintrag an und versuchen Sie es erneut.",
};
