/** The texts of the page of trusted issuers in English. The other languages have the same keys and parameters. */
export const en = {
  title: "Trusted issuers",
  intro:
    "Issuers elsewhere whose credentials the verifier calls valid. A sound credential of any other issuer is reported as sound but untrusted. Your own issuers need no entry.",
  loading: "Loading trusted issuers",
  add: "Trust an issuer",
  change: "Change",
  changeOne: (name: string) => `Change ${name}`,
  remove: "Remove",
  removeOne: (name: string) => `Remove ${name}`,
  removeTitle: "Trust this issuer no longer?",
  removeText: (name: string) =>
    `From now on, the verifier reports credentials of ${name} as untrusted, whenever they were issued.`,
  save: "Save",
  emptyTitle: "No trusted issuers yet",
  empty: "Add an issuer by its DID, and say for which credentials you trust it.",
  columns: { name: "Issuer", types: "Trusted for", period: "Period", changed: "Last changed", actions: "Actions" },
  all: "all types",
  always: "without limit",
  from: (day: string) => `from ${day}`,
  to: (day: string) => `until ${day}`,
  between: (from: string, to: string) => `${from} to ${to}`,
  by: (actor: string, day: string) => `${day} by ${actor}`,
  did: "DID",
  didHint: "The issuer's identifier, such as did:web:university.example. It cannot be changed later.",
  name: "Name",
  nameHint: "What people who verify are shown",
  types: "Credential types",
  typesHint: "One in each line, exactly as in the credential. Leave it empty for all.",
  fromLabel: "Trusted from",
  toLabel: "Trusted until",
  periodHint: "Optional. What counts is the day from which a credential is valid, which its issuer writes.",
  changedMeanwhile: "Someone else has changed this entry. Close the dialog, check the entry, and try again.",
};

export type TrustedTexts = typeof en;
