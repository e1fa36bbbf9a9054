// Sees each call of a client: which operation of the document it was, and whether the answer is one that the document tells of.
import { Ajv2020 } from "ajv/dist/2020.js";

type Json = Record<string, unknown>;
type Content = Record<string, { schema?: Json }>;
type Operation = { operationId: string; responses: Record<string, { content?: Content }> };

export interface Document {
  servers?: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Json;
}

/** A picture of one pixel. */
export const picture = Uint8Array.from(
  Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64"),
);

/** What a holder's page sends with each request after it has been opened. */
export const asHolder = (opened: Response, antiForgeryToken: string) => ({
  Cookie: opened.headers.getSetCookie()[0]!.split(";")[0]!,
  "X-CSRF-TOKEN": antiForgeryToken,
});

/** What follows the # of a link. */
export const tokenOf = (link: string | null | undefined) => link!.split("#")[1]!;

/** The calls of one client to one service. */
export class Watch {
  /** The statuses that each operation answered. */
  readonly answers = new Map<string, number[]>();
  readonly faults: string[] = [];
  readonly #validator = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  constructor(
    readonly name: string,
    readonly document: Document,
    readonly key: string,
  ) {}

  /** The operations that were not called, or never as they are expected to end. */
  missing(expected: Record<string, number>): string[] {
    return Object.values(this.document.paths)
      .flatMap((methods) => Object.values(methods))
      .map(({ operationId }) => {
        const answers = this.answers.get(operationId);
        if (!answers) return `${operationId} was not called`;
        const wanted = expected[operationId];
        return answers.some((status) => (wanted ? status === wanted : status < 300)) ? "" : `${operationId} answered ${answers}`;
      })
      .filter((fault) => fault !== "");
  }

  /** fetch, with redirects shown and answers checked. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, { ...init, redirect: "manual" });
    const response = await fetch(request);
    try {
      await this.#check(request, response);
    } catch (error) {
      this.faults.push(`${request.method} ${request.url}: ${error}`);
    }
    return response;
  };

  async #check(request: Request, response: Response): Promise<void> {
    const operation = this.#find(request);
    this.answers.set(operation.operationId, [...(this.answers.get(operation.operationId) ?? []), response.status]);
    const answer = operation.responses[response.status];
    if (!answer) throw new Error(`${operation.operationId}: ${response.status} is not in the document: ${await response.clone().text()}`);
    const type = response.headers.get("Content-Type")?.split(";")[0] ?? "";
    if (!answer.content) {
      if (type !== "") throw new Error(`${operation.operationId}: ${response.status} has content, and none in the document`);
      return;
    }
    const schema = answer.content[type]?.schema;
    if (!schema) throw new Error(`${operation.operationId}: ${response.status} as ${type} is not in the document`);
    if (["text/event-stream", "text/csv", "text/html", "application/x-ndjson", "application/pdf"].includes(type) || type.startsWith("image/") || type.endsWith("+jwt")) return;
    const validate = this.#validator.compile(closed({ ...schema, components: this.document.components }) as Json);
    if (!validate(await response.clone().json())) throw new Error(`${operation.operationId}: ${response.status} ${this.#validator.errorsText(validate.errors)}`);
  }

  #find(request: Request): Operation {
    const server = this.document.servers?.[0]?.url ?? "";
    const path = request.url.slice(server.length).split("?")[0]!;
    const found = Object.keys(this.document.paths)
      .filter((template) => new RegExp(`^${template.replace(/\{[^}]+\}/g, "[^/]+")}$`).test(path) && this.document.paths[template]![request.method.toLowerCase()])
      .sort((one, other) => one.split("{").length - other.split("{").length)[0];
    if (!request.url.startsWith(server) || !found) throw new Error("no operation of the document");
    return this.document.paths[found]![request.method.toLowerCase()]!;
  }
}

/** Asks until there is an answer, at most for half a minute. */
export async function until<T>(ask: () => Promise<T | undefined | null | false>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error("it has not happened within half a minute");
}

/** The schema with no other members of objects than those that it names, where it names some. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  return "properties" in copy && "type" in copy && !("additionalProperties" in copy) ? { ...copy, additionalProperties: false } : copy;
}
