/** The texts of the editor of messages in English. The other languages have the same keys and parameters. */
export const en = {
  heading: "Messages to holders",
  intro:
    "What this issuer's holders receive by e-mail, in their own language. Placeholders in braces are filled in for each holder.",
  loading: "Loading the messages",
  kind: "Message",
  kinds: {
    invitation: "Invitation",
    newLink: "New link",
    expiry: "Notice before expiry",
    answer: "Answer to a correction",
  },
  language: "Language",
  own: (language: string) => `${language} (changed)`,
  subject: "Subject",
  body: "Text",
  bodyHint: "Plain text. An empty line begins a new paragraph.",
  insert: "Insert",
  placeholders: {
    holder: "holder's name",
    credential: "credential",
    issuer: "issuer",
    link: "personal link",
    expires: "last day of the link",
    answer: "your answer",
  },
  preview: "Preview",
  previewHint: "With an example holder.",
  previewAway: "The preview appears when the text has no mistakes.",
  save: "Save messages",
  saved: "The messages have been saved.",
  reset: "Use the default text",
  discard: "Discard changes",
  readOnly: "Only registrars change these messages.",
  errors: {
    unknown: (names: string) => `These placeholders do not exist: ${names}`,
    empty: "Enter a text.",
    tooLong: (limit: number) => `Use at most ${limit} characters.`,
    link: "The text needs the placeholder {link}, or the holder cannot open the credential.",
  },
};

export type MailTextTexts = typeof en;
