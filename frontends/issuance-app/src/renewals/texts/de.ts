import type { RenewalTexts } from "./en";

export const de: RenewalTexts = {
  title: "Verlängerungen",
  intro: "Nachweise, die bald ablaufen, die dringendsten zuerst. Wählen Sie aus, welche Sie verlängern.",
  within: "Läuft ab innerhalb von",
  days: (days) => `${days} Tagen`,
  count: (count) => `${count} zu verlängern`,
  atLeast: (count) => `${count} oder mehr`,
  loading: "Bald ablaufende Nachweise werden geladen",
  emptyTitle: "Nichts zu verlängern",
  empty: (days) => `Innerhalb von ${days} Tagen läuft kein Nachweis ab.`,
  list: "Bald ablaufende Nachweise",
  expires: "Läuft ab",
  left: (days) => (days === 0 ? "heute" : days === 1 ? "morgen" : `in ${days} Tagen`),
  renew: (count) => `Auswahl verlängern (${count})`,
  shown: (count) => (count === 1 ? "1 Nachweis angezeigt" : `${count} Nachweise angezeigt`),
};
