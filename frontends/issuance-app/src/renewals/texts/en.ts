/** The texts of the renewals page in English. The other languages have the same keys and parameters. */
export const en = {
  title: "Renewals",
  intro: "Credentials that expire soon, soonest first. Select those to renew.",
  within: "Expires within",
  days: (days: number) => `${days} days`,
  count: (count: string) => `${count} to renew`,
  atLeast: (count: string) => `${count} or more`,
  loading: "Loading credentials that expire soon",
  emptyTitle: "Nothing to renew",
  empty: (days: number) => `No credential expires within ${days} days.`,
  list: "Credentials that expire soon",
  expires: "Expires",
  left: (days: number) => (days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`),
  renew: (count: number) => `Renew selected (${count})`,
  shown: (count: number) => (count === 1 ? "1 credential shown" : `${count} credentials shown`),
};

export type RenewalTexts = typeof en;
