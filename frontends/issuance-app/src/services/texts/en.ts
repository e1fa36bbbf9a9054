/** The texts about the two services in English. The other languages have the same keys and parameters. */
export const en = {
  title: "Services",
  intro:
    "How far the verifier has come, which of its replicas are reading, and whether its copy agrees with the issuer.",
  knowledge: {
    heading: "What the verifier knows",
    loading: "Asking the verifier",
    asOf: "Everything up to",
    never:
      "It has heard nothing from the issuer yet. Check that the issuance service is running and that both use the same Redis.",
    age: (age: string) => `That is ${age} ago.`,
    recent: "It is up to date.",
    old: "It hears nothing new. Check that the issuance service is running, that Redis responds and that consuming is not stopped.",
  },
  running: {
    heading: "Replicas and versions",
    services: { issuer: "Issuance service", verifier: "Verification service" },
    loading: "Loading the replicas",
    empty: "No replica has reported yet.",
    versions: (count: number) =>
      `${count === 2 ? "Two" : count} versions are running: an update is under way or has stopped.`,
    columns: { name: "Replica", version: "Version", started: "Started", seen: "Last seen" },
  },
  replicas: {
    heading: "Replicas that read events",
    empty: "No replica of the verifier is reading. Check that the verifier is running and that Redis responds.",
    columns: { name: "Replica", pending: "Being processed", idle: "Last read" },
    ago: (age: string) => `${age} ago`,
    now: "just now",
  },
  rebuild: {
    heading: "Rebuild the verifier's copy",
    intro:
      "Reads all events of the issuer again and compares them with what the verifier holds. Verification continues in the meantime. Use it when the contents may differ, for example after a restore.",
    loading: "Loading the latest rebuild",
    none: "It has never been rebuilt.",
    start: "Start rebuild",
    startTitle: "Rebuild the verifier's copy?",
    startText: "All events of the issuer are read again, which takes a while if there are many. Verifying continues.",
    states: { requested: "Requested", running: "Running", done: "Done", failed: "Failed" },
    read: (count: string) => (count === "1" ? "1 event read" : `${count} events read`),
    started: "Started",
    finished: "Finished",
    by: "Performed by",
    agreed: "The copy had exactly the content that the issuer's events yield.",
    differed: (missing: string, unknown: string, different: string) =>
      `The copy differed, and has been replaced. Missing: ${missing}; not known to the issuer: ${unknown}; different: ${different}.`,
    failed: "The copy stays as it was. Fix the cause and start again.",
  },
};

export type ServiceTexts = typeof en;
