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

/** The original texts of the elements of a JSON array; undefined if it is none. */
export function elementTexts(json: string): string[] | undefined {
  const texts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const token of json.matchAll(/"(?:\\.|[^"\\])*"|[{}[\],]/g)) {
    const text = token[0];
    const isEnd = text === "}" || text === "]";
    if (depth === 1 && (text === "," || text === "]")) {
      const element = json.slice(start, token.index).trim();
      if (element) texts.push(element);
      start = token.index + 1;
    }
    if (text === "{" || text === "[") {
      if (depth === 0) start = token.index + 1;
      depth += 1;
    } else if (isEnd) depth -= 1;
    if (depth === 0) return json.slice(token.index + 1).trim() === "" ? texts : undefined;
  }
  return undefined;
}
