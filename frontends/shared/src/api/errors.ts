import { readJson } from "../json";
import type { components } from "./contract";

export type Problem = components["schemas"]["Problem"];

/** The API answered with an error. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** The answer's JSON: a problem document, or the report on `/health`; null if there was none. */
  readonly body: unknown;
  /** Seconds to wait, from `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, body: unknown, retryAfterSeconds?: number) {
    const { message, detail, title } = (body ?? {}) as Problem;
    super(message ?? detail ?? title ?? `HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get problem(): Problem {
    return (this.body ?? {}) as Problem;
  }
}

/** A problem document's errors by field name, in the request's spelling. */
export function fieldErrorsOf(error: unknown): Partial<Record<string, string>> {
  const errors = error instanceof ApiError ? error.problem.errors : undefined;
  return Object.fromEntries(
    Object.entries(errors ?? {}).map(([path, rules]) => {
      const name = path.replace(/^\$\.?/, "").split(/[.[]/)[0] ?? "";
      return [name.charAt(0).toLowerCase() + name.slice(1), rules.join(" ")];
    }),
  );
}

/** No answer, or only a proxy's: the API is unavailable, or this device is offline. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

export function isJson(response: Response): boolean {
  return /^application\/(.*\+)?json\b/.test(response.headers.get("content-type") ?? "");
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return readJson(await response.text());
  } catch {
    return null;
  }
}

/** The error an unsuccessful response stands for. A body that is not a JSON object comes from a proxy, not from our APIs. */
export async function errorFrom(response: Response): Promise<ApiError | UnreachableError> {
  const body = isJson(response) ? await bodyOf(response) : null;
  if (typeof body === "object" && body !== null) {
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    return new ApiError(response.status, body, Number.isFinite(seconds) ? seconds : undefined);
  }
  if (response.status >= 500) return new UnreachableError(`HTTP ${response.status}`);
  return new ApiError(response.status, null);
}
