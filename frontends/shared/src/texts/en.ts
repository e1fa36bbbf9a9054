/** The texts that both apps share, in English. The other languages have the same keys and parameters. */
export const en = {
  skipToContent: "Skip to content",
  mainNavigation: "Main",
  lightOrDark: { light: "Switch to dark mode", dark: "Switch to light mode" },
  copied: "Copied",
  traceId: "Trace ID",
  openTrace: "Open trace",
  copyTrace: "Copy trace ID",
  tryAgain: "Try again",
  cancel: "Cancel",
  close: "Close",
  print: "Print",
  live: {
    label: "Live updates",
    states: { connecting: "Connecting…", live: "Live", reconnecting: "Reconnecting…", offline: "Offline" },
    meanings: {
      connecting: "Connecting to live updates.",
      live: "Changes appear here as they happen.",
      reconnecting: "The connection was lost. Until it is back, this page refreshes every few seconds.",
      offline: "This device is offline. What you see may be out of date.",
    },
  },
  errors: {
    offlineTitle: "You are offline",
    offline: "Connect this device to the internet and try again.",
    unreachableTitle: "The service is unavailable",
    unreachable: "It may be restarting. Try again in a moment. Nothing you entered is lost.",
    busyTitle: "The service is busy",
    busy: (seconds: number | undefined) =>
      seconds === undefined
        ? "Try again in a moment."
        : `Try again in ${seconds === 1 ? "1 second" : `${seconds} seconds`}.`,
    refusedTitle: "The request was rejected",
    refused: (status: number) => `The service answered with HTTP status ${status}.`,
    brokenTitle: "Something went wrong",
    broken: "Reload the page. If it happens again, report it with this message:",
    reload: "Reload page",
  },
  notFound: {
    title: "Page not found",
    text: "The link may be outdated or incomplete.",
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
    id: "Credential ID",
    copyId: "Copy credential ID",
    metadata: "Additional data",
    issuedBy: "Issued by worker",
  },
};

export type SharedTexts = typeof en;
