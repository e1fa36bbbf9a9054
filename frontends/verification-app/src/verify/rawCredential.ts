/**
 * The original text of one member of a JSON object. Parsing and serialising it would change numbers such as
 * 12345678901234567890, and the credential would seem altered.
 */
export function memberText(json: string, name: string): string | undefined {
  const tokens = json.matchAll(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g);
  let depth = 0;
  let key: string | undefined;
  let start: number | undefined;
  let previous = "";
  for (const token of tokens) {
    const text = token[0];
    if (start !== undefined && depth === 1 && (text === "," || text === "}"))
      return json.slice(start, token.index).trim();
    if (depth === 1 && text === ":" && key === name) start = token.index + 1;
    if (text === "{" || text === "[") depth += 1;
    else if (text === "}" || text === "]") depth -= 1;
    else if (depth === 1 && text.startsWith('"') && (previous === "{" || previous === ",")) key = JSON.parse(text);
    previous = text;
  }
  return undefined;
}
