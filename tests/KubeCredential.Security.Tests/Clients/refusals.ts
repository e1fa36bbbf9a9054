// Asks every operation for what it refuses, however little it has to do with it: a parameter that is not known, a path that names nothing,
// a body of another form, none, or too large a one.
import type { Watch } from "./watch.js";

type Parameter = { name: string; in: string };
type Operation = { operationId: string; parameters?: Parameter[]; requestBody?: { required?: boolean; content: Record<string, unknown> } };

/** Operations that take whole documents, of up to about a megabyte. */
const taking = ["VerifyCredential", "VcApiVerifyCredential", "VcApiVerifyPresentation", "MakeVerificationReport"];

/** Operations of a holder who has opened their page; whoever has not is told that first. */
const ofHolders = ["GetHolder", "CloseHolderPage", "GetHolderDocument", "ShareCredential", "SwitchShareOff", "RequestCorrection"];

export async function refuse(watch: Watch): Promise<void> {
  for (const [template, methods] of Object.entries(watch.document.paths)) {
    for (const [method, operation] of Object.entries(methods) as [string, unknown][] as [string, Operation][]) {
      const { operationId, parameters, requestBody } = operation;
      if (ofHolders.includes(operationId)) continue;
      const path = template.replace(/\{[^}]+\}/g, "no-such-thing");
      const ask = async (status: number, why: string, query: string, init: RequestInit) => {
        const answer = await watch.fetch(`${watch.document.servers![0]!.url}${path}${query}`, {
          ...init,
          method: method.toUpperCase(),
          headers: { Authorization: `Bearer ${watch.key}`, ...init.headers },
        });
        if (answer.status !== status) watch.faults.push(`${operationId}: ${answer.status} in place of ${status} for ${why}: ${await answer.text()}`);
        else await answer.body?.cancel();
      };
      const type = requestBody && !("application/json" in requestBody.content) ? Object.keys(requestBody.content)[0]! : "application/json";
      const json = { "Content-Type": type };
      const isPath = parameters?.some((parameter) => parameter.in === "path");
      const reason = parameters?.some((parameter) => parameter.name === "reason") ? "?reason=a%20test" : "";
      if (isPath) await ask(404, "a path that names nothing", reason, {});
      // Whoever only asks what this is may add what they like.
      else if (operationId !== "GetHome") await ask(400, "an unknown parameter", "?no-such-parameter=1", requestBody ? { body: "{}", headers: json } : {});
      if (!requestBody || isPath) continue;
      await ask(415, "text", "", { body: "text", headers: { "Content-Type": "text/plain" } });
      const length = taking.includes(operationId) ? 1_200_000 : 100_000;
      if (type === "application/json") await ask(413, "too large a body", "", { body: `{"a":"${"x".repeat(length)}"}`, headers: json });
      if (requestBody.required) await ask(400, "no body", "", { headers: json });
    }
  }
}
