import { linkOptions } from "@tanstack/react-router";
import type { Entry } from "./entries";

/** The page with the verdict on an entry; undefined if there is nothing to verify in it. */
export function placeOf({ given, paper }: Entry) {
  switch (given.kind) {
    case "fault":
      return undefined;
    case "shared":
      return linkOptions({ to: "/s", hash: given.token });
    case "json":
      return linkOptions({ to: "/check", state: (previous) => ({ ...previous, raw: given.raw, paper }) });
    case "document":
      return linkOptions({ to: "/document", state: (previous) => ({ ...previous, document: given.document, paper }) });
    case "picture":
      return linkOptions({ to: "/document", state: (previous) => ({ ...previous, document: given.picture }) });
    default:
      return linkOptions({ to: "/v/$id", params: { id: given.id } });
  }
}
