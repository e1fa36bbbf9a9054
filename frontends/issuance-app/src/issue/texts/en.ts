/** The texts of issuing one by one, in English. The other languages have the same keys and parameters. */
export const en = {
  preview: {
    show: "Preview",
    heading: "Preview",
    badge: "Not issued yet",
    hint: "This is what the credential will say. Its ID and verification link follow when it is issued.",
    holder: "Name of the holder",
    type: "Credential type",
    issuer: "Issuer",
    issue: "Issue it now",
  },
  kept: {
    hint: "Type, issuer, validity and field names stay filled in for the next holder.",
    clear: "Clear form",
    cleared: "The form is empty.",
    restored: "Your draft was restored. It is kept in this browser tab only.",
  },
  undo: {
    label: (name: string) => `Undo issuing to ${name}`,
    issued: (name: string) => `Issued to ${name}.`,
    canUndo: "You can undo this for one minute.",
    undo: "Undo",
    left: (seconds: number) => `${seconds} s`,
    done: (name: string) => `Undone: the credential of ${name} is revoked.`,
    refill: "Fill in the form again",
    refilled: "The form contains its details again, so that you can correct them.",
  },
};

export type IssueTexts = typeof en;
